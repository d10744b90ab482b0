import type { IrNode, NodeError } from '@aob/schemas'
import { BEHAVIOURS, behaves } from './behaviours.ts'
import { type Conditions, outgoing, resolveEdges } from './conditions.ts'
import type { Origin } from './recorder.ts'
import { retryDueAt } from './retry.ts'
import type { Routing } from './routing.ts'
import type { NodeState } from './state.ts'

/** What a node leaves behind when it succeeds. */
export type Result = { port: string; outputRef: string; outputBytes?: number; durationMs?: number; usage?: NodeState['usage'] }

/** A node's success: its outgoing edges become facts and the run moves on. A condition that fails is the node's failure (D-27). */
export function complete(routing: Routing, node: IrNode, attempt: number, result: Result, conditions: Conditions, origin: Origin = {}): void {
  const { recorder } = routing
  const resolution = resolveEdges(outgoing(routing.ir, node), result.port, conditions)
  if (resolution.kind === 'failed') {
    fail(routing, node, conditionFailure(resolution.edge.id, resolution.error), conditions)
    return
  }
  const irVersion = recorder.draft.scalars.irVersion
  recorder.record({ type: 'node.completed', data: { nodeId: node.id, attempt, irVersion, ...result, edges: resolution.facts } }, origin)
  routing.settle(routing.targets(resolution.facts), 'ready')
}

function conditionFailure(edgeId: string, error: NodeError): NodeError {
  return {
    code: 'condition.failed',
    message: `The condition of edge ${edgeId} failed: ${error.message}`,
    retryable: false,
    causes: [error.message, ...(error.causes ?? [])],
  }
}

/** A transient failure with attempts left is tried again (R5); any other is final. */
export function failOrRetry(routing: Routing, node: IrNode, attempt: number, error: NodeError, conditions: Conditions): void {
  const { recorder } = routing
  const { runId, failing, behaviours } = recorder.draft.scalars
  // An attempt whose executor was lost is not one that failed.
  const failures = behaves({ behaviours }, BEHAVIOURS.countsFailures) ? (recorder.draft.node(node.id)?.failures ?? 0) + 1 : attempt
  if (!error.retryable || failures >= node.retry.maxAttempts || failing) {
    fail(routing, node, error, conditions)
    return
  }
  const dueAt = retryDueAt(node.retry, failures, `${runId}/${node.id}/${attempt}`, error.retryAfterMs, recorder.now)
  recorder.record({ type: 'node.retrying', data: { nodeId: node.id, attempt, error, dueAt } })
  recorder.effect({ kind: 'schedule_retry', nodeId: node.id, attempt, dueAt })
}

function fail(routing: Routing, node: IrNode, error: NodeError, conditions: Conditions): void {
  const facts = routing.fail(node, error, conditions)
  if (facts) routing.settle(routing.targets(facts), 'ready')
}
