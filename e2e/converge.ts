/** `npm run converge -- [--long] [--seeds n] [--from n] [--operations n]`: the convergence property of the shared draft, in real browsers. */
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { startCutOffServer } from './convergence/cut-off-server.ts'
import { type Outcome, play } from './convergence/play.ts'
import { bundleWriter } from './convergence/writer-page.ts'
import { withProductAndBrowser } from './product/with-browser.ts'

const RESULT = new URL('../bench/results/convergence.json', import.meta.url)
const { values } = parseArgs({
  options: { long: { type: 'boolean' }, seeds: { type: 'string' }, from: { type: 'string' }, operations: { type: 'string' } },
})
const seeds = Number(values.seeds ?? (values.long ? 20 : 2))
const operations = Number(values.operations ?? (values.long ? 500 : 60))
const from = Number(values.from ?? 1)

/** Adds an outcome to those of the seeds before it, so that a long run may be made in parts. */
async function record(outcome: Outcome): Promise<void> {
  const text = await readFile(RESULT, 'utf8').catch(() => '{"seeds":[]}')
  // Written by this very function.
  const { seeds: known } = JSON.parse(text) as { seeds: Outcome[] }
  const all = [...known.filter(({ seed }) => seed !== outcome.seed), outcome].sort((a, b) => a.seed - b.seed)
  await writeFile(RESULT, `${JSON.stringify({ operationsOfEach: operations, seeds: all }, undefined, 2)}\n`)
}

const script = await bundleWriter()
const outcomes: Outcome[] = []
await withProductAndBrowser({}, async (product, browser) => {
  for (let seed = from; seed < from + seeds; seed++) {
    const way = await startCutOffServer(product.port)
    const outcome = await play({ browser, productUrl: product.url, way, script, seed, operations })
    await way.close()
    outcomes.push(outcome)
    console.log(JSON.stringify(outcome))
    if (values.long) await record(outcome)
  }
})
const faults = outcomes.flatMap(({ faults }) => faults)
console.log(faults.length === 0 ? `${outcomes.length} seeds, all equal` : faults.join('\n'))
process.exit(faults.length === 0 ? 0 : 1)
