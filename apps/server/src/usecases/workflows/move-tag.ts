import type { TagMoved } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { ArtifactRow } from '../../ports/document-store.ts'
import type { Caller } from '../services.ts'
import { loadVersion, resolveRef } from '../versions.ts'
import { callersOverLimit } from './callers-over-limit.ts'
import { requireArtifact } from './read-workflows.ts'
import { stepTarget, tagTrail } from './tag-history.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

/**
 * Moves `name@tag`, or a bare tag, one version back or forth. Every move is a record of its own (VC-12).
 * Throws `tag.at_end`, `tag.ambiguous`, `resource.not_found`, `workflow.archived`.
 */
export async function moveTag(deps: WorkflowDeps, caller: Caller, ref: string, kind: 'undo' | 'redo', reason?: string): Promise<TagMoved> {
  const { workflow, tag, artifactId } = await resolve(deps, caller, ref)
  const head = await requireArtifact(deps.documents, artifactId)
  const to = stepTarget(tagTrail(await deps.tags.moves(workflow.workflowId, tag)), kind)
  if (to === undefined) throw atEnd(head, kind)
  return move(deps, caller, { ...workflow, tag, expected: artifactId, to, kind, reason })
}

/** Makes any version of the workflow the head again, with a record that says so; undo leads back to where the tag was. */
export async function restoreVersion(deps: WorkflowDeps, caller: Caller, ref: string, artifactId: string, reason?: string): Promise<TagMoved> {
  const { workflow, tag, artifactId: head } = await resolve(deps, caller, ref)
  await requireVersionOf(deps, caller, workflow.workflowId, artifactId)
  if (artifactId === head) throw new DomainError('tag.at_end', 'That version is the head already.')
  return move(deps, caller, { ...workflow, tag, expected: head, to: artifactId, kind: 'restore', reason })
}

/** Throws `resource.not_found` for a version that no tag of this workflow ever pointed to. */
export async function requireVersionOf(deps: WorkflowDeps, caller: Caller, workflowId: string, artifactId: string): Promise<ArtifactRow> {
  const artifact = await deps.documents.getArtifact(artifactId)
  const ours = artifact?.workspaceId === caller.workspaceId && (await deps.tags.belongsTo(workflowId, artifactId))
  if (!artifact || !ours) throw new DomainError('resource.not_found', `The workflow has no version ${artifactId}.`, { pointer: '/artifactId' })
  return artifact
}

function resolve(deps: WorkflowDeps, caller: Caller, ref: string) {
  return resolveRef(deps.documents, caller.workspaceId, ref.includes('@') ? { ref } : { tag: ref })
}

async function move(
  deps: WorkflowDeps,
  caller: Caller,
  {
    name,
    reason,
    ...step
  }: { workflowId: string; name: string; tag: string; expected: string; to: string; kind: 'undo' | 'redo' | 'restore'; reason?: string | undefined },
): Promise<TagMoved> {
  const target = await requireArtifact(deps.documents, step.to)
  const { workflowId, tag, expected, to, kind } = step
  const moved = await deps.tags.move({ workflowId, tag, expected, to, kind, actor: caller.actor, ...(reason === undefined ? {} : { reason }) })
  // Stepping back from where somebody else has just gone is not what the caller saw.
  if (moved.kind === 'stale') throw new DomainError('patch.base_moved', 'The tag was moved at the same time.', { extra: { head: moved.actual, missing: [] } })
  deps.fanout.publishNotice(caller.workspaceId, { kind: 'workflow', workflowName: name })
  const [before, after, limits] = await Promise.all([loadVersion(deps, expected), loadVersion(deps, to), deps.limitsOf(caller.workspaceId)])
  const grown = { workspaceId: caller.workspaceId, name, tag, before: before.workflow, after: after.workflow, limits }
  const warnings = await callersOverLimit(deps, grown)
  return { tag, artifactId: to, versionLabel: target.versionLabel, ...(warnings.length > 0 ? { warnings } : {}) }
}

function atEnd({ versionLabel }: ArtifactRow, kind: 'undo' | 'redo'): DomainError {
  return new DomainError('tag.at_end', kind === 'undo' ? `${versionLabel} is the oldest version.` : `There is nothing to redo after ${versionLabel}.`)
}
