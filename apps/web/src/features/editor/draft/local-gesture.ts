import { anchor, anchorBetween, applyOperations, exactOperationsBetween, type PatchConflict, rebaseOperations } from '@aob/ir/document'
import type { AnchoredChange, Operation, Workflow } from '@aob/schemas'

/** One gesture of this device that the shared draft does not have yet. */
export interface LocalGesture {
  /** The idempotency key, here, between tabs and on the server. */
  patchId: string
  /** Its place among the gestures of this device; given by the tab that leads. */
  order: number
  /** Names it: "move 3 nodes". */
  label: string
  /** What it did, by id: carried over to whatever others did meanwhile. */
  changes: AnchoredChange[]
  /** The same in the positions of the document it lies on. */
  operations: Operation[]
  /** Typing in one field: gestures of one key in a row become one, as long as they have not left. */
  mergeKey?: string
}

export interface GestureFacts {
  patchId: string
  order: number
  label: string
  mergeKey?: string
}

/** The gesture that leads from one document to another; undefined when they say the same. */
export function gestureBetween(before: Workflow, after: Workflow, { patchId, order, label, mergeKey }: GestureFacts): LocalGesture | undefined {
  const operations = exactOperationsBetween(before, after)
  if (operations.length === 0) return undefined
  return { patchId, order, label, operations, changes: anchorBetween(before, after, operations), ...(mergeKey === undefined ? {} : { mergeKey }) }
}

export type Carried = { kind: 'ok'; gesture: LocalGesture; document: Workflow } | { kind: 'nothing' } | { kind: 'conflict'; conflicts: PatchConflict[] }

/** The gesture on another document, by id; `nothing` when what it wanted is there already. */
export function carriedTo(gesture: LocalGesture, onto: Workflow): Carried {
  const rebased = rebaseOperations(gesture.changes, onto)
  if (rebased.kind === 'conflict') return rebased
  const { operations } = rebased
  if (operations.length === 0) return { kind: 'nothing' }
  const document = applied(onto, operations)
  return { kind: 'ok', gesture: { ...gesture, operations, changes: anchor(onto, operations) }, document }
}

/** Operations that were written for this very document. Throws when they were not: the two sides hold different documents. */
export function applied(document: Workflow, operations: readonly Operation[]): Workflow {
  const result = applyOperations(document, operations)
  if (result.kind === 'failed') throw new Error(`Operation ${result.index} of a gesture does not apply: ${result.message}`)
  // Gestures lead from workflow to workflow; the server has judged those it took.
  return result.document as Workflow
}
