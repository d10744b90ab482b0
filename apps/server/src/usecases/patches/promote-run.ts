import { anchor, exactOperationsBetween, rebaseOperations, restack } from '@aob/ir/document'
import type { PatchAccepted, PromoteRun, Workflow } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { Engine } from '../engine.ts'
import { requireRun } from '../runs/read-runs.ts'
import type { Caller } from '../services.ts'
import { loadVersion } from '../versions.ts'
import { answerKnownPatch } from '../workflows/answer-known-patch.ts'
import { publishOnTag } from '../workflows/publish-on-tag.ts'
import type { WorkflowDeps } from '../workflows/workflow-deps.ts'

/**
 * Proposes what a run was patched with for the workflow itself: its applied patches, or chosen ones, as one proposal on a tag.
 * Throws `patch.not_applied` for a patch the run does not live by, `patch.conflict` when chosen ones need others or the tag has moved on.
 */
export async function promoteRun(deps: WorkflowDeps, engine: Engine, caller: Caller, runId: string, input: PromoteRun): Promise<PatchAccepted> {
  const run = await requireRun(engine, caller, runId)
  if (run.workflowId === undefined) throw new DomainError('resource.not_found', 'The run belongs to no stored workflow.')
  const base = await loadVersion(deps, run.artifactId)
  const promoted = await promotedDocument(deps, base.workflow, run, input.patchIds)
  const changes = anchor(base.workflow, exactOperationsBetween(base.workflow, promoted))
  return publishOnTag(deps, caller, {
    name: run.workflowName,
    tag: input.tag ?? 'main',
    patchId: input.patchId ?? deps.ids.next(),
    rationale: input.rationale ?? `Promoted from run ${runId}`,
    propose: true,
    async operationsOn(head) {
      const rebased = rebaseOperations(changes, head.workflow)
      if (rebased.kind === 'ok') return rebased.operations
      throw new DomainError('patch.conflict', 'The tag has changed the same places.', {
        extra: { head: head.artifact.artifactId, conflict: rebased.conflicts },
      })
    },
    answerKnown: (known, target) => answerKnownPatch(deps, caller, target, known),
  })
}

/** The run's version with the wanted patches. */
async function promotedDocument(
  deps: WorkflowDeps,
  base: Workflow,
  run: { artifactId: string; headArtifactId: string },
  wanted: readonly string[] | undefined,
): Promise<Workflow> {
  if (wanted === undefined) return (await loadVersion(deps, run.headArtifactId)).workflow
  const applied = (await deps.documents.patchesBetween(run.artifactId, run.headArtifactId)) ?? []
  const missing = wanted.find((patchId) => !applied.some((patch) => patch.patchId === patchId))
  if (missing !== undefined) throw new DomainError('patch.not_applied', `The patch ${missing} is not in effect in this run.`, { pointer: '/patchIds' })
  const chosen = applied.filter(({ patchId }) => wanted.includes(patchId))
  const laid = restack(
    base,
    chosen.map(({ anchored }) => anchored),
  )
  if (laid.kind === 'ok') return laid.document
  throw new DomainError('patch.conflict', `The patch ${chosen[laid.index]?.patchId} needs one that was not chosen.`, {
    pointer: '/patchIds',
    extra: { conflict: laid.conflicts },
  })
}
