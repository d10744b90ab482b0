import { judgeProtection, reviewModeOf } from '@aob/ir/document'
import type { Actor, Limits, Operation, PatchAccepted, Workflow } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { NewArtifact, PatchProposal, PatchRow, Publication } from '../../ports/document-store.ts'
import { patchedVersion, storeVersion } from '../patched-version.ts'
import { illegalPatch } from '../patches/illegal-patch.ts'
import { requirePolicy } from '../policy-check.ts'
import type { Caller } from '../services.ts'
import { type LoadedVersion, loadVersion } from '../versions.ts'
import { requireAgentsWithin } from './agents-with-calls.ts'
import { callersOverLimit } from './callers-over-limit.ts'
import { compactBeforePublish } from './compact-tag.ts'
import { countsOf } from './create-workflow.ts'
import { findOpen, type TaggedWorkflow } from './find-workflow.ts'
import { refuseForbiddenOperations } from './forbidden-operations.ts'
import { requireRestorations } from './restorations.ts'
import { labelAfter } from './version-label.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

/** How often a publish is tried again when the tag moves under it and the patch may follow. */
const MAX_TRIES = 60

/** A change of a tag, whoever wants it: a patch as sent, a revert, a merge, a saved draft, an approved proposal. */
export interface TagChange {
  name: string
  tag: string
  patchId: string
  /** Who wrote it; by default the caller. */
  author?: Actor
  rationale?: string
  /** In the coordinates of the head, which may be asked for again when the tag has moved. Throws what stands in the way. */
  operationsOn(head: LoadedVersion): Promise<Operation[]>
  kind?: Publication['kind']
  /** For a merge: the version that is merged. */
  mergedId?: string
  reverts?: string
  restores?: readonly string[]
  /** Ids that patches removed may return, as what they were: a merge was decided for the version that still has them. */
  bringsBack?: boolean
  /** Waits for a decision whatever the workflow says. */
  propose?: boolean
  /** The proposal that the caller has approved. */
  approved?: { proposal?: PatchProposal }
  /** Gestures of a draft that become this patch. */
  draft?: { draftId: string; seq: number }
  /** The answer to a patch that is stored already. */
  answerKnown(known: PatchRow, target: TaggedWorkflow): Promise<PatchAccepted>
}

/**
 * Layer 2 for tags: operations on the head, the result materialized and validated, what only people may do, the policy, the review the
 * workflow asks for; then patch, version and tag move in one transaction, or a proposal. Judged again whenever the tag has moved.
 * Throws `patch.*`, the problems of an invalid result, `limit.*`, `graph.removed_id`, `workflow.archived`.
 */
export async function publishOnTag(deps: WorkflowDeps, caller: Caller, change: TagChange): Promise<PatchAccepted> {
  const { name, tag, patchId } = change
  let restores = change.restores
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    const [target, known, limits] = await Promise.all([
      findOpen(deps.documents, caller, name, tag),
      deps.patches.get(patchId),
      deps.limitsOf(caller.workspaceId),
    ])
    if (known && !(change.approved && known.status === 'proposed')) return change.answerKnown(known, target)
    const head = await compactBeforePublish(deps, target, await loadVersion(deps, target.tag.artifactId))
    const prepared = await prepare(deps, caller, { target, head, change, limits })
    if (change.bringsBack) await requireRestorations(deps, head, prepared.row.operations, restores ?? [])
    if (!change.approved && (change.propose || prepared.mode === 'review')) return propose(deps, change, target, prepared.row)
    const outcome = await deps.documents.publish({
      workflowId: target.workflow.workflowId,
      tag,
      expected: head.artifact.artifactId,
      artifact: prepared.artifact,
      patch: prepared.row,
      ...(change.kind ? { kind: change.kind } : {}),
      ...(restores ? { restores } : {}),
      ...(change.draft ? { draft: { ...change.draft, closedBy: caller.actor } } : {}),
    })
    if (outcome.kind === 'duplicate') return change.answerKnown(outcome.patch, target)
    if (outcome.kind === 'retired') {
      if (!change.bringsBack || restores) throw removedIds(outcome.ids)
      restores = [...new Set(outcome.ids.map((removed) => removed.patchId))]
      continue
    }
    if (outcome.kind === 'moved_draft') throw new DomainError('draft.moved')
    if (outcome.kind === 'published') {
      deps.fanout.publishNotice(caller.workspaceId, { kind: 'workflow', workflowName: name, patchId })
      const { artifactId, versionLabel } = prepared.artifact
      const grown = { workspaceId: caller.workspaceId, name, tag, before: head.workflow, after: prepared.workflow, limits }
      const warnings = await callersOverLimit(deps, grown)
      return { patchId, status: 'applied', artifactId, versionLabel, operations: prepared.row.operations, ...(warnings.length > 0 ? { warnings } : {}) }
    }
    // The next turn judges against the new head: it rebases, or answers that the base has moved.
  }
  throw new DomainError('service.unavailable', 'The tag moves too fast to publish on it.', { retryAfterMs: 1_000 })
}

