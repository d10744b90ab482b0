import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalText, checkTriple, randomTriple } from '../testing/merge-triple.ts'
import { mergeWorkflows } from './index.ts'

test('[M1][M2][M3] non-conflicting merges give one hash in both orders, hold both sides and agree with the rebase', () => {
  const met = new Map<string, number>()
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const outcome = checkTriple(seed)
      for (const kind of outcome.kind === 'merged' ? ['merged'] : new Set(outcome.reasons)) met.set(kind, (met.get(kind) ?? 0) + 1)
    }),
    // Both sides moved one node in a body.
    { numRuns: 400, examples: [[447360669]] },
  )
  expect(met.get('merged') ?? 0, 'most random triples merge').toBeGreaterThan(120)
  for (const reason of ['value_changed', 'removed_and_changed', 'edge_dangles', 'flow_changed']) expect(met.get(reason), reason).toBeGreaterThan(0)
})

test('[M1] a side that did nothing changes nothing', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { base, left } = randomTriple(seed)
      for (const result of [mergeWorkflows(base, left, base), mergeWorkflows(base, base, left), mergeWorkflows(base, left, left)]) {
        expect(result.kind === 'ok' && canonicalText(result.document)).toBe(canonicalText(left))
      }
    }),
    { numRuns: 100 },
  )
})
