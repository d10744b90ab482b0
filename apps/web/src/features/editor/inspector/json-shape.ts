import type { Workflow } from '@aob/schemas'
import { validateWorkflow, validateWorkflowNode } from '@aob/schemas/validators'

/** What the text is of: a node keeps its id. */
export type JsonShape = { kind: 'node'; id: string } | { kind: 'workflow' }

/** Why a value may not enter the document; undefined when it may. */
export function shapeFault(shape: JsonShape, value: unknown): string | undefined {
  // What the schema confirms is one.
  if (shape.kind === 'workflow') return validateWorkflow(value) ? tornFault(value as Workflow) : explain(validateWorkflow.errors)
  if (!validateWorkflowNode(value)) return explain(validateWorkflowNode.errors)
  return (value as { id: string }).id === shape.id ? undefined : 'The id is changed under “In a run”, so that connections follow.'
}

/** What no draft may have even for a moment: things with one id, connections without an end. */
function tornFault({ nodes, edges }: Workflow): string | undefined {
  const ids = new Set<string>()
  const twice = nodes.find(({ id }) => ids.size === ids.add(id).size)
  if (twice) return `No two nodes go by “${twice.id}”.`
  const reserved = [...ids].find((id) => Object.hasOwn(Object.prototype, id))
  if (reserved !== undefined) return `No node may go by “${reserved}”.`
  const edgeIds = new Set<string>()
  const again = edges.find(({ id }) => edgeIds.size === edgeIds.add(id).size)
  if (again) return `No two connections go by “${again.id}”.`
  const loose = edges.find(({ from, to }) => !ids.has(from) || !ids.has(to))
  return loose && `There is no node “${ids.has(loose.from) ? loose.to : loose.from}”, which the connection “${loose.id}” names.`
}

function explain(errors: typeof validateWorkflow.errors): string {
  const [first] = errors ?? []
  return first ? `${first.instancePath || 'The document'} ${first.message ?? 'is not valid'}` : 'This is not the right shape.'
}
