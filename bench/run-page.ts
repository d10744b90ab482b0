/** The run page: what a step along the timeline costs the main thread, and what a person meets while a run is materialized. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test'
import { build } from 'esbuild'
import { CHROMIUM_FLAGS, chromiumPath } from '../e2e/product/chromium.ts'
import { patchRun, startWaitingRun, waitingWorkflow } from '../e2e/product/patched-run.ts'
import { startProduct } from '../e2e/product/start-product.ts'
import { median } from './interleave.ts'
import { type Result, report } from './report.ts'
import { baseOf, history, NODES, stepsBack } from './run-page/fixture.ts'
import type { Harness, Manner } from './run-page/harness.tsx'
import {
  type Click,
  clickTab,
  emptyFrames,
  framesOfMaterializing,
  heldRun,
  installRecorders,
  mainThreadSeconds,
  openRun,
  slider,
} from './run-page/product-page.ts'

const PATCHES = 100
const ROUNDS = 5
/** Large enough that its materialization has frames to count; the small one is over in two or three. */
const LARGE = 5_000
const LARGE_ROUNDS = 10
/** Of an empty page, after each round. */
const EMPTY_FRAMES = 60
const PEER = 'whole document parsed, every element new'
const VIEWPORT = { width: 1440, height: 900 }

report('run-page', await measured())

async function measured(): Promise<Result[]> {
  const product = await startProduct()
  const executablePath = chromiumPath()
  const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) })
  try {
    return [await canvasStep(browser, product.url), ...(await onTheProduct(browser, product.url))]
  } finally {
    await browser.close()
    await product.dispose()
  }
}

async function newPage(owner: Browser): Promise<{ page: Page; session: CDPSession; context: BrowserContext }> {
  const context = await owner.newContext({ viewport: VIEWPORT })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  // Processor time, not time: what else the machine does must not count.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return { page, session, context }
}

/** The product's cards and edges on a bare canvas, 100 steps back, in both manners in turns. */
async function canvasStep(owner: Browser, url: string): Promise<Result> {
  const { page, session, context } = await newPage(owner)
  await serveHarness(page, url)
  const { newest, delta, whole } = await stepsBack(baseOf('measured'), history(PATCHES))
  const cost: Record<Manner, number[]> = { delta: [], whole: [] }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const manner of ['delta', 'whole'] as const) {
      await page.evaluate(([how, text]) => harnessOf().mount(how, text), [manner, newest] as const)
      const before = await mainThreadSeconds(session)
      await page.evaluate((messages) => harnessOf().play(messages), manner === 'delta' ? delta : whole)
      const spent = await mainThreadSeconds(session)
      await page.evaluate(() => harnessOf().unmount())
      // The first round warms up.
      if (round > 0) cost[manner].push(((spent - before) * 1000) / PATCHES)
    }
  }
  await context.close()
  const [ours, peer] = [median(cost.delta), median(cost.whole)]
  return { name: 'canvas step, main thread CPU', workload: workload(PATCHES), value: round(ours), unit: 'ms', peer: PEER, ratio: round(peer / ours) }
}

/** Runs in the page. */
declare function harnessOf(): Harness

