import type { Actor } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { ArtifactRow, NewArtifact } from '../../ports/document-store.ts'
import { type LoadedVersion, loadVersion, presentForm, readBytes } from '../versions.ts'
import { requireArtifact } from './read-workflows.ts'
import { labelOfCompacted } from './version-label.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

export type CompactionDeps = Pick<WorkflowDeps, 'documents' | 'tags' | 'blobs' | 'materializer' | 'ids' | 'fanout' | 'limits' | 'logger' | 'metrics'>

const COMPACTION: Actor = { kind: 'system', id: 'compaction', name: 'Compaction' }

export interface CompactionTarget {
  workflow: { workflowId: string; workspaceId: string; name: string }
  tag: { tag: string }
}

/**
 * Gives a tag a new base with the very bytes of its head (VC-16). Steps: read the chain, materialize it from the stored base, compare with the
 * hash of the head, store the bytes, then base and tag move in one transaction. Whatever ends it before the last step leaves the tag as it was and
 * at most bytes that nobody names; whoever comes next does it anew. Of a head in an older form the base is in the present one: patches
 * are laid over documents as they are written now. Patches and versions stay where they are, before the new base.
 * Undefined when the tag moved meanwhile. Throws `cas.integrity` when base and patches do not give the head.
 */
export async function compactTag(deps: CompactionDeps, { workflow, tag }: CompactionTarget, artifact: ArtifactRow): Promise<NewArtifact | undefined> {
  const [base, chain] = await Promise.all([
    requireArtifact(deps.documents, artifact.baseId ?? artifact.artifactId).then((row) => readBytes(deps, row)),
    deps.documents.chain(artifact.artifactId),
  ])
  const bytes = deps.materializer.version(
    base,
    chain.map(({ patch }) => patch.operations),
  )
  const casId = await deps.blobs.put(bytes)
  if (casId !== artifact.casId) {
    throw new DomainError('cas.integrity', `Base and patches of ${workflow.name} ${artifact.versionLabel} give ${casId}, not ${artifact.casId}.`)
  }
  const present = presentForm(deps, bytes)
  const compacted: NewArtifact = {
    artifactId: deps.ids.next(),
    workspaceId: workflow.workspaceId,
    kind: 'dag_version',
    casId: present.older ? await deps.blobs.put(present.bytes) : casId,
    parentId: artifact.artifactId,
    depth: 0,
    versionLabel: labelOfCompacted(artifact.versionLabel),
    nodeCount: artifact.nodeCount,
    agentCount: artifact.agentCount,
  }
  const moved = await deps.tags.move({
    workflowId: workflow.workflowId,
    tag: tag.tag,
    expected: artifact.artifactId,
    to: compacted.artifactId,
    kind: 'compact',
    actor: COMPACTION,
    reason: present.older
      ? `${compacted.versionLabel} is written in the present form of documents`
      : `${chain.length} patches became ${compacted.versionLabel}`,
    artifact: compacted,
  })
  deps.metrics.compactions.inc({ result: moved.kind })
  if (moved.kind === 'stale') return undefined
  deps.fanout.publishNotice(workflow.workspaceId, { kind: 'workflow', workflowName: workflow.name })
  return compacted
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
