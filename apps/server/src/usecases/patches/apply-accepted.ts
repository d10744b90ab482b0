import type { RunState } from '@aob/ir/run'
import type { PatchAccepted } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { PatchRow } from '../../ports/document-store.ts'
import { rebindOpenApprovals } from '../approvals/rebind-approvals.ts'
import { expectRecord, waitUntilDrained } from '../drained.ts'
import type { Engine } from '../engine.ts'
import { compactAhead } from './compact-run-head.ts'
import { illegalPatch } from './illegal-patch.ts'
import { notePatch } from './note-patch.ts'
import { type PreparedPatch, preparePatch } from './prepare-patch.ts'

/** A patch in the record as accepted; when it was stored is not asked here. */
export type AcceptedPatch = Omit<PatchRow, 'createdAt'>

/** Judgements repeated because another patch was swapped in first. */
const MAX_ROUNDS = 20

/**
 * The hot swap (D-30): one atomic commit checks that the run is still where the verdict was made, sets IR version + 1
 * and appends `patch.applied`. If the head moved in between, the patch is rebased and judged again;
 * if it has become illegal it ends as `invalid` and is told so on the timeline. 201 follows the drain, which settles the command.
 */
export async function applyAccepted(engine: Engine, patch: AcceptedPatch, first?: PreparedPatch): Promise<PatchAccepted> {
  const { runId } = patch
  if (runId === undefined) throw new DomainError('internal.error', 'Only a run patch can be swapped in.')
  const record = expectRecord(engine, runId)
  try {
    return await swapIn(engine, { ...patch, runId }, record, first)
  } finally {
    record.close()
  }
}

type Expected = ReturnType<typeof expectRecord>

async function swapIn(engine: Engine, patch: AcceptedPatch & { runId: string }, record: Expected, first?: PreparedPatch): Promise<PatchAccepted> {
  const { runId } = patch
  const partition = first?.partition ?? (await partitionOf(engine, runId))
  let prepared = first
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    // Somebody else may be applying the same patch: the approver, its agent, the reconciler. The first swap counts.
    if (await isSwappedIn(engine, patch, partition)) return alreadyApplied(engine, patch, partition)
    prepared ??= await prepareAgain(engine, patch, partition)
    if (!prepared) continue
    const { artifact, operations, anchored, summary, ir, irRef, state } = prepared
    const applied = await engine.commander.apply(
      runId,
      {
        kind: 'apply_patch',
        commandId: patch.patchId,
        patchId: patch.patchId,
        artifactId: artifact.artifactId,
        irRef,
        ir,
        summary,
        actor: patch.actor,
        ...(patch.rationale ? { rationale: patch.rationale } : {}),
      },
      { partition, expect: (current) => current.artifactId === state.artifactId || current.commands[patch.patchId] === true },
    )
    if (applied.kind === 'committed') {
      await Promise.all([rebindOpenApprovals(engine, { runId, workspaceId: patch.workspaceId, partition }), record.recorded(applied.events)])
      await markReverted(engine, patch)
      // Nobody waits for it: the next patch finds it, or does it.
      void compactAhead(engine, artifact, runId)
      return {
        patchId: patch.patchId,
        status: 'applied',
        artifactId: artifact.artifactId,
        irVersion: applied.state.irVersion,
        versionLabel: artifact.versionLabel,
        operations,
      }
    }
    if (applied.kind === 'ignored' && applied.reason === 'duplicate_command') return alreadyApplied(engine, patch, partition)
    if (applied.kind === 'absent')
      throw new DomainError('service.unavailable', "The run's hot state is being rebuilt; the patch is applied after that.", { retryAfterMs: 1000 })
    if (applied.kind === 'moved') {
      prepared = undefined
      continue
    }
    const refusal = applied.kind === 'refused' ? applied.refusal : { code: 'run.terminal' as const, message: 'The run has ended.', rule: 'L1' }
    await giveUp(engine, patch, refusal.code, refusal.message)
    throw illegalPatch(refusal, { anchored })
  }
  throw new DomainError('run.moved', 'Other patches kept arriving first; the patch stays accepted and is applied by the reconciler.')
}

async function partitionOf(engine: Engine, runId: string): Promise<number> {
  const row = await engine.runs.get(runId)
  if (!row) throw new DomainError('resource.not_found', `There is no run ${runId}.`)
  return row.partition
}

async function isSwappedIn(engine: Engine, patch: AcceptedPatch, partition: number): Promise<boolean> {
  const state = await engine.commander.load(patch.runId ?? '', partition)
  return state?.commands[patch.patchId] === true
}

