/** `npm run screenshots`: boots the product, plays the main job and writes what it looks like to docs/screenshots. Named after it, only some: `editor` what lies over the editor, `states` what is rarely seen, `around` imports and schedules, `run` the list of workflows and a run, `offline` a server that is away, `sign-in` the page from another machine. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from '@playwright/test'
import { indexed } from './look/indexed-png.ts'
import { stateNamed } from './look/states.ts'
import { postJson, startRun, untilEnded } from './product/api.ts'
import { startFromElsewhere } from './product/from-elsewhere.ts'
import { deleteSessions } from './product/redis-words.ts'
import type { RunningProduct } from './product/start-product.ts'
import { withProductAndBrowser } from './product/with-browser.ts'

const TARGET = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../docs/screenshots')
const MOST_BYTES = 250 * 1024
const DESKTOP = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }
const ZOOMED = { width: 640, height: 512 }
const EXAMPLE = 'Lead triage'
const GRAPH = 'Order enrichment'
/** Of a product that is gone when the pictures are there. */
const TOKEN = 'of-these-pictures'
/** Lets the last camera flight and fade come to rest, in ms. */
const REST_MS = 700

type Scheme = 'light' | 'dark'
const SCHEMES: readonly Scheme[] = ['light', 'dark']

/** `dense` is for pictures of thousands of small things, which do not compress without loss. */
async function shoot(page: Page, name: string, keepFocus = false, dense = false): Promise<void> {
  const { height } = page.viewportSize() ?? DESKTOP
  await page.mouse.move(24, height - 60) // the foot of the rail, where nothing answers to hovering
  if (!keepFocus) await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur()) // no tooltip of a button just pressed
  // Those that go by themselves meanwhile are not waited for.
  await page.getByRole('button', { name: 'Close toast' }).evaluateAll((buttons) => {
    for (const button of buttons) if (button instanceof HTMLElement) button.click()
  })
  await page.waitForTimeout(REST_MS)
  const file = path.join(TARGET, `${name}.${dense ? 'jpg' : 'png'}`)
  const picture = dense ? await page.screenshot({ type: 'jpeg', quality: 60 }) : indexed(await page.screenshot())
  const { length: size } = picture
  if (size > MOST_BYTES) throw new Error(`${path.basename(file)} has ${size} bytes, more than ${MOST_BYTES}`)
  await writeFile(file, picture)
  console.log(`docs/screenshots/${path.basename(file)}  ${Math.round(size / 1024)} KB`)
}

async function pageOf(browser: Browser, colorScheme: Scheme, viewport: typeof DESKTOP): Promise<Page> {
  const context = await browser.newContext({ colorScheme, viewport, reducedMotion: 'reduce' })
  return context.newPage()
}

/** Brings a page of the desk into a state that is looked at, too (`npm run look`). */
async function bring(page: Page, product: RunningProduct, state: 'import-report' | 'editor-missing'): Promise<void> {
  const workflow = () => Promise.reject(new Error(`${state} is of no workflow`))
  await stateNamed(state).show({ page, product, phone: false, workflow })
}

/** What the list of workflows tells of: runs that have ended, more of the one than of the other. */
async function runSome(product: RunningProduct): Promise<void> {
  const refs = [GRAPH, GRAPH, GRAPH, 'Order check', 'Order check', 'Monthly report', 'Restock check']
  const runs = await Promise.all(refs.map((ref) => startRun(product.url, { ref, inputs: {} })))
  for (const runId of runs) await untilEnded(product.url, runId)
}

/** The workflows as they came, before any picture is drawn in one of them. */
async function home(browser: Browser, product: RunningProduct, scheme: Scheme): Promise<void> {
  const page = await pageOf(browser, scheme, DESKTOP)
  await page.goto(product.url)
  await page
    .getByRole('link', { name: new RegExp(EXAMPLE) })
    .first()
    .waitFor()
  await shoot(page, `home-${scheme}`)
  await page.context().close()
}

