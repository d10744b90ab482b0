import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PARTITIONS } from '../../conformance/hot-store-under-test.ts'
import type { CommitPlan } from '../../ports/commit-plan.ts'
import { PartitionState } from './partition-state.ts'
import type { Operation } from './proposal.ts'
import { createReplicatedHotStore } from './replicated-hot-store.ts'
import { InProcessLog } from './testing/in-process-log.ts'

const quiet = { warn: () => undefined }
const set = (round: number): CommitPlan => ({
  runId: `run ${round % 3}`,
  partition: 1,
  checks: [],
  steps: [{ kind: 'set', fields: { [`f${round % 4}`]: 'x'.repeat(60 + round) } }],
})

test('the log is cut by a snapshot only if none before it is newer, in the log or in its place', () => {
  const state = new PartitionState()
  let n = 0
  const judge = (offset: number, place: number) => {
    const operation: Operation = { kind: 'snapshot-kept', offset, place }
    return state.apply({ timestamp: 0, length: 0, proposal: { from: 'a', n: n++, operation } })
  }
  const [yes, no] = [true, false].map((newest) => ({ kind: 'snapshot-judged', newest }))
  expect([judge(100, 5), judge(200, 0), judge(90, 7), judge(100, 5), judge(201, 8)]).toEqual([yes, no, no, no, yes])
})

test('the turn is given when the log has grown enough, to the first who asks', () => {
  const state = new PartitionState()
  const ask = (from: string, n: number, length: number) =>
    state.apply({ timestamp: 0, length, proposal: { from, n, operation: { kind: 'snapshot', afterBytes: 100 } } })
  const given = (value: boolean) => ({ kind: 'snapshot-turn', given: value })
  expect([ask('a', 0, 99), ask('a', 1, 1), ask('b', 0, 1), ask('b', 1, 99)]).toEqual([given(false), given(true), given(false), given(true)])
})

/** A hand of the test between a store and what it does with snapshots: each step happens when it is let go. */
class HeldSteps {
  private readonly held: (() => void)[] = []

  async step<T>(action: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => this.held.push(resolve))
    return action()
  }

  letGo(index: number): void {
    for (const resolve of this.held.splice(index % Math.max(1, this.held.length), 1)) resolve()
  }

  letAllGo(): void {
    for (const resolve of this.held.splice(0)) resolve()
  }
}

test('however late writers of snapshots are, and in whatever order, whoever starts comes to the same state', async () => {
  const property = fc.asyncProperty(fc.array(fc.nat(9), { minLength: 20, maxLength: 60 }), async (choices) => {
    const log = new InProcessLog()
    const steps = new HeldSteps()
    const open = () => {
      const attached = log.attach()
      const late = {
        ...attached,
        putSnapshot: (...given: Parameters<typeof attached.putSnapshot>) => steps.step(() => attached.putSnapshot(...given)),
        forgetBefore: (...given: Parameters<typeof attached.forgetBefore>) => steps.step(() => attached.forgetBefore(...given)),
      }
      return createReplicatedHotStore(late, { partitions: PARTITIONS, logger: quiet, snapshotAfterBytes: 400 })
    }
    const stores = await Promise.all([open(), open(), open()])
    for (const [round, choice] of choices.entries()) {
      await stores[choice % 3]?.runState.commit([set(round)])
      if (choice > 3) steps.letGo(choice)
    }
    const late = await createReplicatedHotStore(log.attach(), { partitions: PARTITIONS, logger: quiet })
    await Promise.all(stores.map(({ replica }) => replica.current(1)))
    for (const runId of ['run 0', 'run 1', 'run 2']) expect(await late.runState.load(runId, 1)).toEqual(await stores[0].runState.load(runId, 1))
    const closing = Promise.all([...stores, late].map((store) => store.close()))
    steps.letAllGo()
    await closing
  })
  // A state that cannot be loaded fails by time-out: looking for a smaller case would take as long again and again.
  await fc.assert(property, { numRuns: 60, endOnFailure: true })
}, 60_000)
