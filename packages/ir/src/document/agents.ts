import { canonicalType, NODE_FACTS, type Workflow } from '@aob/schemas'
import { countNodes } from './bodies.ts'

/** Whether nodes of this type count against the agent limit. */
export function isAgentType(type: string): boolean {
  const canonical = canonicalType(type)
  return canonical !== undefined && NODE_FACTS[canonical].agent
}

/** Agent nodes in a document, counted statically: once per occurrence in bodies, however often those repeat (D-28). */
export function countAgents(doc: Pick<Workflow, 'nodes'>): number {
  return countNodes(doc, ({ type }) => isAgentType(type))
}

/** The limit that holds for a document: its own, never above the workspace's. */
export function agentLimit(doc: Workflow, workspaceLimit: number): number {
  return Math.min(doc.settings?.maxAgents ?? workspaceLimit, workspaceLimit)
}

/** The one text for too many agents (SPEC Decisions): what fits, and by how much the document goes over. */
export function agentLimitMessage(count: number, limit: number): string {
  return `Agent limit exceeded (max ${limit}): agent limit exceeded: ${limit} + ${count - limit} > ${limit}`
}
