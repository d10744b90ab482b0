import { isIrreversible, type Site } from '@aob/ir/program'
import type { RunEvent } from '@aob/schemas'
import { encodeSignal } from '../coordinator/signal.ts'
import { DomainError } from '../domain-error.ts'
import { isUnavailable, untilAvailable } from '../patience.ts'
import { runnerOf } from './node-kind.ts'
import { answersItself } from './onwards.ts'
import { RUNNER_GROUP, type TaskWorkerDeps } from './task-worker-deps.ts'
import type { Work } from './work.ts'

/** The work to execute. `left`: the node is for a person to look at, or the token stays pending for whoever has begun. */
export type Beginning = Work | 'left'

/**
 * Says that an attempt begins. Ordinary nodes say so in passing. An irreversible one has its start in the record before its effect
 * may happen, and one that had started before is never executed again: it goes to review (D-25).
 */
export async function beginNode(deps: TaskWorkerDeps, work: Work, site: Site): Promise<Beginning> {
  const { entry, hot, nodeId, attempt, signal } = work
  const { runId } = hot.state
  const outcome = { kind: 'started' as const, worker: deps.workerName }
  const where = { partition: entry.partition }
  if (!isIrreversible(site.node)) {
    // Whoever takes it outside says that it begins.
    if (runnerOf(site.node) !== undefined) return work
    // Said while it is at work, or with its end.
    if (answersItself(deps.limits, site.node, hot.state)) return work
    await untilAvailable(() => deps.queue.append(entry.partition, 'completions', encodeSignal(runId, { nodeId, attempt, outcome })), signal)
    return { ...work, isStarted: true }
  }
  if (hot.state.nodes.get(nodeId)?.status === 'running') {
    await deps.commander.apply(runId, { kind: 'redispatch', nodeId, attempt }, { ...where, ack: { entry, group: RUNNER_GROUP } })
    return 'left'
  }
  const applied = await deps.commander.apply(runId, { kind: 'signal', nodeId, attempt, outcome }, where)
  if (applied.kind !== 'committed') return 'left'
  return untilAvailable(() => onceRecorded(deps, { ...work, isStarted: true }, applied.events), signal)
}

/**
 * Goes on once the start is in the record. A record that has other events in its place, or a run that has lost the start and gone another
 * way meanwhile, will never have it: the token is emitted again, or is nobody's any more.
 */
async function onceRecorded(deps: TaskWorkerDeps, work: Work, events: readonly RunEvent[]): Promise<Beginning> {
  const { entry, hot, nodeId, attempt } = work
  try {
    return (await deps.recorded(events)) ? work : 'left'
  } catch (error) {
    if (!(error instanceof DomainError) || !isUnavailable(error.code)) throw error
    const now = await deps.commander.load(hot.state.runId, entry.partition)
    const node = now?.nodes.get(nodeId)
    if (node?.attempt !== attempt || node.status !== 'running') return 'left'
    throw error
  }
}
