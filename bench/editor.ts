/** The editor's canvas beside plain React Flow: what panning, zooming, dragging, an overview and opening cost the page's main thread. */
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from '@playwright/test'
import { CHROMIUM_FLAGS, chromiumPath } from '../e2e/product/chromium.ts'
import { type Gesture, type Measured, measure } from './editor/gestures.ts'
import type { Contestant } from './editor/harness.tsx'
import { serveHarness } from './editor/page.ts'
import { median } from './interleave.ts'
import { type Result, report } from './report.ts'

const SIZES = [50, 500, 2_000, 10_000]
/** With `--once` one round, for a machine that has much else to do. */
const ROUNDS = process.argv.includes('--once') ? 1 : 3
const PEER = 'React Flow, memo and onlyRenderVisibleElements'
const VIEWPORT = { width: 1280, height: 800 }
const UNITS: Readonly<Record<Gesture, string>> = { load: 'in all', pan: 'per frame', zoom: 'per frame', drag: 'per frame', overview: 'per frame' }

report('editor', await measured())

async function measured(): Promise<Result[]> {
  const { url, server } = await serveHarness()
  const executablePath = chromiumPath()
  const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) })
  try {
    const results: Result[] = []
    for (const nodes of SIZES) {
      const rounds: Record<Contestant, Measured[]> = { ours: [], plain: [] }
      for (let round = 0; round < ROUNDS; round++) {
        for (const contestant of ['ours', 'plain'] as const) rounds[contestant].push(await once(browser, url, contestant, nodes))
      }
      results.push(...resultsOf(nodes, rounds))
    }
    return results
  } finally {
    await browser.close()
    server.close()
  }
}

async function once(browser: Browser, url: string, contestant: Contestant, nodes: number): Promise<Measured> {
  const context = await browser.newContext({ viewport: VIEWPORT })
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  await page.addInitScript({ path: fileURLToPath(new URL('./long-tasks.js', import.meta.url)) })
  const session = await context.newCDPSession(page)
  // Processor time, not time: what else the machine does must not count.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.goto(url)
  await page.waitForFunction(() => 'harness' in window)
  const result = await measure(page, session, contestant, nodes)
  await context.close()
  return result
}

function resultsOf(nodes: number, rounds: Record<Contestant, Measured[]>): Result[] {
  const of = (contestant: Contestant, read: (one: Measured) => number) => median(rounds[contestant].map(read))
  const workload = `${nodes} nodes`
  const gestures = Object.keys(UNITS) as Gesture[]
  return [
    ...gestures.flatMap((gesture): Result[] => {
      const [ours, plain] = [of('ours', ({ costs }) => costs[gesture].cpuMs), of('plain', ({ costs }) => costs[gesture].cpuMs)]
      const tasks = of('ours', ({ costs }) => costs[gesture].longTasks)
      const theirs = of('plain', ({ costs }) => costs[gesture].longTasks)
      return [
        { name: `${gesture}, main thread CPU ${UNITS[gesture]}`, workload, value: round(ours), unit: 'ms', peer: PEER, ratio: round(plain / ours) },
        { name: `${gesture}, tasks over 50 ms`, workload, value: tasks, unit: 'tasks', peer: `${PEER}: ${theirs}`, ratio: null },
      ]
    }),
    {
      name: 'elements of the page at reading size',
      workload,
      value: of('ours', ({ elements }) => elements),
      unit: 'elements',
      peer: PEER,
      ratio: round(of('plain', ({ elements }) => elements) / of('ours', ({ elements }) => elements)),
    },
  ]
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
