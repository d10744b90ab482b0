/** What a person meets on the run page of the real product, measured in the browser. */
import { fileURLToPath } from 'node:url'
import type { CDPSession, Page } from '@playwright/test'

declare global {
  interface Window {
    /** Milliseconds each animation frame took while the recorder was on. */
    frameTimes: number[]
    /** Those of them before the first card of the graph. */
    framesBefore: number[]
    longTasks: number[]
    recording: boolean
  }
}

/** Notes frames and long tasks from the first script on. */
export function installRecorders(page: Page): Promise<unknown> {
  return page.addInitScript({ path: fileURLToPath(new URL('./recorders.js', import.meta.url)) })
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

/** Holds the worker's module so that the page says it materializes; answers how to let it go. */
export async function holdWorker(page: Page): Promise<() => Promise<void>> {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  await page.route('**/*.wasm', async (route) => {
    await opened
    await route.continue()
  })
  return async () => {
    open()
    await cards(page).nth(49).waitFor()
    await page.unroute('**/*.wasm')
  }
}

/** Milliseconds from a click on the tab to the first frame that shows it chosen. */
export function clickTab(page: Page, name: string): Promise<number> {
  return page.evaluate(async (label) => {
    const tab = [...document.querySelectorAll<HTMLElement>('[role=tab]')].find((one) => one.textContent === label)
    if (!tab) throw new Error(`there is no tab ${label}`)
    const began = performance.now()
    tab.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }))
    while (tab.getAttribute('aria-selected') !== 'true') await new Promise(requestAnimationFrame)
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)))
    return performance.now() - began
  }, name)
}
