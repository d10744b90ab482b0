import { changesOfHunks, hunkClosure, hunksOf, rebaseOperations, revertOperations } from '@aob/ir/document'
import type { AnchoredChange, Operation, PatchAccepted, PatchRecord } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { PatchProposal, PatchRow } from '../../ports/document-store.ts'
import { notProposedAs } from '../patches/not-proposed.ts'
import { patchRecord } from '../patches/patch-record.ts'
import type { Caller } from '../services.ts'
import type { LoadedVersion } from '../versions.ts'
import { answerKnownPatch } from './answer-known-patch.ts'
import { findTagged } from './find-workflow.ts'
import { publishOnTag, type TagChange } from './publish-on-tag.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

/** Decisions about patches of tags; those about patches of runs stand beside the runs. */
export interface TagPatches {
  approve(caller: Caller, patch: PatchRow, input: { hunks?: readonly number[] }): Promise<PatchAccepted>
  reject(caller: Caller, patch: PatchRow, reason: string): Promise<PatchRecord>
  revert(caller: Caller, patch: PatchRow, input: { patchId?: string; tag?: string; reason?: string }): Promise<PatchAccepted>
}

export function createTagPatches(deps: WorkflowDeps): TagPatches {
  return {
    approve: (caller, patch, input) => approveOnTag(deps, caller, patch, input),
    async reject(caller, patch, reason) {
      const won = await deps.patches.transition(patch.patchId, 'proposed', 'rejected', { decidedBy: caller.actor, reason })
      const now = (await deps.patches.get(patch.patchId)) ?? patch
      if (!won) throw notProposedAs(now)
      deps.fanout.publishNotice(caller.workspaceId, { kind: 'patch', patchId: patch.patchId, status: 'rejected', ...named(patch) })
      return patchRecord(now)
    },
    revert: (caller, patch, input) => revertOnTag(deps, caller, patch, input),
  }
}

/** Publishes a proposal, or the chosen part of it, on the tag as it is now. */
async function approveOnTag(deps: WorkflowDeps, caller: Caller, patch: PatchRow, { hunks }: { hunks?: readonly number[] }): Promise<PatchAccepted> {
  const chosen = chosenPart(patch, hunks)
  return publishOnTag(deps, caller, {
    name: patch.workflowName ?? '',
    tag: patch.tag ?? 'main',
    patchId: patch.patchId,
    author: patch.actor,
    ...(patch.rationale === undefined ? {} : { rationale: patch.rationale }),
    ...(patch.reverts === undefined ? {} : { reverts: patch.reverts }),
    ...(patch.restores === undefined ? {} : { restores: patch.restores }),
    ...(patch.mergedId === undefined ? {} : mergedAs(patch.mergedId, chosen.proposal !== undefined)),
    approved: chosen.proposal ? { proposal: chosen.proposal } : {},
    operationsOn: async (head) => carriedOver(chosen.changes, head),
    answerKnown: async (known) => {
      throw notProposedAs(known)
    },
  })
}

/** A merge stays one; of which a part was taken, what is left may still be merged. */
function mergedAs(mergedId: string, isPart: boolean): Pick<TagChange, 'kind' | 'mergedId' | 'bringsBack'> {
  return isPart ? { bringsBack: true } : { kind: 'merge', mergedId, bringsBack: true }
}

/**
 * The changes of the chosen hunks; all when none are named. Throws `patch.hunks_open` with the closed choice when one of them needs
 * another: a person decides about that one too.
 */
export function chosenPart(patch: PatchRow, chosen: readonly number[] | undefined): { changes: AnchoredChange[]; proposal?: PatchProposal } {
  if (chosen === undefined) return { changes: patch.anchored }
  const hunks = hunksOf(patch.anchored)
  const unknown = chosen.find((index) => hunks[index] === undefined)
  if (unknown !== undefined)
    throw new DomainError('request.invalid', `The patch has ${hunks.length} hunks; there is no hunk ${unknown}.`, { pointer: '/hunks' })
  const closed = hunkClosure(hunks, chosen)
  const missing = closed.filter((index) => !chosen.includes(index))
  if (missing.length > 0) {
    throw new DomainError('patch.hunks_open', `The chosen hunks need ${missing.join(', ')} as well.`, { pointer: '/hunks', extra: { missing, hunks: closed } })
  }
  if (closed.length === 0) throw new DomainError('request.invalid', 'Choose at least one hunk, or reject the patch.', { pointer: '/hunks' })
  if (closed.length === hunks.length) return { changes: patch.anchored }
  const { operations, anchored } = patch
  return { changes: changesOfHunks(hunks, closed), proposal: { operations, anchored, hunks: closed } }
}

/** The inverse of a published patch as a patch of its own; history keeps both (VC-21). */
async function revertOnTag(
  deps: WorkflowDeps,
  caller: Caller,
  patch: PatchRow,
  input: { patchId?: string; tag?: string; reason?: string },
): Promise<PatchAccepted> {
  const [name, tag] = [patch.workflowName ?? '', input.tag ?? patch.tag ?? 'main']
  if (patch.status !== 'applied' && patch.status !== 'reverted') throw new DomainError('patch.not_applied', `The patch is ${patch.status}.`)
  await requireInHistory(deps, caller, name, tag, patch)
  return publishOnTag(deps, caller, {
    name,
    tag,
    patchId: input.patchId ?? deps.ids.next(),
    rationale: input.reason ?? `Revert ${patch.rationale === undefined ? patch.patchId : `“${patch.rationale}”`}`,
    reverts: patch.patchId,
    operationsOn: async (head) => resolved(revertOperations(patch.anchored, head.workflow), head),
    answerKnown: (known, target) => answerKnownPatch(deps, caller, target, known),
  })
}

/** How far back a patch may lie to be reverted by name. */
const MAX_LINEAGE = 100_000

async function requireInHistory(deps: WorkflowDeps, caller: Caller, name: string, tag: string, patch: PatchRow): Promise<void> {
  const found = await findTagged(deps.documents, caller, name, tag)
  const lineage = await deps.tags.lineage(found.tag.artifactId, MAX_LINEAGE)
  if (lineage.some(({ patchId }) => patchId === patch.patchId)) return
  throw new DomainError('patch.not_applied', `The patch is not part of what ${name}@${tag} points to.`, { pointer: '/patchId' })
}

function carriedOver(changes: readonly AnchoredChange[], head: LoadedVersion): Operation[] {
  return resolved(rebaseOperations(changes, head.workflow), head)
}

function resolved(result: ReturnType<typeof rebaseOperations>, head: LoadedVersion): Operation[] {
  if (result.kind === 'ok') return result.operations
  throw new DomainError('patch.conflict', 'Newer patches have changed the same places.', {
    extra: { head: head.artifact.artifactId, conflict: result.conflicts },
  })
}

const named = ({ workflowName }: PatchRow) => (workflowName === undefined ? {} : { workflowName })
