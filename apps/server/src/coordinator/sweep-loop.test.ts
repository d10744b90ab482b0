import { expect, it, vi } from 'vitest'
import { createLogger } from '../observability/logger.ts'
import type { RunDirectory, RunRow } from '../ports/run-directory.ts'
import { functionNode, workflow } from '../testing/workflows.ts'
import { sweepHotState } from './sweep-loop.ts'
import { runBench } from './testing/run-bench.ts'

it('[D-25] hot state of an ended run that a rollback brought back is cleared; that of an open run and of one just ended stays', async () => {
  const bench = await runBench(workflow('one', [functionNode('only', 'return 1')], []))
  await bench.start()
  await bench.drain()
  let now = Date.now()
  let row: RunRow = bench.row
  const runs = { get: async () => row } as Partial<RunDirectory> as RunDirectory
  const deps = { runState: bench.hot.runState, runs, clock: { now: () => now }, logger: createLogger('silent'), partitions: 1 }
  const sweep = () => sweepHotState(deps, new AbortController().signal)
  expect(await sweep(), 'an open run').toBe(0)
  const before = await bench.hot.runState.load(bench.runId, 0)
  const actor = { kind: 'human' as const, id: 'ada' }
  await bench.commander.apply(bench.runId, { kind: 'cancel', commandId: 'c', actor }, { partition: 0 })
  row = { ...row, status: 'CANCELLED', endedAt: new Date(now) }
  expect(await sweep(), 'one just ended').toBe(0)
  // The store falls back to a time at which the run was open.
  const { rev: _rev, ...fields } = before ?? {}
  await bench.hot.runState.commit([{ runId: bench.runId, partition: 0, checks: [], steps: [{ kind: 'drop' }, { kind: 'set', fields }] }])
  now += 3_600_000
  expect(await sweep()).toBe(1)
  expect(await bench.load()).toBeUndefined()
})

it('[D-34] only the state that was judged is cleared: a store that goes on from another moment keeps what it has, at the same revision too', async () => {
  const bench = await runBench(workflow('one', [functionNode('only', 'return 1')], []))
  await bench.start()
  const { runState } = bench.hot
  const row: RunRow = { ...bench.row, status: 'CANCELLED', endedAt: new Date(0) }
  const load = runState.load.bind(runState)
  vi.spyOn(runState, 'load').mockImplementationOnce(async (...where) => {
    const judged = await load(...where)
    const { rev: _rev, ...fields } = judged ?? {}
    const steps = [{ kind: 'drop' as const }, { kind: 'set' as const, fields: { ...fields, epoch: 'another' } }]
    await runState.commit([{ runId: bench.runId, partition: 0, checks: [], steps }])
    return { ...judged, rev: (await load(...where))?.rev ?? '' }
  })
  const runs = { get: async () => row } as Partial<RunDirectory> as RunDirectory
  const deps = { runState, runs, clock: { now: () => 3_600_000 }, logger: createLogger('silent'), partitions: 1 }
  expect(await sweepHotState(deps, new AbortController().signal)).toBe(0)
  expect(await bench.load()).toBeDefined()
})
