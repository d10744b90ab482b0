import { invertChanges, rebaseOperations } from '@aob/ir/document'
import type { DraftAppended, DraftStep } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { Caller } from '../services.ts'
import { findOpen } from '../workflows/find-workflow.ts'
import type { WorkflowDeps } from '../workflows/workflow-deps.ts'
import { appendGesture } from './append-draft.ts'
import { gestureStack } from './gesture-stack.ts'

/**
 * Takes back the caller's own last gesture, or their last undo: its inverse, carried over what others did since, as a gesture of its own
 * (D-36). Throws `tag.at_end` when there is nothing of theirs to step over, `patch.conflict` when others build on it.
 */
export async function stepDraft(
  deps: WorkflowDeps,
  caller: Caller,
  { name, tag, kind, patchId = deps.ids.next() }: { name: string; tag: string; kind: 'undo' | 'redo' } & DraftStep,
): Promise<DraftAppended> {
  const { workflow } = await findOpen(deps.documents, caller, name, tag)
  const draft = await deps.drafts.open(workflow.workflowId, tag)
  const gestures = draft ? await deps.drafts.gestures(draft.draftId, 0) : []
  const sent = gestures.find((gesture) => gesture.patchId === patchId)
  const step = sent ? gestures.find((gesture) => gesture.patchId === sent.undoes) : gestureStack(gestures, caller.actor.id)[kind]
  if (!step) throw new DomainError('tag.at_end', `There is nothing of yours to ${kind} in this draft.`)
  return appendGesture(deps, caller, {
    name,
    tag,
    patchId,
    undoes: step.patchId,
    async operationsOn({ document }) {
      const inverse = rebaseOperations(invertChanges(step.anchored), document.workflow)
      if (inverse.kind === 'ok') return inverse.operations
      throw new DomainError('patch.conflict', 'Others have changed the same places since.', { extra: { conflict: inverse.conflicts } })
    },
  })
}
