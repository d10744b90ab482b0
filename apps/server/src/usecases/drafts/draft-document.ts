import type { Operation, Workflow } from '@aob/schemas'
import type { DraftRow } from '../../ports/draft-store.ts'
import type { Caller } from '../services.ts'
import { type LoadedVersion, loadVersion } from '../versions.ts'
import { findOpen, type TaggedWorkflow } from '../workflows/find-workflow.ts'
import type { WorkflowDeps } from '../workflows/workflow-deps.ts'

/** How many gestures back a document is looked for before the draft is folded from its base: whoever draws is rarely further behind. */
const LOOK_BACK = 64

/** A tag with its draft as it is now; before anybody has changed anything the draft is the head itself. */
export interface DraftState {
  target: TaggedWorkflow
  draft?: DraftRow
  base: LoadedVersion
  /** Number of the last gesture in `document`. */
  seq: number
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
  if (!draft) return { target, base, seq: 0, document: base }
  return { target, draft, base, seq: draft.seq, document: await documentAfter(deps, base, draft.draftId, draft.seq) }
}

/**
 * The draft as it was after its gesture `seq`. Gestures are only ever added, so that draft and number stand for one document for good:
 * the last one at hand is gone on from, and a gesture costs the same however many came before it.
 */
export async function documentAfter(deps: WorkflowDeps, base: LoadedVersion, draftId: string, seq: number): Promise<DraftDocument> {
  const from = nearest(deps, base, draftId, seq)
  if (from.seq === seq) return from.document
  const gestures = (await deps.drafts.gestures(draftId, from.seq)).filter((gesture) => gesture.seq <= seq)
  const document = withGestures(
    deps,
    from.document,
    gestures.map(({ operations }) => operations),
  )
  keepDocument(deps, draftId, seq, document)
  return document
}

/** A document with operations of gestures laid over it, in order. What is in a draft was checked to leave something of a workflow's shape. */
export function withGestures(
  { materializer }: Pick<WorkflowDeps, 'materializer'>,
  { bytes: before }: DraftDocument,
  gestures: ReadonlyArray<readonly Operation[]>,
): DraftDocument {
  const bytes = materializer.materialize(before, gestures)
  return { bytes, workflow: JSON.parse(new TextDecoder().decode(bytes)) as Workflow }
}

export function keepDocument({ known }: Pick<WorkflowDeps, 'known'>, draftId: string, seq: number, document: DraftDocument): void {
  known.keep(keyOf(draftId, seq), document)
}

function nearest({ known }: Pick<WorkflowDeps, 'known'>, base: LoadedVersion, draftId: string, seq: number): { seq: number; document: DraftDocument } {
  for (let at = seq; at > Math.max(0, seq - LOOK_BACK); at--) {
    const document = known.get(keyOf(draftId, at))
    if (document) return { seq: at, document }
  }
  return { seq: 0, document: base }
}

/** No hash of bytes has a colon. */
const keyOf = (draftId: string, seq: number) => `draft:${draftId}:${seq}`