/** The editor, and a run from its first steps to the question; in one scheme. */
async function playThrough(browser: Browser, product: RunningProduct, scheme: Scheme): Promise<string> {
  const page = await pageOf(browser, scheme, DESKTOP)
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

/** What lies over the editor: the palette, quick-add, find, the text beside the canvas, and the editor at 200 %. */
async function editorOverlays(browser: Browser, product: RunningProduct, scheme: Scheme): Promise<void> {
  const address = `${product.url}/w/${encodeURIComponent(GRAPH)}`
  const open = async (viewport: typeof DESKTOP) => {
    const page = await pageOf(browser, scheme, viewport)
    await page.goto(address)
    await page.waitForFunction(() => performance.getEntriesByName('first-view').length > 0)
    await page.getByText('No problems').waitFor()
    return page
  }
  const page = await open(DESKTOP)
  await page.keyboard.press('Control+f')
  await page.getByRole('textbox', { name: /^Find/ }).fill('order')
  await shoot(page, `find-${scheme}`)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'JSON' }).click()
  await page.locator('.cm-content').waitFor()
  await shoot(page, `json-${scheme}`)
  await page.locator('[data-edge-handle]').first().press('Enter')
  await page.getByPlaceholder('Add a node…').waitFor()
  await shoot(page, `quick-add-${scheme}`, true)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('option').first().waitFor()
  await shoot(page, `palette-${scheme}`, true)
  await page.context().close()
  const zoomed = await open(ZOOMED)
  await zoomed.getByRole('button', { name: 'Add a node' }).click()
  await shoot(zoomed, `zoomed-${scheme}`)
  await zoomed.context().close()
}

/** What is seen now and then: completion, connecting by keys, ten thousand nodes, nothing yet, nothing there, a server that is away. */
async function states(browser: Browser, product: RunningProduct, scheme: Scheme): Promise<void> {
  const page = await pageOf(browser, scheme, DESKTOP)
  const graph = `${product.url}/w/${encodeURIComponent(GRAPH)}`
  await page.goto(`${graph}?node=check_stock`)
  const address = page.locator('[data-expression-editor]').first()
  await address.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('{{ vars.sample }}/inventory/{{ nodes.fetch_order.')
  await page.locator('.cm-tooltip-autocomplete').waitFor()
  await shoot(page, `completion-${scheme}`, true)

  // The draft stays as it is for the pictures after this one.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await page
    .locator('[data-node-id="fetch_order"]')
    .first()
    .click({ position: { x: 60, y: 10 } })
  await page.keyboard.press('c')
  await page.getByRole('dialog').getByRole('combobox').waitFor()
  await shoot(page, `connect-${scheme}`, true)
  await page.keyboard.press('Escape')

  await page.goto(`${product.url}/examples/large`)
  await page.locator('canvas').first().waitFor()
  await page.getByRole('button', { name: /^(Show all|Fit)/ }).click()
  await shoot(page, `overview-${scheme}`, false, true)

  const empty = { schemaVersion: 1, name: scheme === 'light' ? 'Refunds' : 'Returns', nodes: [], edges: [] }
  await postJson(`${product.url}/api/v1/workflows`, { workflow: empty })
  await page.goto(`${product.url}/w/${encodeURIComponent(empty.name)}`)
  await page.getByText('Start with a first step').waitFor()
  await page.getByRole('button', { name: 'Add an input' }).waitFor()
  await shoot(page, `empty-${scheme}`)
  await page.goto(`${product.url}/w/${encodeURIComponent(empty.name)}/versions`)
  await page.getByText('Every save becomes a version').waitFor()
  await shoot(page, `empty-versions-${scheme}`)

  await bring(page, product, 'editor-missing')
  await shoot(page, `error-${scheme}`)
  await page.context().close()
}

