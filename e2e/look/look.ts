/**
 * `npm run look`: brings the product into every state a person can see, in each screen and scheme, pictures it and says what axe and the
 * page's own geometry find there. After it: names of states, or parts of them. `--in light,phone-dark` only these; `--to` a folder.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, chromium } from '@playwright/test'
import { postJson } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { CHROMIUM_FLAGS, chromiumPath } from '../product/chromium.ts'
import { startProduct } from '../product/start-product.ts'
import { EDITOR_STATES } from './editor-states.ts'
import { geometryFindings } from './geometry.ts'
import { HAND_STATES } from './hand-states.ts'
import { HOME_STATES } from './home-states.ts'
import { RUN_STATES } from './run-states.ts'
import { type Stage, type State, VARIANTS, type Variant } from './state.ts'

const STATES: readonly State[] = [...HOME_STATES, ...EDITOR_STATES, ...HAND_STATES, ...RUN_STATES]
/** Lets the last camera flight and fade come to rest, in ms. */
const REST_MS = 500
const STEP_MS = 15_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { in: { type: 'string' }, to: { type: 'string', default: 'look' }, url: { type: 'string' } },
})

interface Looked {
  state: string
  variant: string
  findings: string[]
}

let made = 0
async function makeWorkflow(url: string, document: object): Promise<string> {
  made += 1
  const name = `${(document as { name: string }).name} ${made}`
  const { status, body } = await postJson(`${url}/api/v1/workflows`, { workflow: { ...document, name }, name })
  if (status !== 201) throw new Error(`The workflow was not made: ${JSON.stringify(body)}`)
  return `${url}/w/${encodeURIComponent(name)}`
}

async function look(browser: Browser, product: Stage['product'], state: State, variant: Variant): Promise<Looked> {
  const { viewport, colorScheme, hasTouch } = variant
  const context = await browser.newContext({ viewport, colorScheme, hasTouch, reducedMotion: 'reduce', ...state.context })
  context.setDefaultTimeout(STEP_MS)
  const page = await context.newPage()
  const findings: string[] = []
  page.on('pageerror', (error) => findings.push(`exception: ${error.message}`))
  const stage: Stage = { page, product, phone: viewport.width < 500, workflow: (document) => makeWorkflow(product.url, document) }
  try {
    await state.show(stage)
    if (!state.keepFocus) {
      await page.mouse.move(24, viewport.height - 4) // where nothing answers to hovering
      await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
    }
  } catch (error) {
    findings.push(`not reached: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`)
  }
  await page.waitForTimeout(REST_MS)
  await page.screenshot({ path: path.join(values.to, `${state.name}.${variant.name}.png`) })
  findings.push(...(await geometryFindings(page)), ...(await axeFindings(page)))
  await context.close()
  return { state: state.name, variant: variant.name, findings }
}

const wanted = (state: State) => positionals.length === 0 || positionals.some((part) => state.name.includes(part))
const suits = (state: State, variant: Variant) =>
  (state.on === undefined || (state.on === 'phone') === variant.name.startsWith('phone')) &&
  (values.in === undefined || values.in.split(',').includes(variant.name))

await mkdir(values.to, { recursive: true })
const own = values.url ? undefined : await startProduct()
const product = own ?? { url: values.url ?? '', sampleUrl: '' }
const executablePath = chromiumPath()
const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) })
const looked: Looked[] = []
try {
  for (const state of STATES.filter(wanted))
    for (const variant of VARIANTS.filter((one) => suits(state, one))) {
      const result = await look(browser, product, state, variant)
      looked.push(result)
      console.log(`${result.state} ${result.variant}${result.findings.length > 0 ? `\n  ${result.findings.join('\n  ')}` : ''}`)
    }
} finally {
  await browser.close()
  await own?.dispose()
}
await writeFile(path.join(values.to, 'findings.json'), JSON.stringify(looked, null, 1))
const found = looked.filter(({ findings }) => findings.length > 0)
console.log(`${looked.length} pictures in ${values.to}, findings in ${found.length}`)
process.exitCode = found.length > 0 ? 1 : 0
