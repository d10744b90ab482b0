import type { Workflow } from '@aob/schemas'
import { type InputsSchema, withInputName } from './input-rows.ts'
import { renameReferences } from './rename-references.ts'

/** Gives an input of the workflow another name; every expression that reads it follows. */
export function withInputRenamed(document: Workflow, from: string, to: string): Workflow {
  const renamed = new Map([[from, to]])
  return {
    ...document,
    // An input that has a name stands in a schema that has properties.
    inputs: withInputName(document.inputs as InputsSchema, from, to),
    nodes: document.nodes.map((node) => (node.config ? { ...node, config: renameReferences(node.config, renamed, 'inputs') } : node)),
    edges: document.edges.map((edge) => (edge.when === undefined ? edge : { ...edge, when: renameReferences(edge.when, renamed, 'inputs') })),
  }
}
