import { agentLimitMessage, expandWorkflows } from '@aob/ir/document'
import { lower } from '@aob/ir/program'
import type { Ir, IrNode, Workflow } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import { runnerOf } from '../runner/node-kind.ts'
import type { Engine } from './engine.ts'
import { type KnownPins, pinWorkflows } from './pin-workflows.ts'

export interface Program {
  ir: Ir
  /** The document with its sub-workflows written out. */
  expanded: Workflow
}

/** The program of a valid document, its sub-workflows pinned; refs the run knows keep their version. Throws as `pinWorkflows`. */
export async function programOf(engine: Engine, workspaceId: string, workflow: Workflow, known?: KnownPins): Promise<Program> {
  const expanded = expandWorkflows(workflow, await pinWorkflows(engine, workspaceId, workflow, known))
  return { ir: lower(expanded, await engine.limitsOf(workspaceId)), expanded }
}

/**
 * The program a run may begin with. A version may be older than the limit, or what it calls may have grown since; a run that is under way is
 * judged by its patches instead. Throws as `programOf`, and `limit.agents`, `agent.no_queue`.
 */
export async function startableProgram(engine: Engine, workspaceId: string, workflow: Workflow, known?: KnownPins): Promise<Ir> {
  const { ir } = await programOf(engine, workspaceId, workflow, known)
  const { maxAgents } = ir.settings
  if (ir.agentCount > maxAgents) throw new DomainError('limit.agents', agentLimitMessage(ir.agentCount, maxAgents), { pointer: '/nodes' })
  if (!engine.outsideRunners && Object.values(ir.nodes).some(isForOutside)) throw new DomainError('agent.no_queue')
  return ir
}

/** Whether a node, or one in its body, is for runners outside. */
function isForOutside({ type, config, scope }: IrNode): boolean {
  return runnerOf({ type, config }) !== undefined || Object.values(scope?.nodes ?? {}).some(isForOutside)
}
