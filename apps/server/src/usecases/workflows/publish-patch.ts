import { isDeepStrictEqual } from 'node:util'
import { anchor, diffWorkflows, summarize } from '@aob/ir/document'
import type { Operation, PatchAccepted, SubmitPatch } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { NewArtifact, PatchRow } from '../../ports/document-store.ts'
import type { Caller } from '../services.ts'
import { type LoadedVersion, loadVersion } from '../versions.ts'
import { countsOf } from './create-workflow.ts'
import { findOpen, type TaggedWorkflow } from './find-workflow.ts'
import { refuseForbiddenOperations } from './forbidden-operations.ts'
import { operationsOnHead } from './operations-on-head.ts'
import { labelAfter } from './version-label.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

/** How often a publish is tried again when the tag moves under it and the patch may follow. */
const MAX_TRIES = 5

type Submission = SubmitPatch & { patchId: string }

/**
 * Publishes a patch on a tag: rebased when asked, materialized, the result validated, then patch, version and tag move in one transaction.
 * Idempotent by patchId: the same operations get the same answer, other operations `patch.id_reused`.
 * Throws `patch.*`, the problems of an invalid result, `limit.*`, `workflow.archived`.
 */
export async function publishPatch(deps: WorkflowDeps, caller: Caller, name: string, tag: string, input: SubmitPatch): Promise<PatchAccepted> {
  const patch = { ...input, patchId: input.patchId ?? deps.ids.next() }
  refuseOversized(deps, patch.operations)
  refuseForbiddenOperations(patch.operations)
  for (let attempt = 1; ; attempt++) {
    const target = await findOpen(deps.documents, caller, name, tag)
    const known = await deps.patches.get(patch.patchId)
    if (known) return answerKnown(deps, caller, target, known, patch)
    const head = await loadVersion(deps, target.tag.artifactId)
    const prepared = await prepare(deps, caller, target, head, patch)
    const outcome = await deps.documents.publish({
      workflowId: target.workflow.workflowId,
      tag,
      expected: head.artifact.artifactId,
      artifact: prepared.artifact,
      patch: prepared.row,
    })
    if (outcome.kind === 'duplicate') return answerKnown(deps, caller, target, outcome.patch, patch)
    if (outcome.kind === 'published') {
      deps.fanout.publishNotice(caller.workspaceId, { kind: 'workflow', workflowName: name, patchId: patch.patchId })
      return {
        patchId: patch.patchId,
        status: 'applied',
        artifactId: prepared.artifact.artifactId,
        versionLabel: prepared.artifact.versionLabel,
        operations: prepared.row.operations,
      }
    }
    // The next turn judges against the new head: it rebases, or answers that the base has moved.
    if (attempt === MAX_TRIES) throw new DomainError('service.unavailable', 'The tag moves too fast to publish on it.', { retryAfterMs: 1_000 })
  }
}

async function prepare(
  deps: WorkflowDeps,
  caller: Caller,
  { workflow: row }: TaggedWorkflow,
  head: LoadedVersion,
  patch: Submission,
): Promise<{ artifact: NewArtifact; row: Omit<PatchRow, 'createdAt'> }> {
  const operations = await operationsOnHead(deps, caller, head, patch)
  const bytes = deps.materializer.canonical(deps.materializer.materialize(head.bytes, [operations]))
  const workflow = deps.rules.require(JSON.parse(new TextDecoder().decode(bytes)))
  if (workflow.name !== row.name) throw new DomainError('patch.illegal', 'A patch cannot rename the workflow.', { pointer: '/name' })
  const { artifactId: parentId, baseId, depth, versionLabel } = head.artifact
  const { workspaceId, actor } = caller
  const artifact: NewArtifact = {
    artifactId: deps.ids.next(),
    workspaceId,
    kind: 'patch_set',
    casId: await deps.blobs.put(bytes),
    parentId,
    baseId: baseId ?? parentId,
    patchId: patch.patchId,
    depth: depth + 1,
    versionLabel: labelAfter(versionLabel, depth + 1),
    ...countsOf(workflow),
  }
  return {
    artifact,
    row: {
      patchId: patch.patchId,
      workspaceId,
      scope: 'tag',
      workflowId: row.workflowId,
      workflowName: row.name,
      seq: artifact.depth,
      operations,
      anchored: anchor(head.workflow, operations),
      summary: summarize(diffWorkflows(head.workflow, workflow)),
      baseVersion: parentId,
      artifactId: artifact.artifactId,
      actor,
      ...(patch.rationale === undefined ? {} : { rationale: patch.rationale }),
      status: 'applied',
    },
  }
}

/** A repeated patch gets its first answer, also when it was rebased: the same rebase onto the same head gives the same operations. */
async function answerKnown(deps: WorkflowDeps, caller: Caller, { workflow }: TaggedWorkflow, known: PatchRow, patch: Submission): Promise<PatchAccepted> {
  const ours = known.scope === 'tag' && known.workflowId === workflow.workflowId && known.actor.id === caller.actor.id
  if (!ours || known.baseVersion === undefined || known.artifactId === undefined) throw idReused()
  const onto = await loadVersion(deps, known.baseVersion)
  const again = await operationsOnHead(deps, caller, onto, { ...patch, rebase: true })
  // Stores keep members in their own order: equality is by value.
  if (!isDeepStrictEqual(again, known.operations)) throw idReused()
  const { versionLabel } = (await loadVersion(deps, known.artifactId)).artifact
  return { patchId: known.patchId, status: 'applied', artifactId: known.artifactId, versionLabel, operations: known.operations }
}

function idReused(): DomainError {
  return new DomainError('patch.id_reused', undefined, { pointer: '/patchId' })
}

function refuseOversized({ limits }: WorkflowDeps, operations: readonly Operation[]): void {
  if (operations.length > limits.maxOperations) {
    throw new DomainError('limit.operations', `The patch has ${operations.length} operations; the limit is ${limits.maxOperations}.`, {
      pointer: '/operations',
    })
  }
  const bytes = Buffer.byteLength(JSON.stringify(operations))
  if (bytes > limits.maxPatchBytes) {
    throw new DomainError('limit.bytes', `The patch has ${bytes} bytes; the limit is ${limits.maxPatchBytes}.`, {
      pointer: '/operations',
      extra: { limit: 'maxPatchBytes' },
    })
  }
}
