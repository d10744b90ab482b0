import type { Effect, RunState } from '@aob/ir/run'
import type { Logger } from '../observability/logger.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { TimerStore } from '../ports/timers.ts'

/** Effects that cannot be part of the hot commit. Each is idempotent; one lost in a crash is found again by the reconciler. */
export function createAfterCommit(deps: { timers: TimerStore; logger: Logger; metrics: Metrics }) {
  return async (state: RunState, effects: readonly Effect[]): Promise<void> => {
    for (const effect of effects) await carryOut(deps, state, effect)
  }
}

async function carryOut(deps: { timers: TimerStore; logger: Logger; metrics: Metrics }, state: RunState, effect: Effect): Promise<void> {
  const { runId } = state
  switch (effect.kind) {
    case 'dispatch':
    // A question is taken back behind the record of what ended it: a lost hot store takes an end back that was not recorded.
    case 'withdraw_approval':
      return
    case 'schedule_retry':
      return deps.timers.set({
        timerId: `${runId}:${effect.nodeId}:${effect.attempt}:retry`,
        runId,
        kind: 'retry',
        dueAt: new Date(effect.dueAt),
        payload: { nodeId: effect.nodeId, attempt: effect.attempt },
      })
    case 'schedule_delay':
      return deps.timers.set({
        timerId: `${runId}:${effect.nodeId}:${effect.attempt}:delay`,
        runId,
        kind: 'delay',
        dueAt: new Date(effect.dueAt),
        payload: { nodeId: effect.nodeId, attempt: effect.attempt },
      })
    case 'warn':
      if (effect.code === 'node.unknown_type') deps.metrics.unknownTypes.inc({ type: effect.nodeType })
      deps.logger.warn(
        { runId, run_id: runId, node_id: effect.nodeId, type: effect.nodeType, code: effect.code },
        effect.code === 'node.unknown_type' ? 'unknown node type' : 'agent limit exceeded',
      )
      return
    case 'finish':
      deps.metrics.runsEnded.inc({ status: state.status })
      deps.metrics.runDuration.observe({ status: state.status }, ((state.endedAt ?? state.startedAt) - state.startedAt) / 1000)
  }
}
