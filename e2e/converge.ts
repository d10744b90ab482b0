/** `npm run converge -- [--long] [--seeds n] [--from n] [--operations n]`: the convergence property of the shared draft, in real browsers. */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { startCutOffServer } from './convergence/cut-off-server.ts'
import { type Outcome, play } from './convergence/play.ts'
import { bundleWriter } from './convergence/writer-page.ts'
import { CHROMIUM_FLAGS, chromiumPath } from './product/chromium.ts'
import { startProduct } from './product/start-product.ts'

const RESULT = new URL('../bench/results/convergence.json', import.meta.url)
const { values } = parseArgs({
  options: { long: { type: 'boolean' }, seeds: { type: 'string' }, from: { type: 'string' }, operations: { type: 'string' } },
})
const seeds = Number(values.seeds ?? (values.long ? 20 : 2))
const operations = Number(values.operations ?? (values.long ? 500 : 60))
const from = Number(values.from ?? 1)

const script = await bundleWriter()
const product = await startProduct()
const executablePath = chromiumPath()
const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) })
const outcomes: Outcome[] = []
try {
  for (let seed = from; seed < from + seeds; seed++) {
    const way = await startCutOffServer(product.port)
    const outcome = await play({ browser, productUrl: product.url, way, script, seed, operations })
    await way.close()
    outcomes.push(outcome)
    console.log(JSON.stringify(outcome))
    if (values.long) await writeFile(RESULT, `${JSON.stringify({ operationsOfEach: operations, seeds: outcomes }, undefined, 1)}\n`)
  }
} finally {
  await browser.close()
  await product.dispose()
}
const faults = outcomes.flatMap(({ faults }) => faults)
console.log(faults.length === 0 ? `${outcomes.length} seeds, all equal` : faults.join('\n'))
process.exit(faults.length === 0 ? 0 : 1)
