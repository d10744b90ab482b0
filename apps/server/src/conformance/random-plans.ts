import fc from 'fast-check'
import type { CommitCheck, CommitPlan, CommitStep, StreamName } from '../ports/commit-plan.ts'
import type { HotStore } from '../ports/hot-store.ts'
import type { StreamEntry } from '../ports/task-queue.ts'

const STREAMS: readonly StreamName[] = ['tasks:http:high', 'events']
const RUNS = ['run-a', 'run-b']
const GROUP = 'readers'
const PARTITION = 1

/** Entry ids differ between the stores, so a random plan names the n-th entry that was delivered. */
type AbstractStep = Exclude<CommitStep, { kind: 'ack' }> | { kind: 'ack-delivered'; index: number }
export type Action =
  | { kind: 'commit'; runId: string; checks: CommitCheck[]; steps: AbstractStep[] }
  | { kind: 'read'; count: number }
  | { kind: 'claim'; count: number }

const field = fc.constantFrom('a', 'b', 'n', 'rev', 'd:node-1')
const value = fc.oneof(
  fc.constantFrom('', '0', '1', '2', '-1', '-0', '007', 'x', 'ü ☃', '999999999999999', '1000000000000000'),
  fc.string({ unit: 'binary', maxLength: 4 }),
)
const fields = fc.dictionary(field, value, { maxKeys: 3, noNullPrototype: true })
const check: fc.Arbitrary<CommitCheck> = fc.oneof(
  { arbitrary: fc.constantFrom<CommitCheck>({ kind: 'absent' }, { kind: 'present' }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('equals' as const), field, value: fc.oneof(fc.constantFrom('1', '2', '3'), value) }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('unset' as const), field }), weight: 2 },
)
const step: fc.Arbitrary<AbstractStep> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('set' as const), fields }), weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant('unset' as const), fields: fc.array(field, { maxLength: 3 }) }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('add' as const), field, by: fc.integer({ min: -5, max: 5 }) }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('append' as const), stream: fc.constantFrom(...STREAMS), entry: fields }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant('ack-delivered' as const), index: fc.nat(5) }), weight: 2 },
  { arbitrary: fc.constant<AbstractStep>({ kind: 'expire', afterMs: 3_600_000 }), weight: 1 },
  { arbitrary: fc.constant<AbstractStep>({ kind: 'drop' }), weight: 1 },
)
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      runId: fc.constantFrom(...RUNS),
      checks: fc.array(check, { maxLength: 2 }),
      steps: fc.array(step, { maxLength: 5 }),
    }),
    weight: 6,
  },
  { arbitrary: fc.record({ kind: fc.constant('read' as const), count: fc.integer({ min: 1, max: 4 }) }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('claim' as const), count: fc.integer({ min: 1, max: 4 }) }), weight: 1 },
)

/** What may be done to a hot store, at random. */
export const randomActions = fc.array(action, { minLength: 1, maxLength: 25 })

/** Carries actions out on one store and tells what can be seen of them, without ids. */
export async function carryOut(store: HotStore, actions: readonly Action[]): Promise<unknown[]> {
  const delivered: StreamEntry[] = []
  const seen: unknown[] = []
  for (const each of actions) {
    if (each.kind === 'commit') seen.push(await commit(store, each, delivered))
    else {
      const request = { streams: STREAMS, group: GROUP, consumer: each.kind, count: each.count }
      const entries = each.kind === 'read' ? await store.queue.read({ ...request, blockMs: 0 }) : await store.queue.claim({ ...request, idleMs: 0 })
      delivered.push(...entries)
      seen.push(entries.map(withoutId))
    }
  }
  for (const runId of RUNS) seen.push(await store.runState.load(runId, PARTITION))
  for (const stream of STREAMS) seen.push(await store.queue.depth(stream))
  const rest = await store.queue.read({ streams: STREAMS, group: 'afterwards', consumer: 'c', count: 1000, blockMs: 0 })
  return [...seen, rest.map(withoutId)]
}

async function commit(store: HotStore, { runId, checks, steps }: Extract<Action, { kind: 'commit' }>, delivered: readonly StreamEntry[]): Promise<unknown> {
  const plan: CommitPlan = { runId, partition: PARTITION, checks, steps: steps.flatMap((each) => concrete(each, delivered)) }
  try {
    return await store.runState.commit([plan])
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('Malformed commit plan')) throw error
    return 'malformed'
  }
}

function concrete(each: AbstractStep, delivered: readonly StreamEntry[]): CommitStep[] {
  if (each.kind !== 'ack-delivered') return [each]
  const entry = delivered[each.index]
  return entry === undefined ? [] : [{ kind: 'ack', stream: entry.stream, group: GROUP, id: entry.id }]
}

function withoutId({ id: _id, ...entry }: StreamEntry): Omit<StreamEntry, 'id'> {
  return entry
}
