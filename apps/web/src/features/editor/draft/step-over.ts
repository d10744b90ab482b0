import { anchor, exactOperationsBetween, rebaseOperations } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import { applied } from './local-gesture.ts'

/** The step from one document to another, carried by id over what others did since; undefined where they changed the same. */
export function stepOver(from: Workflow, to: Workflow, on: Workflow): Workflow | undefined {
  const rebased = rebaseOperations(anchor(from, exactOperationsBetween(from, to)), on)
  return rebased.kind === 'ok' ? applied(on, rebased.operations) : undefined
}
