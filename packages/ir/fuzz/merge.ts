// `npm run fuzz -- merge [--long] [--seed <number>]`: merges random triples in both orders; the last line is its one JSON line.
// With --long 10,000 triples, recorded beside this file.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { checkTriple } from '../src/testing/merge-triple.ts'

const { values } = parseArgs({ options: { long: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } } })
const triples = values.long ? 10_000 : 1_000
const firstSeed = Number(values.seed)
const reasons: Record<string, number> = {}
const failures: string[] = []
const documents = new Set<string>()
let merged = 0
for (let seed = firstSeed; seed < firstSeed + triples; seed++) {
  try {
    const outcome = checkTriple(seed)
    if (outcome.kind === 'merged') {
      merged++
      documents.add(createHash('sha256').update(outcome.bytes).digest('hex'))
    } else for (const reason of new Set(outcome.reasons)) reasons[reason] = (reasons[reason] ?? 0) + 1
  } catch (error) {
    failures.push(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
const result = {
  suite: 'merge',
  promise: 'a merge that does not conflict gives one hash in both orders, holds both sides and agrees with the rebase',
  firstSeed,
  triples,
  merged,
  distinctHashes: documents.size,
  conflicting: triples - merged - failures.length,
  triplesByReason: Object.fromEntries(Object.entries(reasons).sort()),
  failures: failures.slice(0, 20),
}
console.log(JSON.stringify(result))
if (values.long) writeFileSync(new URL('merge-results.json', import.meta.url), `${JSON.stringify(result, null, 2)}\n`)
process.exitCode = failures.length > 0 ? 1 : 0
