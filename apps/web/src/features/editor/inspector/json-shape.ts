import { validateWorkflow, validateWorkflowNode } from '@aob/schemas/validators'

/** What the text is of: a node keeps its id. */
export type JsonShape = { kind: 'node'; id: string } | { kind: 'workflow' }

/** Why a value may not enter the document; undefined when it may. */
export function shapeFault(shape: JsonShape, value: unknown): string | undefined {
  if (shape.kind === 'workflow') return validateWorkflow(value) ? undefined : explain(validateWorkflow.errors)
  if (!validateWorkflowNode(value)) return explain(validateWorkflowNode.errors)
  return (value as { id: string }).id === shape.id ? undefined : 'The id is changed under “In a run”, so that connections follow.'
}

function explain(errors: typeof validateWorkflow.errors): string {
  const [first] = errors ?? []
  return first ? `${first.instancePath || 'The document'} ${first.message ?? 'is not valid'}` : 'This is not the right shape.'
}
