/** Tasks of the page's main thread, from the browser's own trace. */
import type { Browser, Page } from '@playwright/test'

interface TraceEvent {
  name: string
  pid: number
  tid: number
  ts: number
  dur?: number
  /** Processor time in µs. */
  tdur?: number
  args?: { name?: string }
}

const MARK = 'aob-measured'

/** Runs `work` in the page and answers the longest task of its main thread meanwhile, in milliseconds of processor time. */
export async function longestTaskWhile<Value>(browser: Browser, page: Page, work: () => Promise<Value>): Promise<{ value: Value; longestMs: number }> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing', '__metadata'] })
  await page.evaluate((mark) => performance.mark(`${mark}-begin`), MARK)
  const value = await work()
  await page.evaluate((mark) => performance.mark(`${mark}-end`), MARK)
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] } // Chromium's format
  return { value, longestMs: longestTask(traceEvents) }
}

function longestTask(events: readonly TraceEvent[]): number {
  const [begin, end] = ['begin', 'end'].map((edge) => events.find(({ name }) => name === `${MARK}-${edge}`))
  if (!begin || !end) throw new Error('the trace does not hold the measured stretch')
  const tasks = events.filter(
    ({ name, pid, tid, ts, tdur }) => name.endsWith('RunTask') && pid === begin.pid && tid === begin.tid && tdur !== undefined && ts > begin.ts && ts < end.ts,
  )
  if (tasks.length === 0) throw new Error('the trace holds no task of the main thread')
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000
}
