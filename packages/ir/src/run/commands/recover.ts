import type { Ir } from '@aob/schemas'
import { prefixIn } from '../../document/address.ts'
import { compareIds } from '../../document/graph.ts'
import { graphAt, siteAt } from '../../program/site.ts'
import { BEHAVIOURS, behaves } from '../behaviours.ts'
import type { CommandOf } from '../command.ts'
import type { Decision } from '../decision.ts'
import { Recorder } from '../recorder.ts'
import { Routing } from '../routing.ts'
import { carryOnScopes } from '../scopes.ts'
import type { RunState } from '../state.ts'
import { isLive } from '../status.ts'
import { activationsUnderWay } from '../under-way.ts'
import { decided } from './answer.ts'
import { emitAgain } from './redispatch.ts'

/**
 * Emits the tokens of a run in mode `fast` whose hot state was lost: those its log tells of, then those it does not tell of, which are those of
 * the nodes that are ready by facts and have no outcome (R22).
 */
export function recover(ir: Ir, state: RunState, _command: CommandOf<'recover'>, now: number): Decision {
  const recorder = new Recorder(state, now)
  const routing = new Routing(ir, recorder)
  if (behaves(state, BEHAVIOURS.fastTellsWhatDecides)) {
    recorder.record({ type: 'run.recovered', data: {} })
    for (const [nodeId, node] of state.nodes.entries()) {
      const site = isLive(node.status) ? siteAt(ir, nodeId) : undefined
      if (site) emitAgain(routing, site, node, 'recovered')
    }
  }
  for (const prefix of ['', ...[...activationsUnderWay(recorder.draft)].map(prefixIn)]) {
    // As in a run that goes on by itself, a node is judged once a fact leads to it, and not before.
    const nodes = Object.values(graphAt(ir, prefix)?.nodes ?? {})
    const reached = nodes.filter((node) => node.in.length === 0 || node.in.some((edge) => state.edges.get(prefix + edge) !== undefined))
    routing.settle(reached.map(({ id }) => prefix + id).sort(compareIds), 'recovered')
  }
  // A paused run collects nothing; its scopes are looked at when it is resumed.
  if (state.pausedAt === undefined) carryOnScopes(routing, 0, true)
  routing.close()
  return decided(recorder)
}
