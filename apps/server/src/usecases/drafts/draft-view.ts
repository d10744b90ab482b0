import type { DraftGesture, DraftView } from '@aob/schemas'
import type { GestureRow } from '../../ports/draft-store.ts'
import type { Caller } from '../services.ts'
import { findTagged } from '../workflows/find-workflow.ts'
import type { WorkflowDeps } from '../workflows/workflow-deps.ts'

export function gestureView({ seq, patchId, operations, actor, undoes, createdAt }: GestureRow): DraftGesture {
  return { seq, patchId, operations, actor, ...(undoes === undefined ? {} : { undoes }), createdAt: createdAt.toISOString() }
}

/** The draft of a tag with its gestures after `afterSeq`; where nobody has changed anything, the head and no gestures. */
export async function readDraft(deps: WorkflowDeps, caller: Caller, name: string, tag: string, afterSeq = 0): Promise<DraftView> {
  const target = await findTagged(deps.documents, caller, name, tag)
  const head = target.tag.artifactId
  const draft = await deps.drafts.open(target.workflow.workflowId, tag)
  if (!draft) return { base: head, head, seq: 0, gestures: [] }
  const gestures = await deps.drafts.gestures(draft.draftId, afterSeq)
  // Gestures may have come since the row was read; they belong to what is answered.
  const seq = Math.max(draft.seq, gestures.at(-1)?.seq ?? 0)
  return { draftId: draft.draftId, base: draft.baseArtifactId, head, seq, gestures: gestures.map(gestureView) }
}
