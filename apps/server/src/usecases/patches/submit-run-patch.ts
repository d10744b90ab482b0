import { isDeepStrictEqual } from 'node:util'
import { reviewModeOf } from '@aob/ir/document'
import type { Actor, Operation, PatchAccepted } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { PatchProposal, PatchRow } from '../../ports/document-store.ts'
import type { RunRow } from '../../ports/run-directory.ts'
import type { Engine } from '../engine.ts'
import { loadVersion } from '../versions.ts'
import { type AcceptedPatch, applyAccepted } from './apply-accepted.ts'
import { notProposedAs } from './not-proposed.ts'
import { notePatch } from './note-patch.ts'
import { type PreparedPatch, preparePatch } from './prepare-patch.ts'

export interface RunPatchInput {
  run: RunRow
  patchId: string
  operations: Operation[]
  baseVersion?: string
  rebase?: boolean
  rationale?: string
  /** The applied patch of this run that it takes back. */
  reverts?: string
  actor: Actor
  /** Answer `accepted` once the patch is in the record; the swap follows (PP-25). */
  respondAsync?: boolean
}

/**
 * One door for every actor: judge, then apply at once or wait for a person, as the workflow's policy says (D-29, D-31).
 * Sending the same patch again answers with what became of it; the same id with other operations is `patch.id_reused`.
 */
export async function submitRunPatch(engine: Engine, input: RunPatchInput): Promise<PatchAccepted> {
  const { runId, partition, workspaceId } = input.run
  let prepared: PreparedPatch
  try {
    refuseTooMany(engine, input.operations)
    prepared = await preparePatch(engine, { runId, partition, workspaceId, ...input })
  } catch (refusal) {
    // Sent again it may fit no longer. What fits meets its first sending when it is stored, so that only here it is asked for.
    const known = await engine.patches.get(input.patchId)
    if (known) return answerKnown(engine, known, input)
    throw refusal
  }
  if (prepared.mode === 'auto') return acceptAtOnce(engine, input, prepared)
  const inserted = await engine.patches.insert(rowFor(input, prepared))
  if (inserted.kind === 'duplicate') return answerKnown(engine, inserted.patch, input)
  return propose(engine, await requirePatch(engine, input.patchId))
}

function refuseTooMany({ limits }: Engine, { length }: readonly Operation[]): void {
  if (length > limits.maxOperations)
    throw new DomainError('limit.operations', `The patch has ${length} operations; the limit is ${limits.maxOperations}.`, { pointer: '/operations' })
}

/** Nobody has to look at it: accepted as it is stored. */
async function acceptAtOnce(engine: Engine, input: RunPatchInput, prepared: PreparedPatch): Promise<PatchAccepted> {
  const { artifact } = prepared
  const patch: Omit<PatchRow, 'createdAt'> = { ...rowFor(input, prepared), artifactId: artifact.artifactId, status: 'accepted' }
  const inserted = await engine.patches.insertAccepted({ patch, artifact, commandId: input.patchId, payload: { patchId: input.patchId } })
  if (inserted.kind === 'duplicate') return answerKnown(engine, inserted.patch, input)
  return input.respondAsync ? follow(engine, patch, prepared) : applyAccepted(engine, patch, prepared)
}

/** What the workflow's policy makes of a stored proposal; repeating it for one that a crash left behind is harmless. */
async function proceed(engine: Engine, patch: PatchRow, prepared: PreparedPatch, input: RunPatchInput): Promise<PatchAccepted> {
  if (prepared.mode === 'review') return propose(engine, patch)
  if (input.respondAsync) return acceptAndFollow(engine, patch, prepared)
  return acceptAndApply(engine, patch, prepared)
}

/** Accepts in the record and answers; whoever asks later finds it applied, or invalid with the reason. */
async function acceptAndFollow(engine: Engine, patch: PatchRow, prepared: PreparedPatch): Promise<PatchAccepted> {
  return follow(engine, await acceptProposal(engine, patch, prepared), prepared)
}

function follow(engine: Engine, accepted: AcceptedPatch, prepared: PreparedPatch): PatchAccepted {
  applyAccepted(engine, accepted, prepared).catch((error: unknown) => {
    // A refusal is recorded with the patch; anything else is tried again by the reconciler.
    engine.logger.warn({ err: error, runId: accepted.runId, patchId: accepted.patchId }, 'an accepted patch was not swapped in at once')
  })
  return { patchId: accepted.patchId, status: 'accepted', operations: prepared.operations }
}

/** Who accepted, and what had been proposed when it is a part. */
export interface Decision {
  decidedBy?: Actor
  proposal?: PatchProposal
}

