import { anchor, restack } from '@aob/ir/document'
import type { ChangePatchSet, CreatePatchSet, PatchSetReport, PatchSetView, Workflow } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { PatchSetRow } from '../../ports/patch-set-store.ts'
import type { Caller } from '../services.ts'
import { loadVersion } from '../versions.ts'
import { findOpen, findWorkflow } from './find-workflow.ts'
import { refuseForbiddenOperations } from './forbidden-operations.ts'
import { refuseOversized } from './oversized-patch.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

/**
 * Names a change that some runs start with (VC-22): its result must be valid on the version it was written for.
 * Throws `patch.set_exists`, `patch.set_share`, and what makes a patch invalid.
 */
export async function createPatchSet(deps: WorkflowDeps, caller: Caller, name: string, input: CreatePatchSet): Promise<PatchSetView> {
  refuseOversized(deps, input.operations)
  refuseForbiddenOperations(input.operations)
  const { workflow, tag } = await findOpen(deps.documents, caller, name, 'main')
  const base = await loadVersion(deps, input.baseVersion ?? tag.artifactId)
  if (base.artifact.workspaceId !== caller.workspaceId) throw new DomainError('resource.not_found', undefined, { pointer: '/baseVersion' })
  const result = deps.rules.require(deps.materializer.value(base.bytes, [input.operations]), await deps.limitsOf(caller.workspaceId))
  if (result.name !== workflow.name) throw new DomainError('patch.illegal', 'A patch set cannot rename the workflow.', { pointer: '/name' })
  const share = input.share ?? 0
  const sets = await deps.patchSets.list(workflow.workflowId)
  requireShares(sets, share)
  const row = {
    workflowId: workflow.workflowId,
    workspaceId: caller.workspaceId,
    name: input.set,
    operations: input.operations,
    anchored: anchor(base.workflow, input.operations),
    baseArtifactId: base.artifact.artifactId,
    share,
    actor: caller.actor,
  }
  if (!(await deps.patchSets.create(row))) throw new DomainError('patch.set_exists', `The workflow ${name} has a patch set ${input.set}.`, { pointer: '/set' })
  const stored = (await deps.patchSets.list(workflow.workflowId)).find((set) => set.name === input.set)
  return patchSetView(stored ?? { ...row, createdAt: new Date(0) })
}

/** Every set with how the runs that started with it, or without any, have fared. */
export async function patchSetReport(deps: WorkflowDeps, caller: Caller, name: string): Promise<PatchSetReport> {
  const { workflowId } = await findWorkflow(deps.documents, caller, name)
  const [sets, results] = await Promise.all([deps.patchSets.list(workflowId), deps.patchSets.results(workflowId)])
  return { sets: sets.map(patchSetView), results }
}

export async function changePatchSet(deps: WorkflowDeps, caller: Caller, name: string, set: string, input: ChangePatchSet): Promise<PatchSetView> {
  const { workflowId } = await findWorkflow(deps.documents, caller, name)
  const sets = await deps.patchSets.list(workflowId)
  const known = sets.find((row) => row.name === set && row.retiredAt === undefined)
  if (!known) throw new DomainError('resource.not_found', `The workflow ${name} has no patch set ${set} in use.`)
  const retired = input.retired ?? false
  const share = retired ? 0 : (input.share ?? known.share)
  requireShares(
    sets.filter((row) => row.name !== set),
    share,
  )
  await deps.patchSets.change(workflowId, set, { share, retired })
  const now = (await deps.patchSets.list(workflowId)).find((row) => row.name === set)
  return patchSetView(now ?? known)
}

function requireShares(others: readonly PatchSetRow[], share: number): void {
  const sum = others.reduce((total, set) => total + (set.retiredAt ? 0 : set.share), share)
  if (sum > 100) throw new DomainError('patch.set_share', `The shares would come to ${sum} percent.`, { pointer: '/share' })
}

function patchSetView({ name, operations, baseArtifactId, share, actor, createdAt, retiredAt }: PatchSetRow): PatchSetView {
  return {
    set: name,
    operations,
    baseVersion: baseArtifactId,
    share,
    actor,
    createdAt: createdAt.toISOString(),
    ...(retiredAt ? { retiredAt: retiredAt.toISOString() } : {}),
  }
}

/** A workflow with some sets laid over it, in order and by id. Throws `patch.conflict` with the set that does not fit. */
export function withPatchSets(workflow: Workflow, sets: readonly PatchSetRow[]): Workflow {
  const laid = restack(
    workflow,
    sets.map(({ anchored }) => anchored),
  )
  if (laid.kind === 'ok') return laid.document
  throw new DomainError('patch.conflict', `The patch set ${sets[laid.index]?.name} does not fit this version any more.`, {
    pointer: `/patchSets/${laid.index}`,
    extra: { conflict: laid.conflicts },
  })
}
