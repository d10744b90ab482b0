import type { Ir, NodeError } from '@aob/schemas'
import { isIrreversible, type Site, siteAt } from '../../program/site.ts'
import type { CommandOf } from '../command.ts'
import type { Decision } from '../decision.ts'
import { isPast } from '../past.ts'
import { Recorder } from '../recorder.ts'
import { type QueueCause, Routing } from '../routing.ts'
import type { NodeState, RunState } from '../state.ts'
import { isLive } from '../status.ts'
import { decided, ignored } from './answer.ts'

/** A lost token, or one whose question was lost, goes out again, except that an irreversible effect that may have happened is left to a person (D-25). */
export function redispatch(ir: Ir, state: RunState, command: CommandOf<'redispatch'>, now: number): Decision {
  const site = siteAt(ir, command.nodeId)
  const before = state.nodes.get(command.nodeId)
  if (!site) return ignored('unknown_node')
  if (!before || before.attempt !== command.attempt || !hasLost(state, before, command)) return ignored('stale_attempt')
  const recorder = new Recorder(state, now)
  const routing = new Routing(ir, recorder)
  if (emitAgain(routing, site, before, causeOf(command)) === 'held') routing.close()
  return decided(recorder)
}

function hasLost(state: RunState, { status }: NodeState, { nodeId, unasked }: CommandOf<'redispatch'>): boolean {
  // What waits in an activation that is over waits for nothing any more.
  return unasked ? status === 'waiting' && !isPast(state, nodeId) : isLive(status)
}

/** The token of a node whose executor was lost: out again, or held where its effect may have begun and cannot be taken back. */
export function emitAgain(routing: Routing, site: Site, { status }: NodeState, cause: QueueCause): 'queued' | 'held' {
  if (!isIrreversible(site.node) || status !== 'running') {
    routing.queue(site, cause)
    return 'queued'
  }
  const error: NodeError = { code: 'node.interrupted', message: 'Its executor was lost after the irreversible effect may have begun.', retryable: false }
  routing.recorder.record({ type: 'node.held', data: { nodeId: site.address, reason: 'review', error } })
  return 'held'
}

function causeOf({ takeover, withheld }: CommandOf<'redispatch'>): QueueCause {
  if (withheld) return 'withheld'
  return takeover ? 'taken_over' : 'recovered'
}
