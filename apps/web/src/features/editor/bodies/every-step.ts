import { bodyOf } from '@aob/ir/document'
import type { Workflow, WorkflowNode } from '@aob/schemas'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'

export interface PlacedStep {
  node: WorkflowNode
  /** The steps in whose bodies it lies, outermost first. */
  around: readonly WorkflowNode[]
}

/** Lists of steps never change, they are replaced: what was gathered once is good for every key that is typed. */
const known = new WeakMap<readonly WorkflowNode[], readonly PlacedStep[]>()

/** Every step of a workflow, those of a body right behind the step it belongs to. */
export function everyStep({ nodes }: Pick<Workflow, 'nodes'>): readonly PlacedStep[] {
  const before = known.get(nodes)
  if (before) return before
  const steps: PlacedStep[] = []
  collect(nodes, [], steps)
  known.set(nodes, steps)
  return steps
}

function collect(nodes: readonly WorkflowNode[], around: readonly WorkflowNode[], steps: PlacedStep[]): void {
  for (const node of nodes) {
    steps.push({ node, around })
    const body = bodyOf(node)
    if (body) collect(body.nodes, [...around, node], steps)
  }
}

/** The way to the body a step lies in; empty for one of the workflow itself. */
export const pathOf = ({ around }: Pick<PlacedStep, 'around'>): string[] => around.map(({ id }) => id)

/** Its title with those of the steps around it: `Each order › Fetch`. */
export const titleWithin = ({ node, around }: PlacedStep): string => [...around, node].map(nodeTitle).join(' › ')
