import type { Actor, Operation } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { ArtifactRow, NewArtifact, PatchRow } from '../../ports/document-store.ts'
import type { PatchedVersion } from '../patched-version.ts'

/** A published patch with the version it made, and the hash of the document it was written for. */
export interface StackedPatch {
  artifact: ArtifactRow
  patch: PatchRow
  over: string
}

/** One place in an arrangement: a patch, or several that become one. */
export interface StackEntryRows {
  made: readonly StackedPatch[]
  rationale?: string
}

export interface RestackedPatch {
  artifact: NewArtifact
  patch: Omit<PatchRow, 'createdAt'>
}

const MAX_RATIONALE = 8000

interface NewPlace {
  artifact: NewArtifact
  operations: Operation[]
  version: Pick<PatchedVersion, 'anchored' | 'summary'>
  /** What the patches below became; undefined for one that is now part of another. Noted here for the ones above. */
  newIds: Map<string, string | undefined>
  actor: Actor
}

/** The row of a patch in its new place: written by who wrote it, and naming what it stands for. */
export function restackedRow({ made, rationale }: StackEntryRows, { artifact, operations, version, newIds, actor }: NewPlace): Omit<PatchRow, 'createdAt'> {
  const [first] = made
  if (!first) throw new Error('An arrangement has no empty places.')
  const patchId = artifact.patchId ?? ''
  for (const { patch } of made) newIds.set(patch.patchId, made.length === 1 ? patchId : undefined)
  const { workspaceId, workflowId, workflowName, tag, scope } = first.patch
  const why = made.length === 1 ? first.patch.rationale : (rationale ?? rationalesOf(made))
  return {
    patchId,
    workspaceId,
    scope,
    ...(workflowId === undefined ? {} : { workflowId }),
    ...(workflowName === undefined ? {} : { workflowName }),
    ...(tag === undefined ? {} : { tag }),
    seq: artifact.depth,
    operations,
    anchored: version.anchored,
    summary: version.summary,
    ...(artifact.parentId === undefined ? {} : { baseVersion: artifact.parentId }),
    artifactId: artifact.artifactId,
    actor: authorOf(made) ?? actor,
    ...(why ? { rationale: why } : {}),
    standsFor: made.flatMap(({ patch }) => [patch.patchId, ...(patch.standsFor ?? [])]),
    ...(made.length === 1 ? decisionOf(first.patch, newIds) : { status: 'applied' }),
  }
}

/** What has been decided about a single patch goes with it. */
function decisionOf(
  { status, decidedAt, decidedBy, reverts }: PatchRow,
  newIds: NewPlace['newIds'],
): Pick<PatchRow, 'status' | 'decidedAt' | 'decidedBy' | 'reverts'> {
  const now = reverts !== undefined && newIds.has(reverts) ? newIds.get(reverts) : reverts
  return {
    status,
    ...(decidedAt === undefined ? {} : { decidedAt }),
    ...(decidedBy === undefined ? {} : { decidedBy }),
    ...(now === undefined ? {} : { reverts: now }),
  }
}

function authorOf(made: readonly StackedPatch[]): Actor | undefined {
  const [first, ...others] = made.map(({ patch }) => patch.actor)
  return first && others.every(({ kind, id }) => kind === first.kind && id === first.id) ? first : undefined
}

function rationalesOf(made: readonly StackedPatch[]): string {
  return [...new Set(made.flatMap(({ patch }) => patch.rationale ?? []))].join('; ').slice(0, MAX_RATIONALE)
}

/** The version that a merge among the patches brought in: a later merge is made over it. */
export function mergedBy({ made }: StackEntryRows): string | undefined {
  const [merged, another] = made.flatMap(({ artifact }) => artifact.mergedId ?? [])
  if (another !== undefined) throw new DomainError('request.invalid', 'Two merges cannot become one patch.', { pointer: '/stack' })
  return merged
}

/** What a version in the new arrangement is refused for, with the patches that would make it. */
export async function sayWhichPatch<T>({ made }: StackEntryRows, make: () => Promise<T>): Promise<T> {
  try {
    return await make()
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const extra = { ...error.detail.extra, patchIds: made.map(({ patch }) => patch.patchId) }
    throw new DomainError(error.code, `In this order a version on the way would not be valid: ${error.message}`, { ...error.detail, extra })
  }
}
