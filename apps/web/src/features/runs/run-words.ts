import type { NodeRunView, NodeStatus, RunEvent } from '@aob/schemas'
import type { RunModel } from '../../stores/run-model.ts'
import type { NodeOverlay } from '../../ui/canvas/overlays.ts'
import { wordOfNode } from '../../ui/status-vocabulary.ts'

/** What a card shows of a node's part in the run. */
export function overlayOfNode(view: NodeRunView | undefined): NodeOverlay {
  if (!view) return { status: 'idle' }
  const tokens = (view.usage?.inputTokens ?? 0) + (view.usage?.outputTokens ?? 0)
  return {
    status: wordOfNode(view.status),
    ...(view.durationMs === undefined ? {} : { durationMs: view.durationMs }),
    ...(tokens > 0 ? { tokens } : {}),
    // A scope is given a token again to collect its rounds; that is no second try.
    ...(view.attempt > 1 && !view.scope ? { attempt: view.attempt } : {}),
    ...(view.scope && view.scope.count !== 1 ? { rounds: `${view.scope.settled}/${view.scope.count}` } : {}),
    ...(view.scope && view.scope.failed > 0 ? { failedRounds: view.scope.failed } : {}),
  }
}

const LIVE: ReadonlySet<NodeStatus> = new Set(['queued', 'running', 'retrying'])

/** An edge shows movement while its taken branch leads to a node at work. */
export function edgeState(fact: 'taken' | 'not_taken' | undefined, target: NodeRunView | undefined): 'taken' | 'not_taken' | 'active' | undefined {
  if (fact !== 'taken') return fact
  return target && LIVE.has(target.status) ? 'active' : 'taken'
}

export type FailedRun = Pick<RunModel, 'error' | 'failedNodeId'>

/** Whether the panel beside the graph tells of a failure: it shows the step itself, or the run that failed at it. A toast would only cover the timeline. */
export function panelTells(nodeId: string, selected: string | undefined, { error, failedNodeId }: FailedRun): boolean {
  return selected === undefined ? error !== undefined && failedNodeId === nodeId : selected === nodeId
}

export type Alert =
  | { kind: 'approval'; key: string; nodeId: string; title: string }
  | { kind: 'held'; key: string; nodeId: string; message: string | undefined }
  | { kind: 'failure'; key: string; nodeId: string; code: string; message: string; handled: boolean }
  | { kind: 'proposal'; key: string; patchId: string; by: string; rationale?: string }
  | { kind: 'ended'; key: string; outcome: 'completed' | 'failed' | 'cancelled' | 'timed_out'; message?: string }

const ENDINGS = { 'run.completed': 'completed', 'run.failed': 'failed', 'run.cancelled': 'cancelled', 'run.timed_out': 'timed_out' } as const

/** Events that deserve a word to the person watching. */
export function alertOf(event: RunEvent): Alert | undefined {
  const key = `${event.runId}-${event.seq}`
  switch (event.type) {
    case 'approval.requested':
      return { kind: 'approval', key, nodeId: event.data.nodeId, title: event.data.title }
    case 'node.held':
      return { kind: 'held', key, nodeId: event.data.nodeId, message: event.data.error?.message }
    case 'node.failed':
      return {
        kind: 'failure',
        key,
        nodeId: event.data.nodeId,
        code: event.data.error.code,
        message: event.data.error.message,
        handled: event.data.handled ?? false,
      }
    case 'patch.proposed':
      return { kind: 'proposal', key, patchId: event.data.patchId, by: event.actor?.name ?? event.actor?.id ?? 'Somebody', rationale: event.data.rationale }
    case 'run.completed':
    case 'run.failed':
    case 'run.cancelled':
    case 'run.timed_out':
      return { kind: 'ended', key, outcome: ENDINGS[event.type], ...(event.type === 'run.failed' ? { message: event.data.error.message } : {}) }
    default:
      return undefined
  }
}
