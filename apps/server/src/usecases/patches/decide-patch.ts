import type { PatchAccepted, PatchRecord } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { PatchRow } from '../../ports/document-store.ts'
import type { Engine } from '../engine.ts'
import { requireRun } from '../runs/read-runs.ts'
import type { Caller } from '../services.ts'
import { notePatch } from './note-patch.ts'
import { patchRecord } from './patch-record.ts'
import { preparePatch } from './prepare-patch.ts'
import { acceptAndApply, notProposed, requirePatch } from './submit-run-patch.ts'

/** Approves a proposal: judged again against the run as it is now, then swapped in. Only people decide. */
export async function approvePatch(engine: Engine, caller: Caller, patchId: string): Promise<PatchAccepted> {
  const patch = await requireProposal(engine, caller, patchId)
  const run = await requireRun(engine, caller, patch.runId ?? '')
  const prepared = await preparePatch(engine, {
    runId: run.runId,
    partition: run.partition,
    workspaceId: run.workspaceId,
    patchId,
    operations: patch.operations,
    ...(patch.baseVersion ? { baseVersion: patch.baseVersion } : {}),
    rebase: true,
    // Judged by the rights of who proposed it, not of who clicks.
    actor: patch.actor,
  })
  return acceptAndApply(engine, patch, prepared, caller.actor)
}

/** Rejects a proposal with a reason; the run goes on without it. */
export async function rejectPatch(engine: Engine, caller: Caller, patchId: string, reason: string): Promise<PatchRecord> {
  if (reason.trim() === '') throw new DomainError('approval.reason_required', undefined, { pointer: '/reason' })
  const patch = await requireProposal(engine, caller, patchId)
  const won = await engine.patches.transition(patchId, 'proposed', 'rejected', { decidedBy: caller.actor, reason })
  if (!won) throw await notProposed(engine, patchId)
  await notePatch(engine, patch, 'rejected', { reason, actor: caller.actor })
  return patchRecord(await requirePatch(engine, patchId))
}

async function requireProposal(engine: Engine, caller: Caller, patchId: string): Promise<PatchRow> {
  const patch = await requirePatch(engine, patchId)
  if (patch.workspaceId !== caller.workspaceId) throw new DomainError('resource.not_found', `There is no patch ${patchId}.`)
  if (caller.actor.kind !== 'human') throw new DomainError('auth.forbidden', 'Only a person may decide on a proposal.')
  if (patch.status !== 'proposed') throw await notProposed(engine, patchId)
  return patch
}
