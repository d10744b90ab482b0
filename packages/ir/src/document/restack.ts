import type { AnchoredChange, Operation, Workflow } from '@aob/schemas'
import { applyOperations } from './apply.ts'
import { type PatchConflict, rebaseOperations } from './rebase.ts'

export type Restacked =
  | { kind: 'ok'; document: Workflow; operations: Operation[][] }
  /** `index` is the first patch that does not fit where it now stands. */
  | { kind: 'conflict'; index: number; conflicts: PatchConflict[] }

/** Lays patches over a base in the order given, which need not be the one they were written in: each is carried over by id to what the ones before it made. */
export function restack(base: Workflow, patches: readonly (readonly AnchoredChange[])[]): Restacked {
  let document = base
  const operations: Operation[][] = []
  for (const [index, patch] of patches.entries()) {
    const rebased = rebaseOperations(patch, document)
    if (rebased.kind === 'conflict') return { kind: 'conflict', index, conflicts: rebased.conflicts }
    document = applied(document, rebased.operations)
    operations.push(rebased.operations)
  }
  return { kind: 'ok', document, operations }
}

/** Throws when operations do not apply: those asked here were made for this very document. */
export function applied(document: Workflow, operations: readonly Operation[]): Workflow {
  const result = applyOperations(document, operations)
  if (result.kind === 'failed') throw new Error(`Operation ${result.index} does not apply: ${result.message}`)
  // Operations of ours turn workflows into workflows.
  return result.document as Workflow
}
