import type { RunEvent } from '@aob/schemas'
import { Draft } from './draft.ts'
import { applyScopeEvent } from './evolve-scope.ts'
import type { NodeState, RunState } from './state.ts'
import { initialState, isLive, isPending, isTerminal, openStatus } from './status.ts'

/**
 * The state after one more event. Events carry every fact, so no IR is needed to fold a log.
 * Throws when the event does not continue the state (wrong run, a gap in `seq`): the log would be broken.
 */
export function evolve(state: RunState | undefined, event: RunEvent): RunState {
  const draft = new Draft(state ?? initialState(event.runId))
  applyEvent(draft, event)
  return draft.finish()
}

/** The state after several more events, at the cost of one copy. */
export function evolveAll(state: RunState | undefined, events: Iterable<RunEvent>): RunState | undefined {
  let draft: Draft | undefined
  for (const event of events) {
    draft ??= new Draft(state ?? initialState(event.runId))
    applyEvent(draft, event)
  }
  return draft ? draft.finish() : state
}

/** The state a whole log leads to; undefined for an empty log. */
export function foldEvents(events: Iterable<RunEvent>): RunState | undefined {
  return evolveAll(undefined, events)
}

/** Carries one event over into a draft. */
export function applyEvent(draft: Draft, event: RunEvent): void {
  const { scalars } = draft
  if (event.runId !== scalars.runId) throw new Error(`Event of run ${event.runId} in the log of run ${scalars.runId}.`)
  if (event.seq !== scalars.seq + 1) throw new Error(`Event ${event.seq} follows event ${scalars.seq}.`)
  scalars.seq = event.seq
  if (event.commandId !== undefined) draft.addCommand(event.commandId)
  applyRunEvent(draft, event) || applyScopeEvent(draft, event) || applyNodeEvent(draft, event)
  if (isTerminal(scalars.status)) return
  scalars.status = openStatus({ paused: scalars.pausedAt !== undefined, live: draft.counter > 0, asking: draft.counter === 0 && draft.asking > 0 })
}

/** Events of the run as a whole; false for any other. */
function applyRunEvent(draft: Draft, event: RunEvent): boolean {
  const { scalars } = draft
  switch (event.type) {
    case 'run.started': {
      const { behaviours, replay, mode, ...source } = event.data
      const fast = mode === 'fast' && { mode }
      Object.assign(scalars, source, { startedAt: event.at }, behaviours && { behaviours }, replay && { replay }, fast)
      return true
    }
    case 'run.completed':
      end(draft, 'COMPLETED', event.at)
      return true
    case 'run.failed':
      scalars.error = event.data.error
      end(draft, 'FAILED', event.at)
      return true
    case 'run.cancelled':
      end(draft, 'CANCELLED', event.at)
      return true
    case 'run.timed_out':
      end(draft, 'TIMED_OUT', event.at)
      return true
    case 'run.paused':
      scalars.pausedAt = event.at
      return true
    case 'run.resumed':
      delete scalars.pausedAt
      return true
    case 'run.recovered':
      return true
    case 'patch.applied': {
      const { irVersion, irRef, artifactId, edges } = event.data
      Object.assign(scalars, { irVersion, irRef, artifactId })
      draft.addFacts(edges)
      return true
    }
    case 'patch.proposed':
    case 'patch.rejected':
    case 'patch.invalid':
    case 'agent.called':
    case 'approval.decided':
      // On the timeline only; the transition that follows is an event of its own.
      return true
    default:
      return false
  }
}

/** Ends the run: what was live or pending is cancelled, what has finished stays as it was. */
function end(draft: Draft, status: RunState['status'], at: number): void {
  for (const [id, node] of draft.nodes()) {
    if (!isLive(node.status) && !isPending(node.status)) continue
    const { dueAt: _due, ...rest } = node
    draft.setNode(id, { ...rest, status: 'cancelled', endedAt: at })
  }
  delete draft.scalars.pausedAt
  draft.scalars.status = status
  draft.scalars.endedAt = at
}

function applyNodeEvent(draft: Draft, event: RunEvent): void {
  switch (event.type) {
    case 'node.completed': {
      const { nodeId, attempt, port, outputRef, outputBytes, durationMs, usage, edges } = event.data
      settle(draft, nodeId, event.at, { status: 'succeeded', attempt, port, outputRef, outputBytes, durationMs, usage })
      draft.addFacts(edges)
      return
    }
    case 'node.reused': {
      const { nodeId, port, outputRef, outputBytes, edges } = event.data
      settle(draft, nodeId, event.at, { status: 'succeeded', attempt: 0, port, outputRef, outputBytes, reused: true })
      draft.addFacts(edges)
      return
    }
    case 'node.failed': {
      const { nodeId, attempt, error, handled, edges } = event.data
      settle(draft, nodeId, event.at, { status: 'failed', attempt, port: 'error', error })
      draft.addFacts(edges)
      if (!handled) draft.addFailure(nodeId, error)
      return
    }
    case 'node.skipped': {
      const { nodeId, outputRef, edges } = event.data
      settle(draft, nodeId, event.at, { status: 'skipped', attempt: draft.node(nodeId)?.attempt ?? 0, port: 'out', outputRef })
      draft.addFacts(edges)
      return
    }
    case 'node.not_taken': {
      settle(draft, event.data.nodeId, event.at, { status: 'not_taken', attempt: draft.node(event.data.nodeId)?.attempt ?? 0 })
      draft.addFacts(event.data.edges)
      return
    }
    default:
      applyTokenEvent(draft, event)
  }
}

