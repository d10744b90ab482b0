import { jsonEqual } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import { notJsonYet } from '../../../ui/forms/json-text.ts'
import { shapeFault } from '../inspector/json-shape.ts'
import { withKeptInputs, withTypedInputs } from '../model/typed-inputs.ts'

export type TextReading = { kind: 'workflow'; workflow: Workflow } | { kind: 'fault'; reason: string }

/** Reads a text as a workflow. What does not parse or has another shape is a fault and never reaches the graph. */
export function readWorkflowText(text: string): TextReading {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { kind: 'fault', reason: notJsonYet(error) }
  }
  const fault = shapeFault({ kind: 'workflow' }, value)
  // The shape was just checked.
  return fault === undefined ? { kind: 'workflow', workflow: withKeptInputs(value as Workflow) } : { kind: 'fault', reason: fault }
}

const OF_WORKFLOW = ['schemaVersion', 'name', 'description', 'inputs', 'settings', 'nodes', 'edges', 'groups', 'notes']
const OF_NODE = ['id', 'type', 'name', 'config']
const OF_EDGE = ['id', 'from', 'fromPort', 'to']

/** Documents are stored with sorted keys; here what people look for comes first: what it is before what is in it, nodes before edges. */
export function writeWorkflowText(document: Workflow): string {
  const nodes = document.nodes.map((node) => startingWith(node, OF_NODE))
  const edges = document.edges.map((edge) => startingWith(edge, OF_EDGE))
  return JSON.stringify(startingWith({ ...withTypedInputs(document), nodes, edges }, OF_WORKFLOW), null, 2)
}

/** The same members, those of `first` before the others. */
function startingWith<Value extends object>(value: Value, first: readonly string[]): Value {
  const at = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length)
  // Only the order of the members changes.
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => at(a) - at(b))) as Value
}

/** Whether a text says what a document says, however it is laid out. */
export function saysTheSame(text: string, document: Workflow): boolean {
  const reading = readWorkflowText(text)
  return reading.kind === 'workflow' && jsonEqual(reading.workflow, document)
}