async function serveHarness(page: Page, url: string): Promise<void> {
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  const { outputFiles } = await build({
    entryPoints: [here('./run-page/harness.tsx')],
    bundle: true,
    write: false,
    format: 'esm',
    minify: true,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const assets = here('../dist/web/assets/')
  const css = readdirSync(assets).filter((file) => file.endsWith('.css'))
  const style = css.map((file) => readFileSync(`${assets}${file}`, 'utf8')).join('\n')
  const script = `window.harnessOf = () => window.harness\n${outputFiles[0]?.text ?? ''}`
  const body = `<!doctype html><meta charset="utf-8"><style>${style}</style><div id="root" style="height:100vh"></div><script type="module">${script.replaceAll('</script', '<\\/script')}</script>`
  await page.route(`${url}/harness`, (route) => route.fulfill({ contentType: 'text/html', body }))
  await page.goto(`${url}/harness`)
  await page.waitForFunction(() => 'harness' in window)
}

async function onTheProduct(owner: Browser, url: string): Promise<Result[]> {
  const runs = new Map<number, string>()
  for (const count of [30, PATCHES]) {
    const runId = await startWaitingRun(url, baseOf(`Measured ${count}`))
    await patchRun(url, runId, history(count))
    runs.set(count, `${url}/runs/${runId}`)
  }
  const large = await startWaitingRun(url, waitingWorkflow('Measured large', LARGE))
  await patchRun(url, large, history(PATCHES))
  const results: Result[] = []
  for (const rate of [1, 6]) {
    const { page, session, context } = await newPage(owner)
    await installRecorders(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate })
    const slow = rate > 1 ? `, ${rate}x slower CPU` : ''
    results.push(...(await whileMaterializing(page, runs.get(PATCHES) ?? '', `${workload(PATCHES)}${slow}`)))
    results.push(...(await onlyMaterializing(page, `${url}/runs/${large}`, `${LARGE} nodes, ${PATCHES} patches${slow}`)))
    if (rate === 1) results.push(await longestTask(page, runs.get(30) ?? ''), ...(await scrub(page, session, runs.get(PATCHES) ?? '')))
    await context.close()
  }
  return results
}

/** Frames and clicks while the page says that it materializes, and through its end; beside them the frames of an empty page. */
async function whileMaterializing(page: Page, url: string, what: string): Promise<Result[]> {
  const seen = { frames: [] as number[], before: [] as number[], empty: [] as number[], clicks: [] as Click[], mounting: [] as Click[] }
  for (let round = 0; round < ROUNDS; round++) {
    const release = await heldRun(page, url)
    seen.clicks.push(await clickTab(page, 'Logs'), await clickTab(page, 'Timeline'))
    await page.evaluate(() => {
      window.recording = true
    })
    await release()
    seen.frames.push(...(await page.evaluate(() => window.frameTimes)))
    seen.before.push(...(await page.evaluate(() => window.framesBefore)))
    seen.empty.push(...(await emptyFrames(page, new URL(url).origin, EMPTY_FRAMES)))
    seen.mounting.push(...(await clicksWhileMounting(page, url)))
  }
  const row = (name: string, value: number, unit: Result['unit']): Result => ({ name, workload: what, value, unit, peer: 'none', ratio: null })
  return [
    row('frame, 95th of 100, through the materialization', round(percentile(seen.frames, 0.95)), 'ms'),
    row('frames later than 17 ms, of 100', late(seen.frames), 'percent'),
    row('frames later than 17 ms before the graph is drawn, of 100', late(seen.before), 'percent'),
    row('frames later than 17 ms of an empty page, of 100', late(seen.empty), 'percent'),
    row('click on a tab, to the frame that shows it', round(median(seen.clicks.map(({ shown }) => shown))), 'ms'),
    row('click on a tab, to the frame after the one that shows it', round(median(seen.clicks.map(({ after }) => after))), 'ms'),
    ...(seen.mounting.length > 0 ? [row('click on a tab while cards come up', round(median(seen.mounting.map(({ shown }) => shown))), 'ms')] : []),
  ]
}

/** What the page's main thread keeps from its frames while the worker computes, and nothing of what is drawn afterwards. */
async function onlyMaterializing(page: Page, url: string, what: string): Promise<Result[]> {
  const frames: number[] = []
  for (let round = 0; round < LARGE_ROUNDS; round++) frames.push(...(await framesOfMaterializing(page, url)))
  const row = { workload: what, peer: 'none', ratio: null }
  return [
    { ...row, name: 'frames later than 17 ms while the page says that it materializes, of 100', value: late(frames), unit: 'percent' },
    { ...row, name: 'of so many frames', value: frames.length, unit: 'frames' },
  ]
}

/** Clicks from the first card on; those that came after the last one are not counted. */
async function clicksWhileMounting(page: Page, url: string): Promise<Click[]> {
  const release = await heldRun(page, url)
  const released = release()
  await page.locator('.react-flow__node').first().waitFor({ state: 'attached' })
  const clicks = [await clickTab(page, 'Logs'), await clickTab(page, 'Timeline')]
  await released
  return clicks.filter(({ whileMounting }) => whileMounting)
}

/** The longest task once the graph stands; 0 when none was longer than 50 ms. */
async function longestTask(page: Page, url: string): Promise<Result> {
  const longest: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await openRun(page, url, 30)
    await page.evaluate(() => {
      window.longTasks.length = 0
    })
    await page.waitForTimeout(1_000)
    longest.push(Math.max(0, ...(await page.evaluate(() => window.longTasks))))
  }
  return {
    name: 'longest task after materialization, over 50 ms',
    workload: workload(30),
    value: round(median(longest)),
    unit: 'ms',
    peer: 'none',
    ratio: null,
  }
}

/** The slider from the newest version to the base, key by key, on the whole page. */
async function scrub(page: Page, session: CDPSession, url: string): Promise<Result[]> {
  await openRun(page, url, PATCHES)
  await page.waitForTimeout(1_000)
  await slider(page).focus()
  await page.evaluate(() => {
    window.longTasks.length = 0
  })
  const before = await mainThreadSeconds(session)
  for (let step = 0; step < PATCHES; step++) {
    await page.keyboard.press('ArrowLeft')
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0))))
  }
  const spent = ((await mainThreadSeconds(session)) - before) * 1000
  const longest = Math.max(0, ...(await page.evaluate(() => window.longTasks)))
  return [
    { name: 'page step, main thread CPU', workload: workload(PATCHES), value: round(spent / PATCHES), unit: 'ms', peer: 'none', ratio: null },
    { name: 'longest task of 100 steps, over 50 ms', workload: workload(PATCHES), value: round(longest), unit: 'ms', peer: 'none', ratio: null },
  ]
}

function late(frames: readonly number[]): number {
  return round((frames.filter((frame) => frame > 17).length / frames.length) * 100)
}

function workload(patches: number): string {
  return `${NODES} nodes, ${patches} patches`
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
