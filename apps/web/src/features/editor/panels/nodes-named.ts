import type { Workflow } from '@aob/schemas'
import { nodeTitle, typeLook } from '../../../ui/canvas/node-look.ts'
import { everyStep, type PlacedStep } from '../bodies/every-step.ts'

/** More than these nobody reads through; typing on finds the others. */
export const MOST_NAMED = 30

/** Nodes, those in bodies too, by title, id or kind: those that begin with what is looked for first, else in the order of the document. */
export function nodesNamed(document: Pick<Workflow, 'nodes'>, query: string): PlacedStep[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return document.nodes.slice(0, MOST_NAMED).map((node) => ({ node, around: [] }))
  const beginning: PlacedStep[] = []
  const holding: PlacedStep[] = []
  for (const step of everyStep(document)) {
    const { node } = step
    const title = nodeTitle(node).toLowerCase()
    if (title.startsWith(wanted) || node.id.toLowerCase().startsWith(wanted)) beginning.push(step)
    else if (
      holding.length < MOST_NAMED &&
      (title.includes(wanted) || node.id.toLowerCase().includes(wanted) || typeLook(node.type).label.toLowerCase().includes(wanted))
    )
      holding.push(step)
    if (beginning.length === MOST_NAMED) break
  }
  return [...beginning, ...holding].slice(0, MOST_NAMED)
}
