import type { NodeError } from '@aob/schemas'
import { outgoing, type Site } from '../program/site.ts'
import { BEHAVIOURS, behaves } from './behaviours.ts'
import { type Conditions, resolveEdges } from './conditions.ts'
import type { Origin } from './recorder.ts'
import { retryDueAt } from './retry.ts'
import type { Routing } from './routing.ts'
import type { NodeState } from './state.ts'

/** What a node leaves behind when it succeeds. */
export type Result = { port: string; outputRef: string; outputBytes?: number; durationMs?: number; usage?: NodeState['usage'] }

/** A node's success: its outgoing edges become facts and the run moves on. A condition that fails is the node's failure (D-27). */
export function complete(routing: Routing, site: Site, attempt: number, result: Result, conditions: Conditions, origin: Origin = {}): void {
  const { recorder } = routing
  const resolution = resolveEdges(outgoing(site), result.port, conditions, site.prefix)
  if (resolution.kind === 'failed') {
    fail(routing, site, conditionFailure(resolution.edge.id, resolution.error), conditions)
    return
  }
  const irVersion = recorder.draft.scalars.irVersion
  recorder.record({ type: 'node.completed', data: { nodeId: site.address, attempt, irVersion, ...result, edges: resolution.facts } }, origin)
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
export function failOrRetry(routing: Routing, site: Site, attempt: number, error: NodeError, conditions: Conditions): void {
  const { recorder } = routing
  const { runId, behaviours } = recorder.draft.scalars
  const { address: nodeId, node } = site
  // An attempt whose executor was lost is not one that failed.
  const failures = behaves({ behaviours }, BEHAVIOURS.countsFailures) ? (recorder.draft.node(nodeId)?.failures ?? 0) + 1 : attempt
  if (!error.retryable || failures >= node.retry.maxAttempts || routing.blocked(nodeId)) {
    fail(routing, site, error, conditions)
    return
  }
  const dueAt = retryDueAt(node.retry, failures, `${runId}/${nodeId}/${attempt}`, error.retryAfterMs, recorder.now)
  recorder.record({ type: 'node.retrying', data: { nodeId, attempt, error, dueAt } })
  recorder.effect({ kind: 'schedule_retry', nodeId, attempt, dueAt })
}

function fail(routing: Routing, site: Site, error: NodeError, conditions: Conditions): void {
  const facts = routing.fail(site, error, conditions)
  if (facts) routing.settle(routing.targets(facts), 'ready')
}
