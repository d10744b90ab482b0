import type { PatchAccepted } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { PatchRow } from '../../ports/document-store.ts'
import type { Caller } from '../services.ts'
import type { TaggedWorkflow } from './find-workflow.ts'
import { requireArtifact } from './read-workflows.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

/** The answer to a tag patch that is stored already, for the one who sent it. Throws `patch.id_reused`, `patch.not_proposed` for one that was rejected. */
export async function answerKnownPatch(deps: WorkflowDeps, caller: Caller, { workflow }: TaggedWorkflow, known: PatchRow): Promise<PatchAccepted> {
  const ours = known.scope === 'tag' && known.workflowId === workflow.workflowId && known.actor.id === caller.actor.id
  if (!ours) throw idReused()
  if (known.status === 'proposed') return { patchId: known.patchId, status: 'proposed', operations: known.operations }
  if (known.artifactId === undefined) throw new DomainError('patch.not_proposed', `The patch is ${known.status}.`, { extra: { status: known.status } })
  const { versionLabel } = await requireArtifact(deps.documents, known.artifactId)
  return { patchId: known.patchId, status: 'applied', artifactId: known.artifactId, versionLabel, operations: known.operations }
}

export function idReused(): DomainError {
  return new DomainError('patch.id_reused', undefined, { pointer: '/patchId' })
}
