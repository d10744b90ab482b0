import { agentLimitMessage, expandWorkflows } from '@aob/ir/document'
import { lower } from '@aob/ir/program'
import type { Ir, Workflow } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { Engine } from './engine.ts'
import { type KnownPins, pinWorkflows } from './pin-workflows.ts'

export interface Program {
  ir: Ir
  /** The document with its sub-workflows written out. */
  expanded: Workflow
}

/** The program of a valid document, its sub-workflows pinned; refs the run knows keep their version. Throws as `pinWorkflows`, and `limit.agents`. */
export async function programOf(engine: Engine, workspaceId: string, workflow: Workflow, known?: KnownPins): Promise<Program> {
  const expanded = expandWorkflows(workflow, await pinWorkflows(engine, workspaceId, workflow, known))
  const ir = lower(expanded, await engine.limitsOf(workspaceId))
  const { maxAgents } = ir.settings
  // A version may be older than the limit, or what it calls may have grown since. A run that is under way is judged by its patches.
  if ((known === undefined || expanded !== workflow) && ir.agentCount > maxAgents)
    throw new DomainError('limit.agents', agentLimitMessage(ir.agentCount, maxAgents), { pointer: '/nodes' })
  return { ir, expanded }
}
