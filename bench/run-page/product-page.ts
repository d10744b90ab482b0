/** What a person meets on the run page of the real product, measured in the browser. */
import { fileURLToPath } from 'node:url'
import type { CDPSession, Page } from '@playwright/test'

declare global {
  interface Window {
    /** Milliseconds each animation frame took while the recorder was on. */
    frameTimes: number[]
    /** Those of them before the first card of the graph. */
    framesBefore: number[]
    /** Those of them that began and ended while the page said that it materializes. */
    framesSaying: number[]
    longTasks: number[]
    /** Frames are counted from the second one after it has become true. */
    recording: boolean
    /** Waits for the next click, on the tab of that name. */
    watchClick(label: string): void
    clicked: Promise<Click>
  }
}

/** Notes frames and long tasks from the first script on. */
export async function installRecorders(page: Page): Promise<void> {
  for (const script of ['../long-tasks.js', './recorders.js']) await page.addInitScript({ path: fileURLToPath(new URL(script, import.meta.url)) })
}

/** Seconds of processor time the page's main thread has used. */
export async function mainThreadSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
}

export const slider = (page: Page) => page.getByRole('slider', { name: 'Version of the graph' })
const cards = (page: Page) => page.locator('.react-flow__node')

export async function openRun(page: Page, url: string, patches: number): Promise<void> {
  await page.goto(url)
  await page.waitForFunction((count) => document.querySelector('[role=slider]')?.getAttribute('aria-valuemax') === String(count), patches)
  await cards(page).nth(49).waitFor()
}

const SAYING = 'Materializing workflow…'
/** After it a page that waits has nothing more to do. */
const REST_MS = 1_500

/** The page of a run that is held while it says that it materializes; answers how to let it, and resolves when the fiftieth card stands. */
export async function heldRun(page: Page, url: string): Promise<() => Promise<void>> {
  const release = await holdWorker(page)
  await page.goto(url)
  await page.getByText(SAYING).waitFor()
  return async () => {
    await release()
    await cards(page).nth(49).waitFor()
  }
}

/**
 * Frames while a graph is materialized, and of nothing else: from the moment its worker may begin to the one at which the page no longer says
 * so. The page has been at rest before.
 */
export async function framesOfMaterializing(page: Page, url: string): Promise<number[]> {
  const release = await holdWorker(page)
  await page.goto(url)
  await page.getByText(SAYING).waitFor()
  await page.waitForTimeout(REST_MS)
  await page.evaluate(() => {
    window.recording = true
  })
  await release()
  await page.getByText(SAYING).waitFor({ state: 'detached' })
  return page.evaluate(() => window.framesSaying)
}

/** Holds the worker's module; answers how to let it go. */
async function holdWorker(page: Page): Promise<() => Promise<void>> {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const onItsWay = new Promise<void>((resolve, reject) => {
    void page.route('**/*.wasm', (route) => opened.then(() => route.continue()).then(resolve, reject), { times: 1 })
  })
  return () => {
    open()
    return onItsWay
  }
}

export interface Click {
  /** Milliseconds to the end of the first frame that shows the tab chosen. */
  shown: number
  /** To the end of the frame after it. */
  after: number
  /** Cards were still being mounted when it came. */
  whileMounting: boolean
}

/** Clicks on a tab as a person does, through the browser, which says when the click came. */
export async function clickTab(page: Page, name: string): Promise<Click> {
  const box = await page.getByRole('tab', { name }).boundingBox()
  if (!box) throw new Error(`there is no tab ${name}`)
  await page.evaluate((label) => window.watchClick(label), name)
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  return page.evaluate(() => window.clicked)
}

/** Frames of a page in which nothing is, at the same pace: what the browser itself is late with. */
export async function emptyFrames(page: Page, url: string, count: number): Promise<number[]> {
  await page.route(`${url}/empty`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Empty</title>' }))
  await page.goto(`${url}/empty`)
  await page.evaluate(() => {
    window.recording = true
  })
  await page.waitForFunction((least) => window.frameTimes.length >= least, count)
  return page.evaluate(() => window.frameTimes)
}
