import { canonicalType, NODE_FACTS, type Workflow } from '@aob/schemas'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import type { FieldSchema } from '../../../ui/forms/form-fields.ts'
import type { AroundBody } from '../bodies/around-body.ts'
import { memberPath } from '../expressions/expression-path.ts'
import { distancesBefore } from '../model/connection-rules.ts'

export interface ReferenceSource {
  /** Id of the node; `inputs` for the run's inputs. */
  id: string
  title: string
  /** What reads all of it. */
  expression: string
}

/** Fields of a type's output, as its description promises them: "Output: {status, headers, body}". */
export function outputFields(type: string): string[] {
  const known = canonicalType(type)
  const promised = known ? /Output: \{([^}]*)\}/.exec(NODE_FACTS[known].description)?.[1] : undefined
  return promised?.split(',').map((field) => field.trim().replace(/\?$/, '')) ?? []
}

/** Outputs a node, or the condition of an edge leaving it, can use: of every node before it, the nearest first. */
export function upstreamReferences(document: Workflow, nodeId: string, edge = false): ReferenceSource[] {
  const far = distancesBefore(document, nodeId)
  const nearest = edge ? 0 : 1
  return document.nodes
    .filter((node) => (far.get(node.id) ?? -1) >= nearest)
    .sort((one, other) => (far.get(one.id) ?? 0) - (far.get(other.id) ?? 0))
    .map((node) => ({ id: node.id, title: nodeTitle(node), expression: memberPath('nodes', node.id) }))
}

/** What a step in a body can use of what is around it. */
export function referencesAround({ nodes, locals }: AroundBody): ReferenceSource[] {
  return [
    ...locals.map(({ name, scope }) => ({ id: name, title: `${name} of ${nodeTitle(scope)}`, expression: name })),
    ...nodes.map((node) => ({ id: node.id, title: nodeTitle(node), expression: memberPath('nodes', node.id) })),
  ]
}

/** The run's inputs, where the workflow asks for some. */
export function inputReferences(document: Workflow): ReferenceSource[] {
  // Workflow.inputs is any JSON Schema; only its named properties matter here.
  const properties = Object.keys((document.inputs as FieldSchema | undefined)?.properties ?? {})
  return properties.length === 0 ? [] : [{ id: 'inputs', title: 'Run inputs', expression: 'inputs' }]
}
