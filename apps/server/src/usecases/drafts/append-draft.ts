import { anchor, rebaseOperations, shapeProblems } from '@aob/ir/document'
import type { AppendDraft, DraftAppended, ErrorCode, Operation } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { GestureRow } from '../../ports/draft-store.ts'
import type { Caller } from '../services.ts'
import { loadVersion } from '../versions.ts'
import { refuseForbiddenOperations } from '../workflows/forbidden-operations.ts'
import { refuseOversizedGesture } from '../workflows/oversized-patch.ts'
import type { WorkflowDeps } from '../workflows/workflow-deps.ts'
import { type DraftDocument, type DraftState, documentAfter, keepDocument, loadDraft, withGestures } from './draft-document.ts'
import { gestureView } from './draft-view.ts'

/** Appends that came between are judged anew this often. */
const MAX_TRIES = 20

export interface GestureRequest {
  name: string
  tag: string
  patchId: string
  undoes?: string
  /** In the coordinates of the draft as it is. Throws what stands in the way. */
  operationsOn(state: DraftState): Promise<Operation[]>
}

/**
 * Adds one gesture to the tag's shared draft: ordered, idempotent by patchId, live to everybody who has the draft open.
 * Written against an older state it is refused with the missing gestures, or carried over by id when asked.
 */
export async function appendDraft(deps: WorkflowDeps, caller: Caller, name: string, tag: string, input: AppendDraft): Promise<DraftAppended> {
  if (input.author !== undefined && input.author !== caller.actor.id) throw new DomainError('draft.other_author', undefined, { pointer: '/author' })
  refuseOversizedGesture(deps, input.operations)
  refuseForbiddenOperations(input.operations)
  const patchId = input.patchId ?? deps.ids.next()
  return appendGesture(deps, caller, { name, tag, patchId, operationsOn: (state) => operationsOnDraft(deps, caller, state, input) })
}

/** The one way into a draft: appends, undo and redo. The draft may be unfinished, but it stays something a canvas can show. */
export async function appendGesture(deps: WorkflowDeps, caller: Caller, request: GestureRequest): Promise<DraftAppended> {
  const { name, tag, patchId } = request
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    const state = await loadDraft(deps, caller, name, tag)
    const known = state.draft && (await deps.drafts.gesture(state.draft.draftId, patchId))
    if (known && state.draft) return answerKnown(caller, state.draft.draftId, known)
    const { maxDraftGestures } = await deps.limitsOf(caller.workspaceId)
    if (state.seq >= maxDraftGestures) throw new DomainError('limit.draft', `The draft has ${state.seq} changes.`)
    const operations = await request.operationsOn(state)
    if (operations.length === 0) throw new DomainError('patch.no_effect')
    const document = withGestures(deps, state.document, [operations])
    await requireShape(deps, caller, document)
    const draftId = state.draft?.draftId ?? deps.ids.next()
    const outcome = await deps.drafts.append({
      draftId,
      workflowId: state.target.workflow.workflowId,
      tag,
      baseArtifactId: state.base.artifact.artifactId,
      expected: state.seq,
      gesture: {
        patchId,
        operations,
        anchored: anchor(state.document.workflow, operations),
        actor: caller.actor,
        ...(request.undoes === undefined ? {} : { undoes: request.undoes }),
      },
    })
    if (outcome.kind === 'duplicate') return answerKnown(caller, draftId, outcome.gesture)
    if (outcome.kind === 'appended') {
      keepDocument(deps, draftId, outcome.gesture.seq, document)
      deps.fanout.publishNotice(caller.workspaceId, { kind: 'draft', workflowName: name, tag, patchId })
      return { draftId, gesture: gestureView(outcome.gesture) }
    }
  }
  throw new DomainError('service.unavailable', 'The draft moves too fast to append to it.', { retryAfterMs: 500 })
}

function answerKnown(caller: Caller, draftId: string, gesture: GestureRow): DraftAppended {
  if (gesture.actor.id !== caller.actor.id) throw new DomainError('patch.id_reused', undefined, { pointer: '/patchId' })
  return { draftId, gesture: gestureView(gesture) }
}

async function operationsOnDraft(deps: WorkflowDeps, caller: Caller, state: DraftState, input: AppendDraft): Promise<Operation[]> {
  const seen = await documentSeen(deps, caller, state, input)
  if (seen === state.document) return input.operations
  if (!input.rebase) throw await moved(deps, state, input)
  const rebased = rebaseOperations(anchor(seen.workflow, input.operations), state.document.workflow)
  if (rebased.kind === 'ok') return rebased.operations
  throw new DomainError('patch.conflict', 'The change touches what others have just changed.', {
    pointer: '/operations',
    extra: { ...positionOf(state), conflict: rebased.conflicts },
  })
}

/** The document the writer had before their eyes; that of the draft itself when nothing came between. */
async function documentSeen(deps: WorkflowDeps, caller: Caller, state: DraftState, input: AppendDraft): Promise<DraftDocument> {
  const { draft, base, seq, document } = state
  const { draftId, afterSeq = 0, baseVersion } = input
  if (draftId === undefined) {
    if (baseVersion === undefined) throw new DomainError('patch.base_required', undefined, { pointer: '/baseVersion', extra: positionOf(state) })
    if (baseVersion === base.artifact.artifactId) return seq === 0 ? document : base
    const seen = await deps.documents.getArtifact(baseVersion)
    if (seen?.workspaceId !== caller.workspaceId)
      throw new DomainError('resource.not_found', `There is no version ${baseVersion}.`, { pointer: '/baseVersion' })
    return loadVersion(deps, baseVersion)
  }
  // A draft that was saved or discarded meanwhile: nobody can say what the positions meant. The writer reads and rebases by itself.
  if (draft?.draftId !== draftId || afterSeq > seq) throw new DomainError('draft.moved', undefined, { extra: positionOf(state) })
  return documentAfter(deps, base, draftId, afterSeq)
}

async function moved(deps: WorkflowDeps, state: DraftState, { draftId, afterSeq = 0 }: AppendDraft): Promise<DomainError> {
  const rows = state.draft ? await deps.drafts.gestures(state.draft.draftId, draftId === undefined ? 0 : afterSeq) : []
  // What came since the state was read is not part of it.
  const missing = rows.filter(({ seq }) => seq <= state.seq).map(gestureView)
  return new DomainError('patch.base_moved', `The draft is ${missing.length} changes ahead.`, {
    pointer: '/afterSeq',
    extra: { ...positionOf(state), missing },
  })
}

function positionOf({ draft, base, seq, target }: DraftState): Record<string, unknown> {
  return { draftId: draft?.draftId, seq, base: base.artifact.artifactId, head: target.tag.artifactId }
}

async function requireShape(deps: WorkflowDeps, caller: Caller, { workflow }: DraftDocument): Promise<void> {
  const { problems } = deps.rules.validate(workflow, await deps.limitsOf(caller.workspaceId))
  const broken = shapeProblems(problems)
  const [first] = broken
  // Problems carry codes of the one table.
  if (first) throw new DomainError(first.code as ErrorCode, first.message, { pointer: first.pointer, problems: broken })
}
