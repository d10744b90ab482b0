// `npm run fuzz -- fast-logs [--cases <number>] [--long] [--seed <number>]`: random runs in mode fast, patched and not. At every step hot state is
// lost and made again from the log: every outcome and every token has to be there, also when the run is paused and then resumed. Then the whole
// log, with losses on the way, is asked again decision by decision. The last line is one JSON line. With --long 20,000 cases, recorded beside this file.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { fastLossFault, fastReplayFault } from '../src/testing/fast-log-check.ts'
import { Random } from '../src/testing/random.ts'

const LONG_CASES = 20_000
const SHORT_CASES = 500
/** Cases after which a long run keeps what it has: what a kill loses. */
const SAVED_EVERY = 500
const { values } = parseArgs({
  options: { cases: { type: 'string' }, long: { type: 'boolean', default: false }, seed: { type: 'string', default: String(Date.now() % 1_000_000_007) } },
})
const cases = values.long ? LONG_CASES : Number(values.cases ?? SHORT_CASES)
const firstSeed = Number(values.seed)
const failures: string[] = []
const counts = { patched: 0, withLosses: 0 }

function tell(name: string, about: readonly unknown[], check: () => string | undefined): void {
  let fault: string | undefined
  try {
    fault = check()
  } catch (error) {
    fault = String(error)
  }
  if (fault !== undefined) failures.push(`${name} ${about.join(',')}: ${fault.slice(0, 300)}`)
}

const random = new Random(firstSeed)
let tried = 0
for (; tried < cases; tried++) {
  if (values.long && tried % SAVED_EVERY === 0) save()
  const [seed, patched, losses] = [random.below(2 ** 31), random.chance(0.5), random.chance(0.5)]
  counts.patched += Number(patched)
  counts.withLosses += Number(losses)
  tell('loss', [seed, patched], () => fastLossFault(seed, patched))
  tell('replay', [seed, patched, losses], () => fastReplayFault(seed, patched, losses))
}

function resultSoFar() {
  return {
    suite: 'fast-logs',
    promise: 'what a log in mode fast tells is enough: a rebuild at any step finds every outcome and every token, and a replay decides the same events again',
    firstSeed,
    cases: tried,
    ...counts,
    failures: failures.length,
    first: failures.slice(0, 20),
  }
}

function save(): void {
  writeFileSync(new URL('fast-logs-results.json', import.meta.url), `${JSON.stringify(resultSoFar(), null, 2)}\n`)
}

console.log(JSON.stringify(resultSoFar()))
if (values.long) save()
process.exitCode = failures.length > 0 ? 1 : 0
