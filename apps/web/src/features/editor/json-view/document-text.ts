import { jsonEqual } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import { shapeFault } from '../inspector/json-shape.ts'

export type TextReading = { kind: 'workflow'; workflow: Workflow } | { kind: 'fault'; reason: string }

/** Reads a text as a workflow. What does not parse or has another shape is a fault and never reaches the graph. */
export function readWorkflowText(text: string): TextReading {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'fault', reason: `Not JSON yet: ${message.replace(/ in JSON at position.*$/, '')}` }
  }
  const fault = shapeFault({ kind: 'workflow' }, value)
  // The shape was just checked.
  return fault === undefined ? { kind: 'workflow', workflow: value as Workflow } : { kind: 'fault', reason: fault }
}

export function writeWorkflowText(document: Workflow): string {
  return JSON.stringify(document, null, 2)
}

/** Whether a text says what a document says, however it is laid out. */
export function saysTheSame(text: string, document: Workflow): boolean {
  const reading = readWorkflowText(text)
  return reading.kind === 'workflow' && jsonEqual(reading.workflow, document)
}
