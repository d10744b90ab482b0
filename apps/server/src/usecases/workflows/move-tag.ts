import type { TagMoved } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { ArtifactRow } from '../../ports/document-store.ts'
import type { Caller } from '../services.ts'
import { resolveRef } from '../versions.ts'
import { requireArtifact } from './read-workflows.ts'
import { redoTarget } from './tag-history.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

/**
 * Moves `name@tag`, or a bare tag, one version back or forth. Every move is a record of its own (VC-12).
 * Throws `tag.at_end`, `tag.ambiguous`, `resource.not_found`, `workflow.archived`.
 */
export async function moveTag(deps: WorkflowDeps, caller: Caller, ref: string, kind: 'undo' | 'redo'): Promise<TagMoved> {
  const { documents } = deps
  const { workflow, tag, artifactId } = await resolveRef(documents, caller.workspaceId, ref.includes('@') ? { ref } : { tag: ref })
  const head = await requireArtifact(documents, artifactId)
  const to = kind === 'undo' ? head.parentId : redoTarget(await documents.movesSincePublish(workflow.workflowId, tag))
  if (to === undefined) throw atEnd(head, kind)
  const target = await requireArtifact(documents, to)
  const moved = await documents.moveTag({ workflowId: workflow.workflowId, tag, expected: artifactId, to, kind, actor: caller.actor })
  // Stepping back from where somebody else has just gone is not what the caller saw.
  if (moved.kind === 'stale') throw new DomainError('patch.base_moved', 'The tag was moved at the same time.', { extra: { head: moved.actual, missing: [] } })
  deps.fanout.publishNotice(caller.workspaceId, { kind: 'workflow', workflowName: workflow.name })
  return { tag, artifactId: to, versionLabel: target.versionLabel }
}

function atEnd({ versionLabel }: ArtifactRow, kind: 'undo' | 'redo'): DomainError {
  return new DomainError('tag.at_end', kind === 'undo' ? `${versionLabel} is the oldest version.` : `There is nothing to redo after ${versionLabel}.`)
}