async function prepareAgain(engine: Engine, patch: AcceptedPatch, partition: number): Promise<PreparedPatch | undefined> {
  const { runId, workspaceId, patchId, operations, baseVersion, actor } = patch
  try {
    // Before the head is: a version that others named meanwhile, over a later head, is then not taken for the one that may be replaced.
    const stored = await engine.patches.get(patchId)
    // Accepted means wanted: from here on it follows the head by id.
    const prepared = await preparePatch(engine, {
      runId: runId ?? '',
      partition,
      workspaceId,
      patchId,
      operations,
      ...(baseVersion ? { baseVersion } : {}),
      rebase: true,
      actor,
    })
    // Swapped in since the caller looked: laid over itself it would name a version that never runs.
    if (prepared.state.commands[patchId]) return undefined
    const known = versionOnHead(stored, prepared.state.artifactId)
    if (known) return { ...prepared, artifact: { ...prepared.artifact, artifactId: known } }
    if (await mayBeHeadAgain(engine, prepared.state, stored?.baseVersion)) return undefined
    // Stored before the swap names it: whoever swaps first, its version can be read.
    await engine.documents.addArtifact(prepared.artifact)
    const { artifact, anchored, summary } = prepared
    const change = { artifactId: artifact.artifactId, baseVersion: prepared.state.artifactId, operations: prepared.operations, anchored, summary }
    // Of several processes that prepare it one names the version on record; the others look again.
    const named = await engine.patches.transition(patchId, 'accepted', 'accepted', change, stored?.artifactId)
    return named ? prepared : undefined
  } catch (error) {
    const final = error instanceof DomainError && !error.retryable
    if (final && !(await isSwappedIn(engine, patch, partition))) await giveUp(engine, patch, error.code, error.message)
    throw error
  }
}

/** The version this patch already has over this head: whoever else is swapping it in names the same one. */
function versionOnHead(stored: PatchRow | undefined, head: string): string | undefined {
  return stored?.baseVersion === head ? stored.artifactId : undefined
}

/**
 * Whether the head this patch has a version over is one the run has yet to come to: hot state that fell back behind a swap nobody had
 * recorded comes to it again, and whoever was about to swap this patch in there still can. Its version stays on record until then.
 */
async function mayBeHeadAgain({ documents, patches }: Engine, { commands }: RunState, base: string | undefined): Promise<boolean> {
  const below = base === undefined ? undefined : (await documents.getArtifact(base))?.patchId
  if (below === undefined || commands[below]) return false
  const under = await patches.get(below)
  return under?.status === 'accepted' && under.artifactId === base
}

/** What an applied patch takes back is marked; what that one had taken back is in effect again. Repeating it changes nothing. */
async function markReverted(engine: Engine, { reverts }: Pick<PatchRow, 'reverts'>): Promise<void> {
  if (reverts === undefined || !(await engine.patches.transition(reverts, 'applied', 'reverted'))) return
  const before = (await engine.patches.get(reverts))?.reverts
  if (before !== undefined) await engine.patches.transition(before, 'reverted', 'applied')
}

async function giveUp(engine: Engine, patch: AcceptedPatch, code: string, reason: string): Promise<void> {
  await engine.patches.transition(patch.patchId, 'accepted', 'invalid', { reason, code })
  await engine.commands.settle(patch.patchId, 'refused', `${code}: ${reason}`)
  if (code !== 'run.terminal') await notePatch(engine, patch, 'invalid', { code, reason })
}

/** The answer for whoever brought the patch a second time: like the first, it follows the record, because a swap may be lost until then. */
async function alreadyApplied(engine: Engine, patch: AcceptedPatch, partition: number): Promise<PatchAccepted> {
  const state = await engine.commander.load(patch.runId ?? '', partition)
  if (state) await waitUntilDrained(engine, state.runId, state.seq)
  const stored = (await engine.patches.get(patch.patchId)) ?? patch
  if (stored.status === 'applied') await markReverted(engine, stored)
  if (stored.status !== 'applied')
    throw new DomainError('service.unavailable', 'The patch is accepted and not yet applied; it will be.', { retryAfterMs: 1000 })
  return {
    patchId: patch.patchId,
    status: 'applied',
    operations: stored.operations,
    ...(stored.artifactId ? { artifactId: stored.artifactId } : {}),
    ...(stored.irVersion ? { irVersion: stored.irVersion } : {}),
  }
}
