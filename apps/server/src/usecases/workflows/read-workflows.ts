import type { ChainPatch, RunStatus, TagHead, WorkflowDetail, WorkflowSummary } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { ArtifactRow, DocumentStore, TagRow } from '../../ports/document-store.ts'
import type { Caller, VersionBytes } from '../services.ts'
import { loadVersion, versionBytes } from '../versions.ts'
import { findTagged, findWorkflow } from './find-workflow.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

export async function listWorkflows({ documents }: WorkflowDeps, caller: Caller): Promise<WorkflowSummary[]> {
  const rows = await documents.listWorkflows(caller.workspaceId)
  return rows.map(({ workflowId, name, description, archived, head, tag, recentRuns, createdBy, updatedAt }) => {
    // The store projects run rows, whose status is one of the schema's.
    const runs = recentRuns.map((run) => ({ ...run, status: run.status as RunStatus, startedAt: run.startedAt.toISOString() }))
    return {
      workflowId,
      name,
      ...(description === undefined ? {} : { description }),
      tag,
      artifactId: head.artifactId,
      versionLabel: head.versionLabel,
      updatedAt: updatedAt.toISOString(),
      nodeCount: head.nodeCount,
      agentCount: head.agentCount,
      archived,
      ...(runs[0] ? { lastRun: runs[0] } : {}),
      recentRuns: runs,
      createdBy,
    }
  })
}

export async function getWorkflow(deps: WorkflowDeps, caller: Caller, name: string): Promise<WorkflowDetail> {
  const { workflowId, description, archived, tags } = await findWorkflow(deps.documents, caller, name)
  const heads = await Promise.all(tags.map((tag) => tagHead(deps, tag)))
  return { workflowId, name, ...(description === undefined ? {} : { description }), archived, tags: heads }
}

export async function tagHead({ documents, limits }: Pick<WorkflowDeps, 'documents' | 'limits'>, { tag, artifactId, updatedAt }: TagRow): Promise<TagHead> {
  const { casId, versionLabel, depth } = await requireArtifact(documents, artifactId)
  // One patch beyond the threshold is still to be folded in; from then on whoever publishes waits for it.
  const lagging = depth > limits.compactAfterPatches
  return { tag, artifactId, casId, versionLabel, updatedAt: updatedAt.toISOString(), patchesSinceBase: depth, ...(lagging ? { compactionLags: true } : {}) }
}

/** The immutable bytes at the root of the chain of the tag's head, or of an earlier version. */
export async function tagBase(deps: WorkflowDeps, caller: Caller, name: string, tag: string, artifactId?: string): Promise<VersionBytes> {
  const head = await versionOf(deps.documents, caller, { name, tag, artifactId })
  return versionBytes(await loadVersion(deps, head.baseId ?? head.artifactId))
}

/** What leads from the base to the head, or to an earlier version, oldest first. */
export async function tagPatches(
  { documents }: WorkflowDeps,
  caller: Caller,
  name: string,
  tag: string,
  artifactId?: string,
): Promise<{ head: string; versionLabel: string; patches: ChainPatch[] }> {
  const head = await versionOf(documents, caller, { name, tag, artifactId })
  const links = await documents.chain(head.artifactId)
  const patches = links.map(
    ({ artifact, patch }): ChainPatch => ({
      seq: artifact.depth,
      patchId: patch.patchId,
      operations: patch.operations,
      actor: patch.actor,
      ...(patch.rationale === undefined ? {} : { rationale: patch.rationale }),
      createdAt: patch.createdAt.toISOString(),
      artifactId: artifact.artifactId,
      versionLabel: artifact.versionLabel,
    }),
  )
  return { head: head.artifactId, versionLabel: head.versionLabel, patches }
}

async function versionOf(
  documents: DocumentStore,
  caller: Caller,
  { name, tag, artifactId }: { name: string; tag: string; artifactId?: string | undefined },
): Promise<ArtifactRow> {
  const found = await findTagged(documents, caller, name, tag)
  if (artifactId === undefined) return requireArtifact(documents, found.tag.artifactId)
  const artifact = await documents.getArtifact(artifactId)
  if (artifact?.workspaceId !== caller.workspaceId) throw new DomainError('resource.not_found', `There is no version ${artifactId}.`)
  return artifact
}

/** A tag that names no version is a broken promise of the store. */
export async function requireArtifact(documents: DocumentStore, artifactId: string): Promise<ArtifactRow> {
  const artifact = await documents.getArtifact(artifactId)
  if (!artifact) throw new DomainError('internal.error', undefined, { cause: new Error(`Version ${artifactId} is missing.`) })
  return artifact
}
