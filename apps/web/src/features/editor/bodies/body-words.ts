import type { WorkflowBody } from '@aob/schemas'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'

const NAMED = 6

/** What is in a body, in a line: `3 steps: Fetch, Check, Notify`. */
export function bodyWords({ nodes }: Pick<WorkflowBody, 'nodes'>): string {
  if (nodes.length === 0) return 'No steps yet'
  const count = nodes.length === 1 ? '1 step' : `${nodes.length} steps`
  const more = nodes.length > NAMED ? ` and ${nodes.length - NAMED} more` : ''
  return `${count}: ${nodes.slice(0, NAMED).map(nodeTitle).join(', ')}${more}`
}