interface Prepared {
  artifact: NewArtifact
  workflow: Workflow
  row: Omit<PatchRow, 'createdAt'>
  mode: 'auto' | 'review'
}

interface Judged {
  target: TaggedWorkflow
  head: LoadedVersion
  change: TagChange
  limits: Limits
}

async function prepare(deps: WorkflowDeps, caller: Caller, { target, head, change, limits }: Judged): Promise<Prepared> {
  const { workspaceId } = caller
  const { workflow: row } = target
  const actor = change.author ?? caller.actor
  const operations = await change.operationsOn(head)
  if (operations.length === 0) throw new DomainError('patch.no_effect')
  refuseForbiddenOperations(operations)
  const { bytes, workflow, anchored, summary } = patchedVersion(deps, head, operations, limits)
  await requireAgentsWithin(deps, workspaceId, { before: head.workflow, after: workflow, limits })
  if (workflow.name !== row.name) throw new DomainError('patch.illegal', 'A patch cannot rename the workflow.', { pointer: '/name' })
  const refusal = judgeProtection(head.workflow, workflow, actor)
  if (refusal) throw illegalPatch(refusal)
  await requirePolicy(deps, { workspaceId, actor, scope: 'tag', workflow, changes: anchored })
  const { artifactId: parentId, baseId, depth, versionLabel } = head.artifact
  const artifact: NewArtifact = {
    artifactId: deps.ids.next(),
    workspaceId,
    kind: 'patch_set',
    casId: await storeVersion(deps, { bytes, workflow }),
    parentId,
    baseId: baseId ?? parentId,
    patchId: change.patchId,
    ...(change.mergedId === undefined ? {} : { mergedId: change.mergedId }),
    depth: depth + 1,
    versionLabel: labelAfter(versionLabel, depth + 1),
    ...countsOf(workflow),
  }
  return {
    artifact,
    workflow,
    mode: reviewModeOf(head.workflow.settings, actor, anchored),
    row: {
      patchId: change.patchId,
      workspaceId,
      scope: 'tag',
      workflowId: row.workflowId,
      workflowName: row.name,
      tag: change.tag,
      seq: artifact.depth,
      operations,
      anchored,
      summary,
      baseVersion: parentId,
      artifactId: artifact.artifactId,
      actor,
      ...(change.rationale === undefined ? {} : { rationale: change.rationale }),
      ...(change.reverts === undefined ? {} : { reverts: change.reverts }),
      ...(change.mergedId === undefined ? {} : { mergedId: change.mergedId }),
      ...(change.restores === undefined ? {} : { restores: [...change.restores] }),
      ...(change.approved ? { decidedBy: caller.actor } : {}),
      ...(change.approved?.proposal ? { proposal: change.approved.proposal } : {}),
      status: 'applied',
    },
  }
}

/** What the workflow wants a person to see first: stored as it would be applied now, and judged again when it is approved. */
async function propose(deps: WorkflowDeps, change: TagChange, target: TaggedWorkflow, row: Omit<PatchRow, 'createdAt'>): Promise<PatchAccepted> {
  const { seq: _seq, artifactId: _artifact, ...proposal } = row
  const inserted = await deps.patches.insert({ ...proposal, status: 'proposed' })
  if (inserted.kind === 'duplicate') return change.answerKnown(inserted.patch, target)
  deps.fanout.publishNotice(row.workspaceId, { kind: 'patch', workflowName: change.name, patchId: row.patchId, status: 'proposed' })
  return { patchId: row.patchId, status: 'proposed', operations: row.operations }
}

function removedIds(ids: readonly { kind: string; id: string; patchId: string }[]): DomainError {
  const [first] = ids
  return new DomainError('graph.removed_id', first && `The id ${first.id} belonged to ${first.kind === 'node' ? 'a node' : 'an edge'} that was removed.`, {
    pointer: '/operations',
    hint: 'Use an id that was never used, or revert the patch that removed it.',
    extra: { removed: ids },
  })
}