/** Accepts a proposal in the record, then swaps it in. Throws `patch.not_proposed` when another decision won. */
export async function acceptAndApply(engine: Engine, patch: PatchRow, prepared: PreparedPatch, decision: Decision = {}): Promise<PatchAccepted> {
  return applyAccepted(engine, await acceptProposal(engine, patch, prepared, decision), prepared)
}

async function acceptProposal(engine: Engine, patch: PatchRow, prepared: PreparedPatch, { decidedBy, proposal }: Decision = {}): Promise<PatchRow> {
  const { artifact, operations, anchored, summary } = prepared
  const accepted = await engine.patches.accept(patch.patchId, {
    ...(decidedBy ? { decidedBy } : {}),
    artifact,
    // A compacted base may lie between; the patch is written against the head.
    baseVersion: prepared.state.artifactId,
    operations,
    anchored,
    summary,
    ...(proposal ? { proposal } : {}),
    commandId: patch.patchId,
    payload: { patchId: patch.patchId },
  })
  if (!accepted) throw await notProposed(engine, patch.patchId)
  return { ...patch, status: 'accepted', operations, anchored, summary, artifactId: artifact.artifactId, baseVersion: prepared.state.artifactId }
}

export async function requirePatch(engine: Engine, patchId: string): Promise<PatchRow> {
  const patch = await engine.patches.get(patchId)
  if (!patch) throw new DomainError('resource.not_found', `There is no patch ${patchId}.`)
  return patch
}

export async function notProposed(engine: Engine, patchId: string): Promise<DomainError> {
  return notProposedAs(await requirePatch(engine, patchId))
}

function rowFor(input: RunPatchInput, prepared: PreparedPatch): Omit<PatchRow, 'createdAt'> {
  return {
    patchId: input.patchId,
    workspaceId: input.run.workspaceId,
    scope: 'run',
    runId: input.run.runId,
    ...(input.run.workflowId ? { workflowId: input.run.workflowId } : {}),
    workflowName: input.run.workflowName,
    operations: prepared.operations,
    anchored: prepared.anchored,
    summary: prepared.summary,
    baseVersion: prepared.state.artifactId,
    actor: input.actor,
    ...(input.rationale ? { rationale: input.rationale } : {}),
    ...(input.reverts ? { reverts: input.reverts } : {}),
    status: 'proposed',
  }
}

/** Stores keep members in their own order: operations are compared by value. */
async function answerKnown(engine: Engine, known: PatchRow, input: RunPatchInput): Promise<PatchAccepted> {
  if (known.runId !== input.run.runId || !sameActor(known.actor, input.actor))
    throw new DomainError('patch.id_reused', 'That patchId belongs to another patch.', { pointer: '/patchId' })
  if ((input.baseVersion === undefined || known.baseVersion === input.baseVersion) && !isDeepStrictEqual(known.operations, input.operations))
    throw new DomainError('patch.id_reused', undefined, { pointer: '/patchId' })
  if (known.status === 'accepted') return applyAccepted(engine, known)
  if (known.status === 'proposed') return proceedAgain(engine, known, input)
  if (known.status === 'rejected')
    throw new DomainError('patch.not_proposed', `The patch was rejected: ${known.reason ?? 'no reason was given'}.`, { extra: { status: known.status } })
  if (known.status === 'invalid') throw new DomainError('patch.illegal', known.reason, { extra: { status: known.status } })
  return {
    patchId: known.patchId,
    status: 'applied',
    operations: known.operations,
    ...(known.artifactId ? { artifactId: known.artifactId } : {}),
    ...(known.irVersion ? { irVersion: known.irVersion } : {}),
  }
}

/** It waits for a person, or the process died before the policy was followed. Only the latter is judged again. */
async function proceedAgain(engine: Engine, known: PatchRow, input: RunPatchInput): Promise<PatchAccepted> {
  const { runId, partition, workspaceId, headArtifactId } = input.run
  const { workflow } = await loadVersion(engine, headArtifactId)
  if (reviewModeOf(workflow.settings, input.actor, known.anchored) === 'review') return propose(engine, known)
  const { patchId, operations, baseVersion, actor } = known
  const prepared = await preparePatch(engine, {
    runId,
    partition,
    workspaceId,
    patchId,
    operations,
    ...(baseVersion ? { baseVersion } : {}),
    rebase: true,
    actor,
  })
  return proceed(engine, known, prepared, input)
}

async function propose(engine: Engine, patch: PatchRow): Promise<PatchAccepted> {
  await notePatch(engine, patch, 'proposed')
  return { patchId: patch.patchId, status: 'proposed', operations: patch.operations }
}

function sameActor(left: Actor, right: Actor): boolean {
  return left.kind === right.kind && left.id === right.id
}
