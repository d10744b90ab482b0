import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CommitPlan, CommitStep } from '../ports/commit-plan.ts'
import type { HotStore } from '../ports/hot-store.ts'
import { waitUntil } from '../testing/wait-until.ts'
import type { MakeHotStore } from './hot-store-under-test.ts'

const PARTITION = 2

function plan(steps: CommitStep[], checks: CommitPlan['checks'] = [], runId = 'run-a'): CommitPlan {
  return { runId, partition: PARTITION, checks, steps }
}

/** Long enough that a busy machine still sees the run before it goes. */
const EXPIRY_MS = 700

const set = (fields: Record<string, string>): CommitStep => ({ kind: 'set', fields })

/** What every RunStateStore does with a commit plan. */
export function runStateSuite(name: string, make: MakeHotStore): void {
  describe(`run state: ${name}`, () => {
    let store: HotStore
    const commit = async (...plans: CommitPlan[]) => store.runState.commit(plans)
    const load = (runId = 'run-a') => store.runState.load(runId, PARTITION)
    beforeEach(async () => {
      store = await make()
    })
    afterEach(() => store.close())

    test('[D-35] a commit writes its fields and counts the revision', async () => {
      expect(await commit(plan([set({ a: '1', b: 'ü ☃' })], [{ kind: 'absent' }]))).toEqual([{ kind: 'committed', revision: 1 }])
      expect(await commit(plan([set({ a: '2' }), { kind: 'unset', fields: ['b', 'never'] }], [{ kind: 'present' }]))).toEqual([
        { kind: 'committed', revision: 2 },
      ])
      expect(await load()).toEqual({ a: '2', rev: '2' })
    })

    test('[D-35] a run that was never written has no state', async () => {
      expect(await load('nobody')).toBeUndefined()
    })

    test('[D-33] a commit against an older revision is refused with the present one, and changes nothing', async () => {
      await commit(plan([set({ a: '1' })]), plan([set({ a: '2' })]))
      const check = { kind: 'equals', field: 'rev', value: '1' } as const
      expect(await commit(plan([set({ a: '3' }), { kind: 'append', stream: 'events', entry: { x: '1' } }], [check]))).toEqual([
        { kind: 'refused', check, actual: '2' },
      ])
      expect(await load()).toEqual({ a: '2', rev: '2' })
      expect(await store.queue.depth('events')).toBe(0)
    })

    test('[D-35] of several checks the first that fails is the answer', async () => {
      await commit(plan([set({ a: '1' })]))
      const checks = [{ kind: 'present' }, { kind: 'unset', field: 'b' }, { kind: 'unset', field: 'a' }, { kind: 'equals', field: 'c', value: 'x' }] as const
      expect(await commit(plan([], checks))).toEqual([{ kind: 'refused', check: checks[2], actual: '1' }])
      expect(await commit(plan([], [{ kind: 'absent' }]))).toMatchObject([{ kind: 'refused', check: { kind: 'absent' } }])
      expect(await commit(plan([], [{ kind: 'present' }], 'nobody'))).toMatchObject([{ kind: 'refused', check: { kind: 'present' } }])
    })

    test('[D-35] equals does not take a missing field for an empty one', async () => {
      await commit(plan([set({ a: '' })]))
      expect(await commit(plan([], [{ kind: 'equals', field: 'a', value: '' }]))).toMatchObject([{ kind: 'committed' }])
      expect(await commit(plan([], [{ kind: 'equals', field: 'b', value: '' }]))).toMatchObject([{ kind: 'refused', actual: undefined }])
    })

    test('add counts from nothing, sees earlier steps of its plan, and goes below zero', async () => {
      await commit(plan([{ kind: 'add', field: 'n', by: 2 }, set({ m: '5' }), { kind: 'add', field: 'm', by: -7 }]))
      expect(await load()).toEqual({ n: '2', m: '-2', rev: '1' })
    })

    test('a malformed plan fails and leaves no trace of its other steps', async () => {
      await commit(plan([set({ a: 'word' })]))
      const append: CommitStep = { kind: 'append', stream: 'events', entry: { x: '1' } }
      await expect(commit(plan([set({ b: '1' }), append, { kind: 'add', field: 'a', by: 1 }]))).rejects.toThrow('Malformed commit plan')
      await expect(commit(plan([append, { kind: 'append', stream: 'events', entry: {} }]))).rejects.toThrow('Malformed commit plan')
      await expect(commit(plan([append, { kind: 'ack', stream: 'events', group: 'g', id: 'soon' }]))).rejects.toThrow('Malformed commit plan')
      expect(await load()).toEqual({ a: 'word', rev: '1' })
      expect(await store.queue.depth('events')).toBe(0)
    })

    test('a malformed plan does not keep the others of its batch from being carried out', async () => {
      const broken = plan([{ kind: 'append', stream: 'events', entry: {} }])
      await expect(commit(plan([set({ a: '1' })]), broken, plan([set({ b: '2' })], [], 'run-b'))).rejects.toThrow('Malformed commit plan')
      expect(await load()).toEqual({ a: '1', rev: '1' })
      expect(await load('run-b')).toEqual({ b: '2', rev: '1' })
    })

    test('[D-33] a plan that only moves entries leaves the run and its revision alone', async () => {
      await commit(plan([set({ a: '1' })]))
      const moving: CommitPlan = plan([{ kind: 'append', stream: 'events', entry: { n: '1' } }], [{ kind: 'equals', field: 'rev', value: '1' }])
      expect(await commit(moving)).toEqual([{ kind: 'committed', revision: 1 }])
      expect(await commit(moving)).toEqual([{ kind: 'committed', revision: 1 }])
      expect(await load()).toEqual({ a: '1', rev: '1' })
      expect(await commit({ ...moving, runId: 'run-b', checks: [] })).toEqual([{ kind: 'committed', revision: 0 }])
      expect(await load('run-b')).toBeUndefined()
    })

    test('drop removes the run; a set after it in the same plan goes on counting the revision', async () => {
      await commit(plan([set({ a: '1', b: '2' })]), plan([{ kind: 'drop' }, set({ c: '3' })]))
      expect(await load()).toEqual({ c: '3', rev: '2' })
      expect(await commit(plan([set({ d: '4' }), { kind: 'drop' }]))).toEqual([{ kind: 'committed', revision: 0 }])
      expect(await load()).toBeUndefined()
    })

    test('a plan that only appends and acknowledges makes no run', async () => {
      const plans = plan([{ kind: 'append', stream: 'events', entry: { x: '1' } }])
      expect(await commit(plans)).toEqual([{ kind: 'committed', revision: 0 }])
      expect(await load()).toBeUndefined()
      expect(await store.queue.depth('events')).toBe(1)
    })

    test('expire lets the run go after its time, and a drop and a new start outlive it', async () => {
      await commit(plan([set({ a: '1' }), { kind: 'expire', afterMs: EXPIRY_MS }]))
      await commit(plan([set({ a: '1' }), { kind: 'expire', afterMs: EXPIRY_MS }, { kind: 'drop' }, set({ a: '2' })], [], 'run-b'))
      expect(await load()).toMatchObject({ a: '1' })
      await waitUntil('the run to expire', async () => (await load()) === undefined)
      expect(await load('run-b')).toMatchObject({ a: '2' })
    })

    test('a large state is written and removed whole', async () => {
      const fields = Object.fromEntries(Array.from({ length: 9000 }, (_, index) => [`d:${index}`, String(index)]))
      await commit(plan([set(fields)]))
      expect(Object.keys((await load()) ?? {})).toHaveLength(9001)
      await commit(plan([{ kind: 'unset', fields: Object.keys(fields) }]))
      expect(await load()).toEqual({ rev: '2' })
    })

    test('results come in the order of the plans, also over many runs', async () => {
      const plans = Array.from({ length: 600 }, (_, index) => plan([set({ index: String(index) })], [], `run-${index % 300}`))
      const results = await commit(...plans)
      expect(results.map((result) => (result.kind === 'committed' ? result.revision : 0))).toEqual([...Array(300).fill(1), ...Array(300).fill(2)])
      expect(await load('run-7')).toEqual({ index: '307', rev: '2' })
    })

    test('[D-33] of many commits from one revision exactly one is carried out', async () => {
      await commit(plan([set({ a: '0' })]))
      const rivals = Array.from({ length: 20 }, (_, index) => commit(plan([set({ a: String(index) })], [{ kind: 'equals', field: 'rev', value: '1' }])))
      const kinds = (await Promise.all(rivals)).flat().map((result) => result.kind)
      expect(kinds.filter((kind) => kind === 'committed')).toHaveLength(1)
    })

    test('[D-25] the incarnation stays as long as the data does', async () => {
      const incarnation = await store.runState.incarnation()
      expect(incarnation).not.toBe('')
      expect(await store.runState.incarnation()).toBe(incarnation)
    })
  })
}
