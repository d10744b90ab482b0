import { canonicalType, NODE_FACTS, type Workflow } from '@aob/schemas'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import type { FieldSchema } from '../../../ui/forms/form-fields.ts'
import { distancesBefore } from '../model/connection-rules.ts'

export interface ReferenceSource {
  id: string
  /** Title of the node; empty for the run's inputs. */
  title: string
  expressions: string[]
}

/** Names CEL can read after a dot; others need an index. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/

function member(owner: string, name: string): string {
  return PLAIN.test(name) ? `${owner}.${name}` : `${owner}[${JSON.stringify(name)}]`
}

/** Fields of a type's output, as its description promises them: "Output: {status, headers, body}". */
export function outputFields(type: string): string[] {
  const known = canonicalType(type)
  const promised = known ? /Output: \{([^}]*)\}/.exec(NODE_FACTS[known].description)?.[1] : undefined
  return promised?.split(',').map((field) => field.trim().replace(/\?$/, '')) ?? []
}

/** Outputs a node can use: of every node before it, the nearest first. */
export function upstreamReferences(document: Workflow, nodeId: string): ReferenceSource[] {
  const far = distancesBefore(document, nodeId)
  return document.nodes
    .filter((node) => (far.get(node.id) ?? 0) > 0)
    .sort((one, other) => (far.get(one.id) ?? 0) - (far.get(other.id) ?? 0))
    .map((node) => {
      const owner = member('nodes', node.id)
      const fields = outputFields(node.type)
      return { id: node.id, title: nodeTitle(node), expressions: fields.length === 0 ? [owner] : fields.map((field) => member(owner, field)) }
    })
}

/** The run's inputs, from the workflow's input schema. */
export function inputReferences(document: Workflow): ReferenceSource[] {
  // Workflow.inputs is any JSON Schema; only its named properties matter here.
  const properties = Object.keys((document.inputs as FieldSchema | undefined)?.properties ?? {})
  return properties.length === 0 ? [] : [{ id: 'inputs', title: '', expressions: properties.map((name) => member('inputs', name)) }]
}
