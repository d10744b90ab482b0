import type { Workflow, WorkflowNode } from '@aob/schemas'
import { nodeTitle, typeLook } from '../../../ui/canvas/node-look.ts'

/** More than these nobody reads through; typing on finds the others. */
export const MOST_NAMED = 30

/** Nodes by title, id or kind: those that begin with what is looked for first, else in the order of the document. */
export function nodesNamed({ nodes }: Pick<Workflow, 'nodes'>, query: string): WorkflowNode[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return nodes.slice(0, MOST_NAMED)
  const beginning: WorkflowNode[] = []
  const holding: WorkflowNode[] = []
  for (const node of nodes) {
    const title = nodeTitle(node).toLowerCase()
    if (title.startsWith(wanted) || node.id.toLowerCase().startsWith(wanted)) beginning.push(node)
    else if (
      holding.length < MOST_NAMED &&
      (title.includes(wanted) || node.id.toLowerCase().includes(wanted) || typeLook(node.type).label.toLowerCase().includes(wanted))
    )
      holding.push(node)
    if (beginning.length === MOST_NAMED) break
  }
  return [...beginning, ...holding].slice(0, MOST_NAMED)
}
