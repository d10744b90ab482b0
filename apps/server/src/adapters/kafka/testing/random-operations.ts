import fc from 'fast-check'
import type { CommitCheck, CommitStep, StreamName } from '../../../ports/commit-plan.ts'
import type { Operation } from '../proposal.ts'

/** Streams that random operations are about. */
export const entryStreams: readonly StreamName[] = ['tasks:http:high', 'events', 'dead']

const stream = fc.constantFrom(...entryStreams)
const group = fc.constantFrom('g', 'h')
const consumer = fc.constantFrom('x', 'y')
const field = fc.constantFrom('a', 'b', 'n', 'rev', '7', '__proto__')
const value = fc.oneof(fc.constantFrom('', '0', '1', '2', 'x', 'ü ☃'), fc.string({ unit: 'binary', maxLength: 4 }))
const fields = fc.dictionary(field, value, { minKeys: 0, maxKeys: 3, noNullPrototype: true })
const id = fc.integer({ min: 1, max: 12 }).map((number) => `${number}-0`)
const shares = fc.uniqueArray(fc.record({ stream, count: fc.integer({ min: 1, max: 4 }) }), { selector: (share) => share.stream, minLength: 1, maxLength: 3 })
const entries = fc.array(fc.record({ stream, id }), { maxLength: 3 })
const check: fc.Arbitrary<CommitCheck> = fc.oneof(
  fc.constantFrom<CommitCheck>({ kind: 'absent' }, { kind: 'present' }),
  fc.record({ kind: fc.constant('equals' as const), field, value }),
  fc.record({ kind: fc.constant('unset' as const), field }),
)
const step: fc.Arbitrary<CommitStep> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), fields }),
  fc.record({ kind: fc.constant('unset' as const), fields: fc.array(field, { maxLength: 2 }) }),
  fc.record({ kind: fc.constant('add' as const), field, by: fc.integer({ min: -3, max: 3 }) }),
  fc.record({ kind: fc.constant('append' as const), stream, entry: fields }),
  fc.record({ kind: fc.constant('ack' as const), stream, group, id: fc.oneof(id, fc.constant('soon')) }),
  fc.record({ kind: fc.constant('expire' as const), afterMs: fc.integer({ min: 0, max: 1000 }) }),
  fc.constant<CommitStep>({ kind: 'drop' }),
)
const plan = fc.record({
  runId: fc.constantFrom('run-a', 'run-b', 'run-c'),
  partition: fc.constant(0),
  checks: fc.array(check, { maxLength: 1 }),
  steps: fc.array(step, { maxLength: 4 }),
})

/** Whatever processes may propose, malformed plans included. */
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('commit' as const), plan }), weight: 5 },
  { arbitrary: fc.record({ kind: fc.constant('append' as const), stream, fields }), weight: 4 },
  {
    arbitrary: fc.record({ kind: fc.constant('append' as const), stream: fc.constant('dead' as const), fields, keep: fc.integer({ min: 1, max: 3 }) }),
    weight: 1,
  },
  { arbitrary: fc.record({ kind: fc.constant('take' as const), group, consumer, shares }), weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant('claim' as const), group, consumer, idleMs: fc.integer({ min: 0, max: 500 }), shares }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('touch' as const), group, consumer, entries }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('ack' as const), group, entries }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('snapshot' as const), afterBytes: fc.integer({ min: 0, max: 2000 }) }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('snapshot-kept' as const), offset: fc.nat(50), place: fc.nat(50) }), weight: 1 },
)
