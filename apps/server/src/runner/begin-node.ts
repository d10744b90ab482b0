import { isIrreversible, type Site } from '@aob/ir/program'
import type { RunState } from '@aob/ir/run'
import { encodeSignal } from '../coordinator/signal.ts'
import { untilAvailable } from '../patience.ts'
import type { StreamEntry } from '../ports/task-queue.ts'
import type { TaskWorkerDeps } from './task-worker.ts'

/** `go`: execute. `held`: the node is for a person to look at. `left`: the token stays pending for whoever has begun. */
export type Beginning = 'go' | 'held' | 'left'

interface Token {
  entry: StreamEntry
  state: RunState
  site: Site
  attempt: number
  signal: AbortSignal
}

/**
 * Says that an attempt begins. Ordinary nodes say so in passing. An irreversible one has its start in the record before its effect
 * may happen, and one that had started before is never executed again: it goes to review (D-25).
 */
export async function beginNode(deps: TaskWorkerDeps, token: Token): Promise<Beginning> {
  const { entry, state, site, attempt, signal } = token
  const { runId } = state
  const { address: nodeId } = site
  const outcome = { kind: 'started' as const, worker: deps.workerName }
  if (!isIrreversible(site.node)) {
    await untilAvailable(() => deps.queue.append(entry.partition, 'completions', encodeSignal(runId, { nodeId, attempt, outcome })), signal)
    return 'go'
  }
  const where = { partition: entry.partition }
  if (state.nodes[nodeId]?.status === 'running') {
    await deps.commander.apply(runId, { kind: 'redispatch', nodeId, attempt }, where)
    return 'held'
  }
  const applied = await deps.commander.apply(runId, { kind: 'signal', nodeId, attempt, outcome }, where)
  if (applied.kind !== 'committed') return 'left'
  // Otherwise the run is rebuilt from a record that knows nothing of this start, and emits the token again.
  return (await untilAvailable(() => deps.recorded(applied.events), signal)) ? 'go' : 'left'
}
