import { encodeState, type RunState } from '@aob/ir/run'
import type { RunEvent } from '@aob/schemas'
import { LEASE_FIELD } from '../coordinator/lease.ts'
import type { CommitPlan, CommitStep } from '../ports/commit-plan.ts'
import type { RunStateStore } from '../ports/run-state.ts'
import type { World } from './world.ts'

/** A field beside the run's own that is lost and comes back with them: the last event of the timeline the hot state is on. */
const TIP = 'simulated-tip'
/** Fields that are the store's and the commit's own, not the run's: `rev`, `epoch`, `tip` and the one above. */
const STORE_FIELDS = 4

/** One text per event of a commit's entry. */
function eventsOf(json: string): string[] {
  return (JSON.parse(json) as unknown[]).map((event) => JSON.stringify(event))
}

/**
 * Watches commits and keeps, for every event, the event it was decided after. When the hot store forgets, a run has two histories that
 * number their events alike; a log is sound when each of its events follows the very one it was decided after.
 */
export function watchedRunState({ hot, sent, record, cameAfter, hotStates }: World): RunStateStore {
  const { runState } = hot

  function watched(plan: CommitPlan): CommitPlan {
    const events = plan.steps.flatMap((step) => (step.kind === 'append' && step.stream === 'events' ? eventsOf(step.entry.json ?? '[]') : []))
    let tip = hot.data.run(plan.runId)?.fields.get(TIP) ?? recordedTip(plan, events[0])
    for (const event of events) {
      cameAfter.set(event, [...(cameAfter.get(event) ?? []), tip])
      tip = event
    }
    const steps: CommitStep[] = events.length > 0 ? [...plan.steps, { kind: 'set', fields: { [TIP]: tip } }] : [...plan.steps]
    return { ...plan, steps }
  }

  /** What the hot store holds behind the last event of a commit. */
  function keepState({ runId, steps }: CommitPlan): void {
    const fields = hot.data.run(runId)?.fields
    const tip = steps.some((step) => step.kind === 'append' && step.stream === 'events') ? fields?.get(TIP) : undefined
    if (fields === undefined || tip === undefined) return
    // Under whose lease a node is says nothing about the run.
    const own = [...fields].filter(([name]) => !name.startsWith(LEASE_FIELD))
    hotStates.set(tip, [...(hotStates.get(tip) ?? []), new Map(own)])
  }

  /** State given back from the record is on the timeline of the record as far as it was read. */
  function recordedTip(plan: CommitPlan, first: string | undefined): string {
    const seq = first === undefined ? 1 : Number((JSON.parse(first) as { seq: number }).seq)
    return JSON.stringify(record.tables.runs.get(plan.runId)?.events[seq - 2]) ?? ''
  }

  return {
    load: (runId, partition) => runState.load(runId, partition),
    incarnation: () => runState.incarnation(),
    list: (...args) => runState.list(...args),
    async commit(plans) {
      const results = await runState.commit(plans.map(watched))
      for (const [index, plan] of plans.entries()) {
        if (results[index]?.kind !== 'committed') continue
        keepState(plan)
        for (const step of plan.steps) if (step.kind === 'append') sent.push({ partition: plan.partition, stream: step.stream, fields: step.entry })
      }
      return results
    },
  }
}

/** Whether the state behind a recorded event is what the hot store ever held behind it; true for an event that ended no commit. */
export function isHotState({ hotStates }: World, event: RunEvent, state: RunState): boolean {
  const kept = hotStates.get(JSON.stringify(event))
  const fields = kept === undefined ? [] : Object.entries(encodeState(state))
  return kept === undefined || kept.some((hash) => hash.size === fields.length + STORE_FIELDS && fields.every(([name, value]) => hash.get(name) === value))
}

/** The first event of a log that was not decided after the one before it. */
export function mixedAt({ cameAfter }: World, log: readonly unknown[]): number | undefined {
  const lines = log.map((event) => JSON.stringify(event))
  const at = lines.findIndex((line, index) => index > 0 && !cameAfter.get(line)?.includes(lines[index - 1] ?? ''))
  return at < 0 ? undefined : at + 1
}
