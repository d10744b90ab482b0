import { DEFAULT_LIMITS, type RunEvent, type Workflow } from '@aob/schemas'
import { vi } from 'vitest'
import { runBench } from '../../coordinator/testing/run-bench.ts'
import type { StreamName } from '../../ports/commit-plan.ts'
import { httpNode, workflow } from '../../testing/workflows.ts'
import { carryOut } from '../task-worker.ts'
import { RUNNER_GROUP, type TaskWorkerDeps } from '../task-worker-deps.ts'
import { DONE, type Execute, workerDeps } from './worker-deps.ts'

/** Going on inline, with time for any machine. */
export const INLINE = { ...DEFAULT_LIMITS, maxInlineNodes: 16, maxInlineMs: 3_600_000 }
const STREAMS: StreamName[] = (['http', 'function'] as const).flatMap((type) =>
  (['high', 'medium', 'low'] as const).map((priority): StreamName => `tasks:${type}:${priority}`),
)

/** A started run, and workers that carry its tokens out one by one. */
export async function inline(document: Workflow, execute: Execute = async () => DONE, change: Partial<TaskWorkerDeps> = {}) {
  const bench = await runBench(document)
  await bench.start()
  const { queue } = bench.hot
  const executed: string[] = []
  const all: Execute = async (request) => {
    executed.push(`${request.address}#${request.attempt}`)
    return execute(request)
  }
  const deps = { ...workerDeps(bench, ['http', 'function'], all, INLINE), ...change }
  const stop = new AbortController()
  const read = { streams: STREAMS, group: RUNNER_GROUP, count: 1 }
  const next = async () => (await queue.read({ ...read, consumer: 'w', blockMs: 0 }))[0]
  /** The entry of a worker that says nothing any more. */
  const claimed = async () => (await queue.claim({ ...read, consumer: 'other', idleMs: 0 }))[0]
  const work = async (entry: Awaited<ReturnType<typeof next>>) => {
    if (!entry) throw new Error('no token')
    await carryOut(deps, entry, stop.signal)
  }
  const waiting = async () => (await Promise.all(STREAMS.map((stream) => queue.depth(stream)))).reduce((sum, depth) => sum + depth, 0)
  const events = async () => {
    await bench.drain()
    return bench.logged.map(tell)
  }
  const leases = async () => (await bench.commander.read(bench.runId, 0))?.leases ?? {}
  return { bench, deps, stop, executed, next, claimed, work, waiting, events, leases, audit: vi.spyOn(deps.logger, 'warn') }
}

const tell = ({ type, data }: RunEvent) => [type, 'nodeId' in data ? data.nodeId : '', 'attempt' in data ? data.attempt : ''].join(' ').trim()
export const chain = (ids: string[], make = httpNode): Workflow =>
  workflow(
    'chain',
    ids.map((id) => make(id, 'http://127.0.0.1/')),
    ids.slice(1).map((id, index) => `${ids[index]}>${id}`),
  )
