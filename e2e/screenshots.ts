/** `npm run screenshots`: boots the product, plays the main job and writes what it looks like to docs/screenshots. */
import { mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from '@playwright/test'
import { startRun } from './product/api.ts'
import { CHROMIUM_FLAGS, chromiumPath } from './product/chromium.ts'
import { type RunningProduct, startProduct } from './product/start-product.ts'

const TARGET = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../docs/screenshots')
const MOST_BYTES = 250 * 1024
const DESKTOP = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }
const EXAMPLE = 'Lead triage'
/** Lets the last camera flight and fade come to rest, in ms. */
const REST_MS = 700

type Scheme = 'light' | 'dark'

async function shoot(page: Page, name: string): Promise<void> {
  const { width, height } = page.viewportSize() ?? DESKTOP
  await page.mouse.move(width / 2, height - 2) // where nothing answers to hovering
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur()) // no tooltip of a button just pressed
  for (const close of await page.getByRole('button', { name: 'Close toast' }).all()) await close.click()
  await page.waitForTimeout(REST_MS)
  const file = path.join(TARGET, `${name}.png`)
  await page.screenshot({ path: file })
  const { size } = await stat(file)
  if (size > MOST_BYTES) throw new Error(`${name}.png has ${size} bytes, more than ${MOST_BYTES}`)
  console.log(`docs/screenshots/${name}.png  ${Math.round(size / 1024)} KB`)
}

async function pageOf(browser: Browser, colorScheme: Scheme, viewport: typeof DESKTOP): Promise<Page> {
  const context = await browser.newContext({ colorScheme, viewport, reducedMotion: 'reduce' })
  return context.newPage()
}

/** Home, editor, and a run from its first steps to the question; in one scheme. */
async function playThrough(browser: Browser, product: RunningProduct, scheme: Scheme): Promise<string> {
  const page = await pageOf(browser, scheme, DESKTOP)
  await page.goto(product.url)
  await page
    .getByRole('link', { name: new RegExp(EXAMPLE) })
    .first()
    .waitFor()
  await shoot(page, `home-${scheme}`)

  await page.goto(`${product.url}/w/${encodeURIComponent(EXAMPLE)}?node=triage`)
  await page.getByRole('textbox', { name: /^Prompt/ }).waitFor()
  await shoot(page, `edit-${scheme}`)

  const runId = await startRun(product.url, { ref: EXAMPLE, inputs: {} })
  await page.goto(`${product.url}/runs/${runId}`)
  await page.getByRole('button', { name: 'Review', exact: true }).waitFor()
  await shoot(page, `run-${scheme}`)

  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.locator('[data-hunk]').first().waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  for (let step = 0; step < 2; step += 1) await page.getByRole('button', { name: 'Zoom out' }).click()
  await shoot(page, `review-${scheme}`)

  await page.keyboard.press('a')
  await page.getByRole('article', { name: /^Approval/ }).waitFor()
  await shoot(page, `approval-${scheme}`)
  await page.context().close()
  return runId
}

async function phoneApproval(browser: Browser, product: RunningProduct, runId: string): Promise<void> {
  const page = await pageOf(browser, 'light', PHONE)
  await page.goto(`${product.url}/runs/${runId}`)
  await page.getByRole('article', { name: /^Approval/ }).waitFor()
  await shoot(page, 'approval-phone')
  await page.context().close()
}

await mkdir(TARGET, { recursive: true })
const product = await startProduct()
const executablePath = chromiumPath()
const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) })
try {
  const runId = await playThrough(browser, product, 'light')
  await phoneApproval(browser, product, runId)
  await playThrough(browser, product, 'dark')
} finally {
  await browser.close()
  await product.dispose()
}
