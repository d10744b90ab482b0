import { diffFields, type Effect, encodeState, type RunState } from '@aob/ir/run'
import type { RunEvent } from '@aob/schemas'
import type { CommitPlan, CommitStep } from '../ports/commit-plan.ts'
import type { StreamEntry } from '../ports/task-queue.ts'

export interface DecisionToCommit {
  runId: string
  partition: number
  /** What the decision was computed from; absent when the run has no hot state yet. */
  expected?: { state: RunState; rev: string }
  next: RunState
  decision: { events: readonly RunEvent[]; effects: readonly Effect[] }
  ack?: CommitStep
}

/** The commit of one decision: conditional on the revision it was computed from, whole or not at all (D-33, D-35). */
export function planOf({ runId, partition, expected, next, decision, ack }: DecisionToCommit): CommitPlan {
  const change = expected ? diffFields(expected.state, next) : { set: { ...encodeState(next), epoch: '1' }, remove: [] }
  const steps: CommitStep[] = [{ kind: 'set', fields: change.set }]
  if (change.remove.length > 0) steps.push({ kind: 'unset', fields: change.remove })
  for (const event of decision.events) {
    steps.push({ kind: 'append', stream: 'events', entry: { runId, seq: String(event.seq), json: JSON.stringify(event) } })
  }
  // An ended run stays until its end is recorded: the drain lets it expire.
  for (const effect of decision.effects) if (effect.kind === 'dispatch') steps.push(dispatchStep(runId, next, effect))
  if (ack) steps.push(ack)
  return { runId, partition, checks: [expected ? { kind: 'equals', field: 'rev', value: expected.rev } : { kind: 'absent' }], steps }
}

export function ackStep(entry: StreamEntry, group: string): CommitStep {
  return { kind: 'ack', stream: entry.stream, group, id: entry.id }
}

function dispatchStep(runId: string, state: RunState, effect: Extract<Effect, { kind: 'dispatch' }>): CommitStep {
  return {
    kind: 'append',
    stream: `tasks:${effect.nodeType}:${effect.priority}`,
    entry: { runId, nodeId: effect.nodeId, attempt: String(effect.attempt), irVersion: String(state.irVersion) },
  }
}
