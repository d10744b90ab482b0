import { rebaseOperations, revertOperations } from '@aob/ir/document'
import type { AnchoredChange, Operation, PatchAccepted, PatchRecord, RevertPatch } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { PatchRow } from '../../ports/document-store.ts'
import type { Engine } from '../engine.ts'
import { requireRun } from '../runs/read-runs.ts'
import type { Caller } from '../services.ts'
import { loadVersion } from '../versions.ts'
import { chosenPart, type TagPatches } from '../workflows/tag-patches.ts'
import { notePatch } from './note-patch.ts'
import { patchRecord } from './patch-record.ts'
import { preparePatch } from './prepare-patch.ts'
import { acceptAndApply, notProposed, requirePatch, submitRunPatch } from './submit-run-patch.ts'

export interface DecideDeps {
  engine: Engine
  tagPatches: TagPatches
}

/** Approves a proposal: judged again against the run as it is now, then swapped in. Only people decide. */
export async function approvePatch(deps: DecideDeps, caller: Caller, patchId: string, input: { hunks?: readonly number[] } = {}): Promise<PatchAccepted> {
  const { engine } = deps
  const patch = await requireProposal(engine, caller, patchId)
  if (patch.scope === 'tag') return deps.tagPatches.approve(caller, patch, input)
  const part = chosenPart(patch, input.hunks)
  const run = await requireRun(engine, caller, patch.runId ?? '')
  const prepared = await preparePatch(engine, {
    runId: run.runId,
    partition: run.partition,
    workspaceId: run.workspaceId,
    patchId,
    operations: part.proposal ? await partialOperations(engine, patch, part.changes) : patch.operations,
    ...(patch.baseVersion ? { baseVersion: patch.baseVersion } : {}),
    rebase: true,
    // Judged by the rights of who proposed it, not of who clicks.
    actor: patch.actor,
  })
  return acceptAndApply(engine, patch, prepared, { decidedBy: caller.actor, ...(part.proposal ? { proposal: part.proposal } : {}) })
}

/** The chosen changes as operations on the version the patch was written against. */
async function partialOperations(engine: Engine, patch: PatchRow, changes: readonly AnchoredChange[]): Promise<Operation[]> {
  const base = await loadVersion(engine, patch.baseVersion ?? '')
  const part = rebaseOperations(changes, base.workflow)
  if (part.kind === 'ok') return part.operations
  throw new DomainError('patch.conflict', 'The chosen part does not stand alone.', { extra: { conflict: part.conflicts } })
}

/** Takes an applied patch back by a patch of its own, as far as the run has not lived by it yet (VC-21). */
export async function revertPatch(deps: DecideDeps, caller: Caller, patchId: string, input: RevertPatch): Promise<PatchAccepted> {
  const { engine } = deps
  const patch = await requireOwnPatch(engine, caller, patchId)
  const { revertId, ...rest } = input
  const own = revertId === undefined ? {} : { patchId: revertId }
  if (patch.scope === 'tag') return deps.tagPatches.revert(caller, patch, { ...own, ...rest })
  if (patch.status !== 'applied' && patch.status !== 'reverted') throw new DomainError('patch.not_applied', `The patch is ${patch.status}.`)
  const run = await requireRun(engine, caller, patch.runId ?? '')
  const head = await loadVersion(engine, run.headArtifactId)
  const reverted = revertOperations(patch.anchored, head.workflow)
  if (reverted.kind === 'conflict')
    throw new DomainError('patch.conflict', 'Newer patches have changed the same places.', {
      extra: { head: run.headArtifactId, conflict: reverted.conflicts },
    })
  if (reverted.operations.length === 0) throw new DomainError('patch.no_effect')
  return submitRunPatch(engine, {
    run,
    patchId: revertId ?? engine.ids.next(),
    operations: reverted.operations,
    baseVersion: run.headArtifactId,
    rebase: true,
    rationale: input.reason ?? `Revert ${patch.rationale === undefined ? patch.patchId : `“${patch.rationale}”`}`,
    reverts: patch.patchId,
    actor: caller.actor,
  })
}

/** Rejects a proposal with a reason; the run goes on without it. */
export async function rejectPatch(deps: DecideDeps, caller: Caller, patchId: string, reason: string): Promise<PatchRecord> {
  const { engine } = deps
  if (reason.trim() === '') throw new DomainError('approval.reason_required', undefined, { pointer: '/reason' })
  const patch = await requireProposal(engine, caller, patchId)
  if (patch.scope === 'tag') return deps.tagPatches.reject(caller, patch, reason)
  const won = await engine.patches.transition(patchId, 'proposed', 'rejected', { decidedBy: caller.actor, reason })
  if (!won) throw await notProposed(engine, patchId)
  await notePatch(engine, patch, 'rejected', { reason, actor: caller.actor })
  return patchRecord(await requirePatch(engine, patchId))
}

async function requireProposal(engine: Engine, caller: Caller, patchId: string): Promise<PatchRow> {
  const patch = await requireOwnPatch(engine, caller, patchId)
  if (caller.actor.kind !== 'human') throw new DomainError('auth.forbidden', 'Only a person may decide on a proposal.')
  if (patch.status !== 'proposed') throw await notProposed(engine, patchId)
  return patch
}

async function requireOwnPatch(engine: Engine, caller: Caller, patchId: string): Promise<PatchRow> {
  const patch = await requirePatch(engine, patchId)
  if (patch.workspaceId !== caller.workspaceId) throw new DomainError('resource.not_found', `There is no patch ${patchId}.`)
  return patch
}
