import { parseArgs } from 'node:util'
import { exampleWorkflows } from '../histories/examples.ts'
import { boundaryCases } from './boundaries.ts'
import { exploreCases, type Tally } from './explore-cases.ts'

/** `npm run explore -- --cases N --seed S [--keep] [--examples]`: tries N random (graph, state, patch) cases and prints what became of them; with
 * --examples then every patch at every decision of every example. */
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
    examples: { type: 'boolean', default: false },
  },
})
const options = { cases: Number(values.cases), seed: Number(values.seed), keep: values.keep }
if (!Number.isSafeInteger(options.cases) || options.cases < 1 || !Number.isSafeInteger(options.seed)) {
  console.error('explore: --cases is a positive number, --seed a whole one.')
  process.exit(2)
}

/** What is refused although the run would bear it, and why. */
const WHY: Record<string, string> = {
  L1: 'a run that has ended is a record',
  L2: 'what has begun is history, also where nobody would notice',
  L3: 'a fact stays in the graph that it is a fact of',
  L4: 'an edge into what has begun would tell of a cause that was none',
  L5: 'gates before irreversible nodes are for people to move',
  L6: 'the mark irreversible is for people to clear',
  L7: 'what an irreversible node does is for people to say',
  L8: 'agents change nodes and edges only',
  L9: 'an id names one thing for the life of a run',
  L11: 'the agent limit',
  L12: 'unknown types where the policy is fail',
}

const began = performance.now()
const tally = exploreCases(options)
console.log(report(tally, (performance.now() - began) / 1000))
const faults = tally.faults.length + (values.examples ? exploreExamples() : 0)
process.exit(faults === 0 ? 0 : 1)

/** Prints one line per example; how many faults there were. */
function exploreExamples(): number {
  let total = 0
  for (const [name, doc] of exampleWorkflows()) {
    const counts: Record<string, number> = {}
    for (const { what, result } of boundaryCases(doc)) {
      counts[result.kind] = (counts[result.kind] ?? 0) + 1
      if (result.kind === 'fault') console.log(`  ${what}: ${result.message}`)
    }
    total += counts.fault ?? 0
    console.log(`${name}: a patch of every kind at every decision, ${JSON.stringify(counts)}, violations: ${counts.fault ?? 0}`)
  }
  return total
}

function report({ cases, allowed, justified, policy, breaks, faults }: Tally, seconds: number): string {
  const sum = (record: Record<string, number>) => Object.values(record).reduce((total, value) => total + value, 0)
  const refused = sum(justified) + sum(policy)
  const share = (part: number, whole: number) => `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(2)} %)`
  const ofRun = Object.fromEntries(Object.entries(policy).filter(([rule]) => ['L2', 'L3', 'L4', 'L9'].includes(rule)))
  return [
    `explore: ${cases} cases from seed ${options.seed} in ${seconds.toFixed(0)} s, ${allowed} allowed, ${refused} refused, violations: ${faults.length}`,
    `refused, and an invariant breaks when applied by force: ${JSON.stringify(justified)}; what breaks: ${JSON.stringify(breaks)}`,
    `refused, although every invariant would hold: ${share(sum(ofRun), refused)} by rules of the run, ${share(sum(policy) - sum(ofRun), refused)} by rules about who and when`,
    ...Object.entries(policy)
      .sort()
      .map(([rule, count]) => `  ${rule} ${count}: ${WHY[rule] ?? ''}`),
    ...faults.slice(0, 20).map(({ seed, message, file }) => `  seed ${seed}: ${message}${file ? `, kept as cases/${file}` : ''}`),
  ].join('\n')
}
