// `npm run fuzz -- what-if [--cases <number>] [--long] [--seed <number>]`: cuts random runs at one of their decisions, predicts the rest from the
// recorded answers, and compares it byte for byte with the rest that was recorded and with a frozen replay; wherever a patch was applied, what it
// would change is asked as well. The last line is one JSON line. With --long 1,000 cases, recorded beside this file.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { canonicalState, predict, repeatRun } from '../src/run/index.ts'
import { Random } from '../src/testing/random.ts'
import { RandomRun } from '../src/testing/random-run.ts'
import { PERSON } from '../src/testing/run-driver.ts'
import { cutRun, whatIfFault, whatIfPatchFault } from '../src/testing/what-if-check.ts'

const LONG_CASES = 1_000
const SHORT_CASES = 200
const { values } = parseArgs({ options: { cases: { type: 'string' }, long: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } } })
const cases = values.long ? LONG_CASES : Number(values.cases ?? SHORT_CASES)
const firstSeed = Number(values.seed)
const runsWith: Record<string, number> = {}
const failures: string[] = []
let [predictedEvents, patchesAsked] = [0, 0]

/** Kinds of events that make a case more than a run that goes straight to its end. */
const KINDS = ['patch.applied', 'run.paused', 'node.retrying', 'scope.opened', 'approval.decided', 'node.held', 'node.awaiting']

/** What is wrong with a frozen replay of the run when it is cut and predicted in the place of the run itself. */
function frozenFault(run: RandomRun, share: number): string | undefined {
  const as = { runId: 'frozen', actor: PERSON, replay: { of: 'run-1', mode: 'freeze' as const }, at: 99_000, patchIdOf: (id: string) => id }
  const frozen = repeatRun(run.driver.record, as)
  if (frozen.kind !== 'repeated') return 'its frozen replay diverged'
  const { ir, state, recorded } = cutRun(run.driver.record, share)
  const { state: end } = predict(ir, state, { recorded })
  return end && frozen.state && canonicalState(end) === canonicalState(frozen.state) ? undefined : 'its frozen replay ended in another state'
}

for (let seed = firstSeed; seed < firstSeed + cases; seed++) {
  const random = new Random(seed)
  const [patched, share] = [random.chance(0.5), random.fraction()]
  const run = RandomRun.unchecked(seed)
  run.finish(patched)
  const { record } = run.driver
  const { asked, fault } = whatIfPatchFault(record)
  const wrong = whatIfFault(record, share) ?? fault ?? frozenFault(run, share)
  if (wrong !== undefined) failures.push(`seed ${seed}: ${wrong.slice(0, 300)}`)
  predictedEvents += record.events.length - cutRun(record, share).at
  patchesAsked += asked
  for (const kind of KINDS) if (record.events.some(({ type }) => type === kind)) runsWith[kind] = (runsWith[kind] ?? 0) + 1
}

const result = {
  suite: 'what-if',
  promise:
    'given the recorded answers, a prediction is the rest of the run, byte for byte, and ends as its frozen replay does; so is what a patch would change',
  firstSeed,
  cases,
  predictedEvents,
  patchesAsked,
  runsWith: Object.fromEntries(Object.entries(runsWith).sort()),
  failures: failures.slice(0, 20),
}
console.log(JSON.stringify(result))
if (values.long) writeFileSync(new URL('what-if-results.json', import.meta.url), `${JSON.stringify(result, null, 2)}\n`)
process.exitCode = failures.length > 0 ? 1 : 0