/** A server that is away. Comes last: what is drawn then may reach the draft of that workflow after all. */
async function offline(browser: Browser, product: RunningProduct, scheme: Scheme): Promise<void> {
  const page = await pageOf(browser, scheme, DESKTOP)
  await page.goto(`${product.url}/w/${encodeURIComponent(scheme === 'light' ? EXAMPLE : GRAPH)}`)
  await page.getByText('No problems').waitFor()
  await page.context().route(/\/trpc\//, (route) => route.abort())
  await page.getByRole('button', { name: /^HTTP request/ }).click()
  await page
    .getByText(/Offline/)
    .first()
    .waitFor()
  await shoot(page, `offline-${scheme}`)
  await page.context().close()
}

/** What stands around the editor: what an import of another product would become, and a schedule that asks for its inputs. */
async function aroundTheEditor(browser: Browser, product: RunningProduct, scheme: Scheme): Promise<void> {
  const page = await pageOf(browser, scheme, DESKTOP)
  await bring(page, product, 'import-report')
  await shoot(page, `import-${scheme}`)
  await page.goto(`${product.url}/schedules?new=${encodeURIComponent(EXAMPLE)}`)
  const dialog = page.getByRole('dialog', { name: 'New schedule' })
  await dialog.getByRole('region', { name: 'Inputs of each run' }).getByRole('textbox').first().scrollIntoViewIfNeeded()
  await shoot(page, `schedule-${scheme}`)
  await page.context().close()
}

/** What somebody on another machine meets: the question, on a desk and a phone, and the session that has ended over a graph. */
async function signInPages(browser: Browser, scheme: Scheme, product: RunningProduct, url: string): Promise<void> {
  for (const [viewport, suffix] of [
    [DESKTOP, ''],
    [PHONE, '-phone'],
  ] as const) {
    const page = await pageOf(browser, scheme, viewport)
    await page.goto(url)
    const token = page.getByLabel('Access token')
    await token.waitFor()
    await shoot(page, `sign-in${suffix}-${scheme}`, true)
    await token.fill(TOKEN)
    await token.press('Enter')
    await page.getByRole('button', { name: 'Account: ada' }).waitFor()
    await deleteSessions(product.dataDir)
    await page.getByRole('heading', { name: 'Sign in again' }).waitFor()
    await token.fill('not the token')
    await token.press('Enter')
    await page.getByText('does not know this token').waitFor()
    await shoot(page, `sign-in-again${suffix}-${scheme}`, true)
    await token.fill(TOKEN)
    await token.press('Enter')
    await page.getByRole('button', { name: 'Account: ada' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
    await shoot(page, `account${suffix}-${scheme}`, true)
    await page.context().close()
  }
}

async function phoneApproval(browser: Browser, product: RunningProduct, runId: string): Promise<void> {
  const page = await pageOf(browser, 'light', PHONE)
  await page.goto(`${product.url}/runs/${runId}`)
  await page.getByRole('article', { name: /^Approval/ }).waitFor()
  await shoot(page, 'approval-phone')
  await page.context().close()
}

await mkdir(TARGET, { recursive: true })
const named = process.argv.slice(2)
const wanted = (part: 'editor' | 'states' | 'around' | 'run' | 'offline' | 'sign-in') => named.length === 0 || named.includes(part)
await withProductAndBrowser({ env: { AOB_API_TOKENS: `ada:${TOKEN}`, AOB_LIMIT_SESSION_CHECK_MS: '300' } }, async (product, browser) => {
  await runSome(product)
  // The list of workflows is in these: they come before whatever adds to it.
  for (const scheme of SCHEMES) {
    if (wanted('run')) await home(browser, product, scheme)
    if (wanted('around')) await aroundTheEditor(browser, product, scheme)
  }
  if (wanted('sign-in')) {
    const elsewhere = await startFromElsewhere(product.port)
    for (const scheme of SCHEMES) await signInPages(browser, scheme, product, elsewhere.url)
    await elsewhere.close()
  }
  for (const scheme of SCHEMES) {
    if (wanted('editor')) await editorOverlays(browser, product, scheme)
    if (wanted('states')) await states(browser, product, scheme)
  }
  if (wanted('run')) {
    const runId = await playThrough(browser, product, 'light')
    await phoneApproval(browser, product, runId)
    await playThrough(browser, product, 'dark')
  }
  if (wanted('offline')) for (const scheme of SCHEMES) await offline(browser, product, scheme)
})
