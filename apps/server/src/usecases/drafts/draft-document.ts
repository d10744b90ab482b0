import type { Workflow } from '@aob/schemas'
import type { DraftRow, GestureRow } from '../../ports/draft-store.ts'
import type { Caller } from '../services.ts'
import { type LoadedVersion, loadVersion } from '../versions.ts'
import { findOpen, type TaggedWorkflow } from '../workflows/find-workflow.ts'
import type { WorkflowDeps } from '../workflows/workflow-deps.ts'

/** A tag with its draft as it is now; before anybody has changed anything the draft is the head itself. */
export interface DraftState {
  target: TaggedWorkflow
  draft?: DraftRow
  base: LoadedVersion
  gestures: GestureRow[]
  document: DraftDocument
}

export interface DraftDocument {
  bytes: Uint8Array
  workflow: Workflow
}

export async function loadDraft(deps: WorkflowDeps, caller: Caller, name: string, tag: string): Promise<DraftState> {
  const target = await findOpen(deps.documents, caller, name, tag)
  const draft = await deps.drafts.open(target.workflow.workflowId, tag)
  const base = await loadVersion(deps, draft?.baseArtifactId ?? target.tag.artifactId)
  const gestures = draft ? await deps.drafts.gestures(draft.draftId, 0) : []
  return { target, ...(draft ? { draft } : {}), base, gestures, document: documentAfter(deps, base, gestures) }
}

/** The base with some of a draft's gestures, in order. */
export function documentAfter({ materializer }: Pick<WorkflowDeps, 'materializer'>, base: LoadedVersion, gestures: readonly GestureRow[]): DraftDocument {
  if (gestures.length === 0) return base
  const bytes = materializer.materialize(
    base.bytes,
    gestures.map(({ operations }) => operations),
  )
  // Every gesture was checked to leave something of a workflow's shape.
  return { bytes, workflow: JSON.parse(new TextDecoder().decode(bytes)) as Workflow }
}
