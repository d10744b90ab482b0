import type { Ir, IrEdge } from '@aob/schemas'
import { own } from '../../document/own-property.ts'
import type { RunCommand } from '../command.ts'
import { conditionsNeeded, conditionsOfSwap } from '../conditions.ts'
import type { RunState } from '../state.ts'

/**
 * Whether a recorded command says everything its decision needs of this graph: one recorded on another graph knows nothing of conditions
 * that only this one has, and no longer applies.
 */
export function saysEnough(ir: Ir, state: RunState, command: RunCommand): boolean {
  const conditions = 'conditions' in command ? (command.conditions ?? {}) : {}
  return edgesToJudge(ir, state, command).every(({ id }) => own(conditions, id) !== undefined)
}

function edgesToJudge(ir: Ir, state: RunState, command: RunCommand): IrEdge[] {
  switch (command.kind) {
    case 'signal':
      return command.outcome.kind === 'succeeded' ? conditionsNeeded(ir, state, command.nodeId, command.outcome.port) : []
    case 'release':
      return conditionsNeeded(ir, state, command.nodeId, own(state.nodes, command.nodeId)?.port ?? 'out')
    case 'delay_due':
      return conditionsNeeded(ir, state, command.nodeId, 'out')
    case 'decide_approval':
      return conditionsNeeded(ir, state, command.nodeId, command.decision)
    case 'resolve_node':
      return command.resolution === 'complete' ? conditionsNeeded(ir, state, command.nodeId, command.port ?? 'out') : []
    case 'apply_patch':
      return conditionsOfSwap(command.ir, state)
    default:
      return []
  }
}