/** Events of a node on its way: its token moves, nothing is resolved. */
function applyTokenEvent(draft: Draft, event: RunEvent): void {
  switch (event.type) {
    case 'node.queued': {
      const { nodeId, attempt, cause } = event.data
      const before = draft.node(nodeId)
      const takeovers = cause === 'taken_over' ? (before?.takeovers ?? 0) + 1 : undefined
      // The first start is kept: a node queued for a retry has started once and is history to patches (phaseOf).
      const { startedAt, failures, retriedFrom, scope } = before ?? {}
      draft.setNode(nodeId, compact({ status: 'queued', attempt, failures, takeovers, retriedFrom, queuedAt: event.at, startedAt, scope }))
      return
    }
    case 'node.started': {
      const { nodeId, attempt } = event.data
      draft.setNode(nodeId, { ...onItsWay(draft.node(nodeId)), status: 'running', attempt, startedAt: event.at })
      return
    }
    case 'node.retrying': {
      const { nodeId, attempt, error, dueAt } = event.data
      const before = draft.node(nodeId)
      // Held before: a person has it tried again, which is no failure.
      const failures = (before?.failures ?? 0) + (before?.status === 'held' ? 0 : 1)
      draft.setNode(nodeId, { ...beginningAnew(before), status: 'retrying', attempt, failures, error, dueAt, startedAt: before?.startedAt ?? event.at })
      return
    }
    case 'node.held': {
      const { nodeId, error } = event.data
      const before = draft.node(nodeId)
      draft.setNode(nodeId, compact({ attempt: 0, ...before, status: 'held', error }))
      return
    }
    case 'node.resolved': {
      // The retry policy begins anew; every other resolution is followed by its own transition.
      const { nodeId, attempt, resolution } = event.data
      if (resolution !== 'retry') return
      const { failures: _failures, takeovers: _takeovers, ...before } = draft.node(nodeId) ?? {}
      draft.setNode(nodeId, { ...before, status: 'held', attempt, retriedFrom: attempt })
      return
    }
    case 'node.withdrawn':
      draft.setNode(event.data.nodeId, { status: 'idle', attempt: event.data.attempt })
      return
    case 'node.awaiting': {
      const { nodeId, attempt, port, outputRef, outputBytes, durationMs, usage, patches } = event.data
      const before = onItsWay(draft.node(nodeId))
      const done = { port, outputRef, outputBytes, durationMs, usage, awaiting: patches, startedAt: before?.startedAt ?? event.at }
      draft.setNode(nodeId, compact({ ...before, status: 'waiting', attempt, ...done }))
      return
    }
    case 'node.delayed': {
      const { nodeId, attempt, dueAt, outputRef, outputBytes } = event.data
      const before = draft.node(nodeId)
      draft.setNode(nodeId, compact({ ...before, status: 'delayed', attempt, dueAt, outputRef, outputBytes, startedAt: before?.startedAt ?? event.at }))
      return
    }
    case 'approval.requested': {
      const { nodeId, attempt, approvalId } = event.data
      const before = onItsWay(draft.node(nodeId))
      draft.setNode(nodeId, { ...before, status: 'waiting', attempt, approvalId, startedAt: before?.startedAt ?? event.at })
      return
    }
    default:
      throw new Error(`Event type ${event.type} is not known.`)
  }
}

/** A node that is tried again, after whatever it said before: a log in mode `fast` does not tell of the token that wipes it out. */
function beginningAnew(before: NodeState | undefined): Partial<NodeState> {
  const { port: _port, outputRef: _ref, outputBytes: _bytes, durationMs: _took, usage: _usage, awaiting: _for, approvalId: _asked, ...kept } = before ?? {}
  return kept
}

/** A node with a token out. What its last attempt failed with is over; a log in mode `fast` does not tell of the token that came after. */
function onItsWay(before: NodeState | undefined): Partial<NodeState> {
  const { dueAt: _due, error: _error, ...kept } = before ?? {}
  return kept
}

/** A node's last transition. Times of the way here are kept, and of a scope how far it came. */
function settle(draft: Draft, nodeId: string, endedAt: number, outcome: NodeState): void {
  const before = draft.node(nodeId)
  if (before?.scope) draft.dropResults(nodeId, before.scope.count)
  const { dueAt: _due, error: _error, awaiting: _awaiting, retriedFrom: _retriedFrom, ...kept } = before ?? {}
  draft.setNode(nodeId, compact({ ...kept, ...outcome, endedAt }))
}

/** Without members that are undefined, so that a state equals its decoded encoding. */
function compact(node: NodeState): NodeState {
  // Removing undefined members keeps the type: all of them are optional.
  return Object.fromEntries(Object.entries(node).filter(([, value]) => value !== undefined)) as unknown as NodeState
}
