import { anchor, needsBase, rebaseOperations } from '@aob/ir/document'
import type { Operation } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { PatchRow } from '../../ports/document-store.ts'
import type { Caller } from '../services.ts'
import { type LoadedVersion, loadVersion } from '../versions.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

type HeadDeps = Pick<WorkflowDeps, 'documents' | 'blobs' | 'materializer'>

export interface SentOperations {
  operations: Operation[]
  baseVersion?: string
  rebase?: boolean
}

/**
 * The operations in the coordinates of `head`: as sent, or rebased by id when asked (D-26, D-29).
 * Throws `patch.base_required`, `patch.base_moved` with the missing patches, `patch.conflict` with both sides.
 */
export async function operationsOnHead(deps: HeadDeps, caller: Caller, head: LoadedVersion, sent: SentOperations): Promise<Operation[]> {
  const { operations, baseVersion } = sent
  const headId = head.artifact.artifactId
  if (baseVersion === undefined) {
    if (!needsBase(operations)) return operations
    throw new DomainError('patch.base_required', undefined, { pointer: '/baseVersion', extra: { head: headId } })
  }
  // A compacted head is, byte for byte, the version it was compacted from.
  if (baseVersion === headId || (head.artifact.kind === 'dag_version' && baseVersion === head.artifact.parentId)) return operations
  const base = await loadBase(deps, caller, baseVersion)
  if (!sent.rebase) throw await baseMoved(deps, head, baseVersion)
  const rebased = rebaseOperations(anchor(base.workflow, operations), head.workflow)
  if (rebased.kind === 'ok') return rebased.operations
  throw new DomainError('patch.conflict', 'The patch touches what newer patches have changed.', {
    pointer: '/operations',
    extra: { head: headId, conflict: rebased.conflicts },
  })
}

async function loadBase(deps: HeadDeps, caller: Caller, baseVersion: string): Promise<LoadedVersion> {
  const artifact = await deps.documents.getArtifact(baseVersion)
  if (artifact?.workspaceId !== caller.workspaceId) {
    throw new DomainError('resource.not_found', `There is no version ${baseVersion}.`, { pointer: '/baseVersion' })
  }
  return loadVersion(deps, baseVersion)
}

/** That the head is another one than the caller's, with what happened in between. */
export async function baseMoved(deps: Pick<HeadDeps, 'documents'>, head: Pick<LoadedVersion, 'artifact'>, baseVersion: string): Promise<DomainError> {
  const { artifactId, versionLabel } = head.artifact
  const missing = await deps.documents.patchesBetween(baseVersion, artifactId)
  return new DomainError('patch.base_moved', `The head is ${versionLabel} (${artifactId}), not ${baseVersion}.`, {
    pointer: '/baseVersion',
    extra: { head: artifactId, versionLabel, missing: (missing ?? []).map(missingPatch) },
  })
}

function missingPatch({ patchId, operations, actor, rationale, createdAt, artifactId }: PatchRow): Record<string, unknown> {
  return { patchId, operations, actor, rationale, createdAt: createdAt.toISOString(), artifactId }
}
