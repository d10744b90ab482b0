import { canonicalType, type NodeStatus, type WorkflowNode } from '@aob/schemas'

/** What a person should know of a node whose work is done by runners outside while it is not done; undefined for every other. */
export function outsideWords(node: Pick<WorkflowNode, 'type' | 'config'> | undefined, status: NodeStatus | undefined): string | undefined {
  const runner: unknown = node?.config && 'runner' in node.config ? node.config.runner : undefined
  if (!node || canonicalType(node.type) !== 'agent' || typeof runner !== 'string') return undefined
  const stream = runner === 'default' ? 'agent.jobs' : `agent.jobs.${runner}`
  if (status === 'queued') return `Its work is for a runner outside. None has begun yet: one that reads ${stream} will take it.`
  return status === 'running' ? 'A runner outside is at work; the log says which.' : undefined
}
