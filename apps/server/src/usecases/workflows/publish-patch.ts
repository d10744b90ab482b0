import { isDeepStrictEqual } from 'node:util'
import type { PatchAccepted, SubmitPatch } from '@aob/schemas'
import type { PatchRow } from '../../ports/document-store.ts'
import type { Caller } from '../services.ts'
import { loadVersion } from '../versions.ts'
import { answerKnownPatch, idReused } from './answer-known-patch.ts'
import type { TaggedWorkflow } from './find-workflow.ts'
import { refuseForbiddenOperations } from './forbidden-operations.ts'
import { operationsOnHead } from './operations-on-head.ts'
import { refuseOversized } from './oversized-patch.ts'
import { publishOnTag } from './publish-on-tag.ts'
import { requireRestorations } from './restorations.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

type Submission = SubmitPatch & { patchId: string }

/**
 * Publishes a patch on a tag: rebased when asked, materialized, the result validated, then patch, version and tag move in one transaction.
 * Idempotent by patchId: the same operations get the same answer, other operations `patch.id_reused`.
 * Throws `patch.*`, the problems of an invalid result, `limit.*`, `workflow.archived`.
 */
export async function publishPatch(deps: WorkflowDeps, caller: Caller, name: string, tag: string, input: SubmitPatch): Promise<PatchAccepted> {
  const patch = { ...input, patchId: input.patchId ?? deps.ids.next() }
  refuseOversized(deps, patch.operations)
  refuseForbiddenOperations(patch.operations)
  return publishOnTag(deps, caller, {
    name,
    tag,
    patchId: patch.patchId,
    ...(patch.rationale === undefined ? {} : { rationale: patch.rationale }),
    ...(patch.restores ? { restores: patch.restores } : {}),
    async operationsOn(head) {
      const operations = await operationsOnHead(deps, caller, head, patch)
      await requireRestorations(deps, head, operations, patch.restores ?? [])
      return operations
    },
    answerKnown: (known, target) => answerSentAgain(deps, caller, target, known, patch),
  })
}

/** A repeated patch gets its first answer, also when it was rebased: the same rebase onto the same head gives the same operations. */
async function answerSentAgain(deps: WorkflowDeps, caller: Caller, target: TaggedWorkflow, known: PatchRow, patch: Submission): Promise<PatchAccepted> {
  const answer = await answerKnownPatch(deps, caller, target, known)
  if (known.baseVersion === undefined) throw idReused()
  const onto = await loadVersion(deps, known.baseVersion)
  const again = await operationsOnHead(deps, caller, onto, { ...patch, rebase: true })
  // Stores keep members in their own order: equality is by value.
  if (!isDeepStrictEqual(again, known.proposal?.operations ?? known.operations)) throw idReused()
  return answer
}
