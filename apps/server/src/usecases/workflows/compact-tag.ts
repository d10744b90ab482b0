import type { Actor } from '@aob/schemas'
import type { ArtifactRow, NewArtifact } from '../../ports/document-store.ts'
import { type LoadedVersion, loadVersion } from '../versions.ts'
import { compactedBase } from './compacted-base.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

export type CompactionDeps = Pick<WorkflowDeps, 'documents' | 'tags' | 'blobs' | 'materializer' | 'ids' | 'fanout' | 'limits' | 'logger' | 'metrics'>

const COMPACTION: Actor = { kind: 'system', id: 'compaction', name: 'Compaction' }

export interface CompactionTarget {
  workflow: { workflowId: string; workspaceId: string; name: string }
  tag: { tag: string }
}

/**
 * Gives a tag a new base with the very bytes of its head (VC-16): made as `compactedBase` says, then base and tag move in one transaction.
 * Whatever ends it before that leaves the tag as it was; whoever comes next does it anew. Patches and versions stay where they are, before
 * the new base. Undefined when the tag moved meanwhile. Throws `cas.integrity` when base and patches do not give the head.
 */
export async function compactTag(deps: CompactionDeps, { workflow, tag }: CompactionTarget, artifact: ArtifactRow): Promise<NewArtifact | undefined> {
  const { base, patches, older } = await compactedBase(deps, artifact, workflow.name)
  const moved = await deps.tags.move({
    workflowId: workflow.workflowId,
    tag: tag.tag,
    expected: artifact.artifactId,
    to: base.artifactId,
    kind: 'compact',
    actor: COMPACTION,
    reason: older ? `${base.versionLabel} is written in the present form of documents` : `${patches} patches became ${base.versionLabel}`,
    artifact: base,
  })
  deps.metrics.compactions.inc({ result: moved.kind })
  if (moved.kind === 'stale') return undefined
  deps.fanout.publishNotice(workflow.workspaceId, { kind: 'workflow', workflowName: workflow.name })
  return base
}

/**
 * The head a patch may be laid over: where the background has fallen behind so far that the chain would grow beyond threshold + 1,
 * whoever publishes compacts first (VC-18); so does whoever publishes on a head that is stored in an older form.
 */
export async function compactBeforePublish(deps: CompactionDeps, target: CompactionTarget, head: LoadedVersion): Promise<LoadedVersion> {
  const lags = head.artifact.depth > deps.limits.compactAfterPatches
  if (!lags && !head.older) return head
  if (lags) deps.logger.warn({ workflow: target.workflow.name, tag: target.tag.tag, depth: head.artifact.depth }, 'compaction lags; the publisher does it')
  // Stale: somebody else moved the tag, and the publish finds that out by itself.
  const compacted = await compactTag(deps, target, head.artifact)
  return compacted ? loadVersion(deps, compacted.artifactId) : head
}
