import { type ConditionResult, conditionsNeeded, type RunCommand, type RunState } from '@aob/ir/run'
import type { Ir, NodeError } from '@aob/schemas'
import type { ConditionJudge } from './condition-judge.ts'

type Results = Record<string, ConditionResult>

interface Judged {
  ir: Ir
  state: RunState
  command: RunCommand
}

/** The command with the results of every edge condition its decision may need: `decide` evaluates nothing itself (D-27). */
export async function withConditions(judge: ConditionJudge, { ir, state, command }: Judged): Promise<RunCommand> {
  const leaving = (nodeId: string, port: string, outputRef: string): Promise<Results> =>
    judge.judge(ir, state, nodeId, outputRef, conditionsNeeded(ir, state, nodeId, port))
  const failing = (nodeId: string, error: NodeError): Promise<Results> =>
    judge.judgeFailed(ir, state, nodeId, error, conditionsNeeded(ir, state, nodeId, 'error'))
  switch (command.kind) {
    case 'signal': {
      const { nodeId, outcome } = command
      if (outcome.kind === 'succeeded') return { ...command, conditions: await leaving(nodeId, outcome.port, outcome.outputRef) }
      return outcome.kind === 'failed' ? { ...command, conditions: await failing(nodeId, outcome.error) } : command
    }
    case 'release':
      return { ...command, conditions: await leaving(command.nodeId, state.nodes.get(command.nodeId)?.port ?? 'out', command.outputRef) }
    case 'delay_due':
      return { ...command, conditions: await leaving(command.nodeId, 'out', state.nodes.get(command.nodeId)?.outputRef ?? '') }
    case 'decide_approval':
      return { ...command, conditions: await leaving(command.nodeId, command.decision, command.outputRef) }
    case 'resolve_node': {
      const { nodeId, resolution, port = 'out', outputRef } = command
      const error = state.nodes.get(nodeId)?.error
      if (resolution === 'complete' && outputRef !== undefined) return { ...command, conditions: await leaving(nodeId, port, outputRef) }
      return resolution === 'fail' && error ? { ...command, conditions: await failing(nodeId, error) } : command
    }
    case 'apply_patch':
      return { ...command, conditions: await judge.judgeAdded(command.ir, state) }
    default:
      return command
  }
}
