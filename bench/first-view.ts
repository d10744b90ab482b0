/** How soon the editor's first canvas stands on a slow machine: the example of 14 nodes in the product's own page, with the processor slowed to a quarter. */
import { type Browser, chromium } from '@playwright/test'
import { CHROMIUM_FLAGS, chromiumPath } from '../e2e/product/chromium.ts'
import { fetchedScripts } from '../e2e/product/served-scripts.ts'
import { startProduct } from '../e2e/product/start-product.ts'
import { median } from './interleave.ts'
import { type Result, report } from './report.ts'

const EXAMPLE = 'Order enrichment'
const SLOWER = 4
const ROUNDS = 3
const VIEWPORT = { width: 1440, height: 900 }

interface Opened {
  /** Milliseconds from the navigation until the cards in view stand. */
  elapsed: number
  /** Processor time of the page's main thread from the birth of its process until then, slowed, in milliseconds. */
  cpu: number
  scripts: number
}

/** Resolves in the page with when its first view stood. */
const UNTIL_FIRST_VIEW = `new Promise((resolve) => {
  new PerformanceObserver((list, observer) => {
    const [mark] = list.getEntriesByName('first-view')
    if (!mark) return
    observer.disconnect()
    resolve(mark.startTime)
  }).observe({ type: 'mark', buffered: true })
})`

report('first-view', await measured())

async function measured(): Promise<Result[]> {
  const product = await startProduct()
  const executablePath = chromiumPath()
  const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) })
  try {
    const [slow, full]: [Opened[], Opened[]] = [[], []]
    // The first round warms the server up.
    for (let round = 0; round <= ROUNDS; round++) {
      const [one, other] = [await opened(browser, product.url, SLOWER), await opened(browser, product.url, 1)]
      if (round === 0) continue
      slow.push(one)
      full.push(other)
    }
    const of = (list: readonly Opened[], read: (one: Opened) => number) => Number(median(list.map(read)).toPrecision(4))
    const alone = { peer: 'none', ratio: null }
    return [
      {
        ...alone,
        name: 'until the first canvas stands',
        workload: `${EXAMPLE}, processor slowed ${SLOWER} times`,
        value: of(slow, ({ elapsed }) => elapsed),
        unit: 'ms',
      },
      {
        ...alone,
        name: 'main thread CPU until then, slowed',
        workload: `${EXAMPLE}, processor slowed ${SLOWER} times`,
        value: of(slow, ({ cpu }) => cpu),
        unit: 'ms',
      },
      { ...alone, name: 'until the first canvas stands', workload: EXAMPLE, value: of(full, ({ elapsed }) => elapsed), unit: 'ms' },
      { ...alone, name: 'main thread CPU until then', workload: EXAMPLE, value: of(full, ({ cpu }) => cpu), unit: 'ms' },
      { ...alone, name: 'script before it, gzip', workload: EXAMPLE, value: of(full, ({ scripts }) => scripts), unit: 'bytes' },
    ]
  } finally {
    await browser.close()
    await product.dispose()
  }
}

/** Opens the example with an empty cache. Nothing but the page's mark is looked at meanwhile: what asks the page slows it. */
async function opened(browser: Browser, url: string, rate: number): Promise<Opened> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
  await browser.startTracing(page, { categories: ['-*', 'blink.user_timing'] })
  await page.goto(`${url}/w/${encodeURIComponent(EXAMPLE)}`, { waitUntil: 'commit' })
  const { result } = await session.send('Runtime.evaluate', { expression: UNTIL_FIRST_VIEW, awaitPromise: true, returnByValue: true })
  const marks = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: MarkEvent[] }
  const { page: scripts } = await fetchedScripts(page)
  await context.close()
  const ticks = marks.traceEvents.find(({ name, tts }) => name === 'first-view' && tts !== undefined)?.tts ?? Number.NaN
  return { elapsed: Number(result.value), cpu: ticks / 1000, scripts }
}

interface MarkEvent {
  name: string
  /** Processor time of the thread, in microseconds. */
  tts?: number
}
