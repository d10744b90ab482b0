import type { Ir } from '@aob/schemas'
import { isIrreversible, type Site, siteAt } from '../../program/site.ts'
import type { CommandOf } from '../command.ts'
import { complete, failOrRetry } from '../completion.ts'
import type { Decision } from '../decision.ts'
import { Recorder } from '../recorder.ts'
import { Routing } from '../routing.ts'
import type { NodeState, RunState } from '../state.ts'
import { isLive } from '../status.ts'
import { decided, ignored } from './answer.ts'

type Signal = CommandOf<'signal'>

/** An executor's word about one attempt; counts only for the attempt whose token is out (D-34). */
export function signal(ir: Ir, state: RunState, command: Signal, now: number): Decision {
  const site = siteAt(ir, command.nodeId)
  const before = state.nodes.get(command.nodeId)
  if (!site) return ignored('unknown_node')
  if (!before || before.attempt !== command.attempt || !isLive(before.status)) return ignored('stale_attempt')
  if (command.outcome.kind === 'started' && before.status !== 'queued') return ignored('stale_attempt')
  // Its start is recorded before its effect, so that a pause still holds it back (R17); others have begun already.
  if (command.outcome.kind === 'started' && isIrreversible(site.node) && state.pausedAt !== undefined) return ignored('paused')
  if (command.outcome.kind === 'opened' && !mayOpen(site, before, command.outcome.count)) return ignored('unknown_node')
  const recorder = new Recorder(state, now)
  const routing = new Routing(ir, recorder)
  carryOut(routing, site, command)
  routing.close()
  return decided(recorder)
}

/** Only a scope opens, once, except that a loop opens again for further iterations. */
function mayOpen({ node }: Site, before: NodeState, count: number): boolean {
  return node.scope !== undefined && Number.isSafeInteger(count) && count >= (before.scope?.count ?? 0)
}

function carryOut(routing: Routing, site: Site, command: Signal): void {
  const { recorder } = routing
  const { nodeId, attempt, outcome } = command
  const irVersion = recorder.draft.scalars.irVersion
  switch (outcome.kind) {
    case 'started': {
      const worker = outcome.worker === undefined ? {} : { worker: outcome.worker }
      const started = { type: 'node.started' as const, data: { nodeId, attempt, irVersion, ...worker } }
      // Whether an irreversible effect may have begun is told by the log alone (D-25).
      if (isIrreversible(site.node)) recorder.record(started)
      else recorder.pass(started)
      return
    }
    case 'succeeded': {
      const { kind: _kind, awaitPatches = [], ...result } = outcome
      if (awaitPatches.length === 0) complete(routing, site, attempt, result, command.conditions ?? {})
      else recorder.record({ type: 'node.awaiting', data: { nodeId, attempt, irVersion, ...result, patches: awaitPatches } })
      return
    }
    case 'failed':
      failOrRetry(routing, site, attempt, outcome.error, command.conditions ?? {})
      return
    case 'waiting': {
      const { kind: _kind, ...request } = outcome
      recorder.record({ type: 'approval.requested', data: { nodeId, attempt, ...request } })
      return
    }
    case 'opened': {
      const { kind: _kind, ...opening } = outcome
      recorder.record({ type: 'scope.opened', data: { nodeId, attempt, irVersion, ...opening } })
      return
    }
    case 'delayed': {
      const { kind: _kind, ...wait } = outcome
      recorder.record({ type: 'node.delayed', data: { nodeId, attempt, irVersion, ...wait } })
      recorder.effect({ kind: 'schedule_delay', nodeId, attempt, dueAt: outcome.dueAt })
      return
    }
    case 'agent_called': {
      const { kind: _kind, ...call } = outcome
      recorder.pass({ type: 'agent.called', data: { nodeId, attempt, ...call } })
      return
    }
  }
}
