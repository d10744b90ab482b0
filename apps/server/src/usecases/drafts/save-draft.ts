import { anchor, exactOperationsBetween, rebaseOperations } from '@aob/ir/document'
import type { Operation, PatchAccepted, SaveDraft } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { Caller } from '../services.ts'
import type { LoadedVersion } from '../versions.ts'
import { answerKnownPatch } from '../workflows/answer-known-patch.ts'
import { findOpen } from '../workflows/find-workflow.ts'
import { refuseOversizedDraft } from '../workflows/oversized-patch.ts'
import { publishOnTag } from '../workflows/publish-on-tag.ts'
import { requireRestorations } from '../workflows/restorations.ts'
import type { WorkflowDeps } from '../workflows/workflow-deps.ts'
import { type DraftState, loadDraft } from './draft-document.ts'

/** Saves that met another gesture and took it along. */
const MAX_TRIES = 20

/**
 * Publishes the draft as one patch on the tag (D-36): everything in it, squashed, carried over what was published meanwhile. Patch, tag
 * and the end of the draft are one transaction, so that a gesture is either in the patch or in the draft. The gestures and their
 * authors stay on record. Throws what `publishPatch` throws, `patch.no_effect` for a draft that changes nothing (it is closed then).
 */
export async function saveDraft(deps: WorkflowDeps, caller: Caller, name: string, tag: string, input: SaveDraft): Promise<PatchAccepted> {
  const patchId = input.patchId ?? deps.ids.next()
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    const known = await deps.patches.get(patchId)
    if (known) return answerKnownPatch(deps, caller, await findOpen(deps.documents, caller, name, tag), known)
    const state = await loadDraft(deps, caller, name, tag)
    try {
      return await publishDraft(deps, caller, { name, tag, patchId, ...input }, state)
    } catch (error) {
      // Somebody has drawn on since it was read: the next turn takes that along.
      if (!(error instanceof DomainError && error.code === 'draft.moved') || attempt === MAX_TRIES) throw error
    }
  }
  throw new DomainError('draft.moved')
}

async function publishDraft(
  deps: WorkflowDeps,
  caller: Caller,
  input: SaveDraft & { name: string; tag: string; patchId: string },
  { draft, base, seq, document }: DraftState,
): Promise<PatchAccepted> {
  const operations = exactOperationsBetween(base.workflow, document.workflow)
  if (!draft || operations.length === 0) {
    if (draft) await deps.drafts.discard(draft.draftId, seq, caller.actor)
    throw new DomainError('patch.no_effect', 'The draft changes nothing.')
  }
  refuseOversizedDraft(deps, operations)
  const { name, tag, patchId, rationale, restores } = input
  const answer = await publishOnTag(deps, caller, {
    name,
    tag,
    patchId,
    ...(rationale === undefined ? {} : { rationale }),
    ...(restores ? { restores } : {}),
    async operationsOn(head) {
      const carried = carriedOver(base, operations, head)
      await requireRestorations(deps, head, carried, restores ?? [])
      return carried
    },
    draft: { draftId: draft.draftId, seq },
    answerKnown: (known, target) => answerKnownPatch(deps, caller, target, known),
  })
  // A proposal waits by itself; whoever goes on editing begins a new draft.
  if (answer.status === 'proposed') await deps.drafts.discard(draft.draftId, seq, caller.actor)
  deps.fanout.publishNotice(caller.workspaceId, { kind: 'draft', workflowName: name, tag, patchId })
  return answer
}

function carriedOver(base: LoadedVersion, operations: Operation[], head: LoadedVersion): Operation[] {
  if (head.artifact.casId === base.artifact.casId) return operations
  const rebased = rebaseOperations(anchor(base.workflow, operations), head.workflow)
  if (rebased.kind === 'ok') return rebased.operations
  throw new DomainError('patch.conflict', 'The draft touches what was published meanwhile.', {
    extra: { head: head.artifact.artifactId, conflict: rebased.conflicts },
  })
}

/** Throws the draft away; its gestures stay on record. */
export async function discardDraft(deps: WorkflowDeps, caller: Caller, name: string, tag: string): Promise<void> {
  const { draft, seq } = await loadDraft(deps, caller, name, tag)
  if (!draft) return
  if (!(await deps.drafts.discard(draft.draftId, seq, caller.actor))) throw new DomainError('draft.moved')
  deps.fanout.publishNotice(caller.workspaceId, { kind: 'draft', workflowName: name, tag })
}
