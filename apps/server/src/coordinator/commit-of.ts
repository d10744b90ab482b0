import { diffFields, type Effect, encodeState, type RunState } from '@aob/ir/run'
import type { RunEvent } from '@aob/schemas'
import { eventDigest } from '../event-digest.ts'
import type { CommitCheck, CommitPlan, CommitStep } from '../ports/commit-plan.ts'
import type { StreamEntry } from '../ports/task-queue.ts'
import { encodeEvents } from './event-entry.ts'
import type { HotRun } from './hot-run.ts'
import { changeOfLeases, type Leases } from './lease.ts'

export interface DecisionToCommit {
  runId: string
  partition: number
  /** What the decision was computed from; absent when the run has no hot state yet. */
  expected?: HotRun
  /** Of the record the hot state is built from, when there is none yet: digest of its last event; empty before the first. */
  recordedTip?: string
  /** Names the hot state as this commit leaves it; never used before. */
  epoch: string
  next: RunState
  /** Leases behind the commit. */
  leases?: Leases
  decision: { events: readonly RunEvent[]; effects: readonly Effect[] }
  ack?: CommitStep
}

/**
 * The commit of one decision: conditional on the revision it was computed from, whole or not at all (D-33, D-35).
 * A revision is a number, and numbers come again: when a run's hot state is rebuilt, and when a store that lost its last moments goes on
 * from an earlier one. The epoch is new with every commit: what was decided on a state that was lost is committed onto no other (D-34).
 * Its events travel as one entry that names the event they were decided after: the log takes all of them or none (D-25).
 */
export function planOf({ runId, partition, expected, recordedTip = '', epoch, next, leases = {}, decision, ack }: DecisionToCommit): CommitPlan {
  const change = expected ? diffFields(expected.state, next) : { set: encodeState(next), remove: [] }
  const leased = changeOfLeases(expected?.leases ?? {}, leases)
  const before = expected ? expected.tip : recordedTip
  const tip = tipBehind(before, decision.events)
  const steps: CommitStep[] = [{ kind: 'set', fields: { ...change.set, ...leased.set, epoch, ...(tip === undefined ? {} : { tip }) } }]
  const removed = [...change.remove, ...leased.remove]
  if (removed.length > 0) steps.push({ kind: 'unset', fields: removed })
  if (decision.events.length > 0) steps.push({ kind: 'append', stream: 'events', entry: encodeEvents(decision.events, before) })
  // An ended run stays until its end is recorded: the drain lets it expire.
  for (const effect of decision.effects) if (effect.kind === 'dispatch') steps.push(dispatchStep(runId, next, effect))
  if (ack) steps.push(ack)
  return { runId, partition, checks: expected ? unchangedSince(expected) : [{ kind: 'absent' }], steps }
}

/** Digest of the last event once these are appended. */
export function tipBehind(tip: string | undefined, events: readonly RunEvent[]): string | undefined {
  const last = events.at(-1)
  return last ? eventDigest(last) : tip
}

/** Checks that nothing was committed since a revision was read. */
export function unchangedSince({ rev, epoch }: Pick<HotRun, 'rev' | 'epoch'>): CommitCheck[] {
  return [
    { kind: 'equals', field: 'epoch', value: epoch },
    { kind: 'equals', field: 'rev', value: rev },
  ]
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
