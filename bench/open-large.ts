/** Opening 5,000 nodes with 1,000 patches in Chromium: what the materializer's messages cost the page's main thread, and what the product's own page does. */
import { createMaterializer } from '@aob/materializer/node'
import { type Browser, chromium } from '@playwright/test'
import { CHROMIUM_FLAGS, chromiumPath } from '../e2e/product/chromium.ts'
import { startProduct } from '../e2e/product/start-product.ts'
import { buildMaterializer } from '../packages/materializer-wasm/scripts/build.mjs'
import { median } from './interleave.ts'
import { encode } from './materializer/peers.ts'
import { openExample } from './open-large/example-page.ts'
import type { Opened, OpenHarness } from './open-large/harness.ts'
import { longestTaskWhile } from './open-large/main-thread.ts'
import { servePages } from './open-large/pages.ts'
import { type Result, report } from './report.ts'
import { patchesFor, workflow } from './workflow-fixture.ts'

const NODES = 5_000
const PATCHES = 1_000
const ROUNDS = 7
const PAGE_ROUNDS = 3
const WORKLOAD = `${NODES} nodes, ${PATCHES} patches`
const PEER = 'whole document in one message'

report('open-large', await measured())

async function measured(): Promise<Result[]> {
  await buildMaterializer()
  const base = workflow(NODES)
  const patches = patchesFor(NODES, PATCHES)
  const whole = (await createMaterializer()).materialize(encode(base), patches, { trusted: true })
  const links = patches.map((operations, index) => ({ patchId: `patch_${index}`, operations }))
  const chain = JSON.stringify({ artifactId: 'base', casId: 'base', base: JSON.stringify(base), patches: links, head: 'head' })
  const { url, server } = await servePages(chain, whole)
  const executablePath = chromiumPath()
  const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) })
  try {
    const page = await browser.newPage()
    await page.goto(url)
    await page.waitForFunction(() => 'harness' in window)
    const ours: Array<Opened & { longestMs: number }> = []
    const peer: number[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const opened = await longestTaskWhile(browser, page, () => page.evaluate(() => (window as unknown as { harness: OpenHarness }).harness.open()))
      const parsed = await longestTaskWhile(browser, page, () => page.evaluate(() => (window as unknown as { harness: OpenHarness }).harness.parseWhole()))
      if (opened.value.nodes !== parsed.value.nodes) throw new Error(`the page has ${opened.value.nodes} nodes instead of ${parsed.value.nodes}`)
      // The first round warms up.
      if (round === 0) continue
      ours.push({ ...opened.value, longestMs: opened.longestMs })
      peer.push(parsed.longestMs)
    }
    return [...results(ours, peer), ...(await onTheProduct(browser))]
  } finally {
    await browser.close()
    server.close()
  }
}

/** The example of the home page, from the click until every card in view stands. */
async function onTheProduct(browser: Browser): Promise<Result[]> {
  const product = await startProduct()
  try {
    const rounds = []
    for (let round = 0; round <= PAGE_ROUNDS; round++) rounds.push(await openExample(browser, product.url))
    // The first round warms up.
    const opened = rounds.slice(1)
    const frames = opened.flatMap((one) => one.frames).sort((left, right) => left - right)
    const alone = { workload: `${WORKLOAD}, the product's page`, peer: 'none', ratio: null, unit: 'ms' as const }
    return [
      { ...alone, name: 'longest main-thread task, from the click until the cards stand, CPU', value: round(median(opened.map(({ longestMs }) => longestMs))) },
      { ...alone, name: 'from the click until the cards stand', value: round(median(opened.map(({ elapsed }) => elapsed))) },
      { ...alone, name: 'frame meanwhile, median', value: round(median(frames)) },
      { ...alone, name: 'frame meanwhile, 95th of 100', value: round(frames[Math.floor(frames.length * 0.95)] ?? Number.NaN) },
    ]
  } finally {
    await product.dispose()
  }
}

function results(ours: ReadonlyArray<Opened & { longestMs: number }>, peer: readonly number[]): Result[] {
  const longest = ours.map(({ longestMs }) => longestMs)
  const frames = ours.flatMap((opened) => opened.frames).sort((left, right) => left - right)
  const late = frames.filter((frame) => frame > 17).length / frames.length
  const alone = { workload: WORKLOAD, peer: 'none', ratio: null }
  return [
    {
      ...alone,
      name: 'longest main-thread task while opening, CPU, median of rounds',
      value: round(median(longest)),
      unit: 'ms',
      peer: PEER,
      ratio: round(median(peer) / median(longest)),
    },
    { ...alone, name: 'longest main-thread task while opening, CPU, worst round', value: round(Math.max(...longest)), unit: 'ms' },
    { ...alone, name: 'until the document is in hand', value: round(median(ours.map(({ elapsed }) => elapsed))), unit: 'ms' },
    { ...alone, name: 'frame while opening, median', value: round(median(frames)), unit: 'ms' },
    { ...alone, name: 'frame while opening, 95th of 100', value: round(frames[Math.floor(frames.length * 0.95)] ?? Number.NaN), unit: 'ms' },
    { ...alone, name: 'frame while opening, longest', value: round(frames.at(-1) ?? Number.NaN), unit: 'ms' },
    { ...alone, name: 'frames later than 17 ms, of 100', value: round(late * 100), unit: 'percent' },
  ]
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
