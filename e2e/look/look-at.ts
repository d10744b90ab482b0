/** One state in one variant: brought about, pictured if wanted, and examined. */
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { postJson } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { geometryFindings } from './geometry.ts'
import type { Stage, State, Variant } from './state.ts'

/** Lets the last camera flight and fade come to rest before a picture, in ms. */
const REST_MS = 500
const STEP_MS = 15_000

export interface LookOptions {
  /** Where the picture goes; none without. */
  picture?: string
  /** How long a step of the way may take, in ms. */
  stepMs?: number
  /** A context of {@link contextFor} that already has the product's files; states that ask for a window of their own get one. */
  within?: BrowserContext
}

/** A browser window as a variant has it, with what a state asks for beyond that. */
export function contextFor(browser: Browser, { viewport, colorScheme, hasTouch }: Variant, asked: State['context'] = {}): Promise<BrowserContext> {
  return browser.newContext({ viewport, colorScheme, hasTouch, reducedMotion: 'reduce', ...asked })
}

/** Nothing that was kept or intercepted in one state is part of the next. */
async function forget(page: Page): Promise<void> {
  await page.context().unrouteAll({ behavior: 'ignoreErrors' })
  await page.evaluate(() => {
    localStorage.clear()
    sessionStorage.clear()
  })
  await page.close()
}

/** Workflows are told apart by a number: what is drawn in one is in no picture of another. */
let made = 0
async function makeWorkflow(url: string, document: object): Promise<string> {
  made += 1
  const name = `${(document as { name: string }).name} ${made}`
  const { status, body } = await postJson(`${url}/api/v1/workflows`, { workflow: { ...document, name }, name })
  if (status !== 201) throw new Error(`The workflow was not made: ${JSON.stringify(body)}`)
  return `${url}/w/${encodeURIComponent(name)}`
}

/** What is wrong there, one line each: a state that was not reached, an exception, what axe finds, what lies wrong. */
export async function lookAt(browser: Browser, product: Stage['product'], state: State, variant: Variant, options: LookOptions = {}): Promise<string[]> {
  const { viewport } = variant
  const within = state.context ? undefined : options.within
  const context = within ?? (await contextFor(browser, variant, state.context))
  context.setDefaultTimeout(options.stepMs ?? STEP_MS)
  const page = await context.newPage()
  const findings: string[] = []
  page.on('pageerror', (error) => findings.push(`exception: ${error.message}`))
  const stage: Stage = { page, product, phone: viewport.width < 500, workflow: (document) => makeWorkflow(product.url, document) }
  try {
    await state.show(stage)
    if (!state.keepFocus) await withoutPointer(page, viewport.height)
  } catch (error) {
    findings.push(`not reached: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`)
  }
  if (options.picture) {
    await page.waitForTimeout(REST_MS)
    await page.screenshot({ path: options.picture })
  }
  findings.push(...(await geometryFindings(page)), ...(await axeFindings(page)))
  if (within) await forget(page)
  else await context.close()
  return findings
}

/** Neither hovering nor a focus is part of the state. */
async function withoutPointer(page: Page, height: number): Promise<void> {
  await page.mouse.move(24, height - 4) // the foot of the rail, where nothing answers
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
}
