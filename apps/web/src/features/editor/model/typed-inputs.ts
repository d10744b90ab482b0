import type { Workflow } from '@aob/schemas'
import { asKept, asTyped } from '../../../ui/forms/input-order.ts'

/** A workflow as it is typed: what a run is asked for stands in the order of the text; a stored document keeps the order apart. */
export function withTypedInputs(document: Workflow): Workflow {
  return document.inputs === undefined ? document : { ...document, inputs: asTyped(document.inputs) }
}

/** A workflow somebody typed, as it is kept. */
export function withKeptInputs(document: Workflow): Workflow {
  return document.inputs === undefined ? document : { ...document, inputs: asKept(document.inputs) }
}
