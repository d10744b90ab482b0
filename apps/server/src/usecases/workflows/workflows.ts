import { DomainError } from '../../domain-error.ts'
import type { Caller, Services } from '../services.ts'
import { createTag, mergeTag } from './branch-tags.ts'
import { admitDocument, createWorkflow } from './create-workflow.ts'
import { findWorkflow } from './find-workflow.ts'
import { moveTag, restoreVersion } from './move-tag.ts'
import { changePatchSet, createPatchSet, patchSetReport } from './patch-sets.ts'
import { publishPatch } from './publish-patch.ts'
import { getWorkflow, listWorkflows, tagBase, tagPatches } from './read-workflows.ts'
import { restackTag } from './restack-tag.ts'
import { tagMoves, tagVersions } from './tag-views.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

/** Moves and versions shown when nobody says how many. */
const DEFAULT_PAGE = 100

export function createWorkflowServices(deps: WorkflowDeps): Services['workflows'] {
  return {
    list: (caller) => listWorkflows(deps, caller),
    get: (caller, name) => getWorkflow(deps, caller, name),
    create: (caller, input) => createWorkflow(deps, caller, input),
    archive: (caller, name) => archiveWorkflow(deps, caller, name),
    unarchive: (caller, name) => unarchiveWorkflow(deps, caller, name),
    base: (caller, name, tag, artifactId) => tagBase(deps, caller, name, tag, artifactId),
    patches: (caller, name, tag, artifactId) => tagPatches(deps, caller, name, tag, artifactId),
    patch: (caller, name, tag, input) => publishPatch(deps, caller, name, tag, input),
    validate: (caller, workflow) => judge(deps, caller, workflow),
    undo: (caller, ref, reason) => moveTag(deps, caller, ref, 'undo', reason),
    redo: (caller, ref, reason) => moveTag(deps, caller, ref, 'redo', reason),
    restore: (caller, ref, { artifactId, reason }) => restoreVersion(deps, caller, ref, artifactId, reason),
    createTag: (caller, name, input) => createTag(deps, caller, name, input),
    mergeTag: (caller, name, tag, input) => mergeTag(deps, caller, name, tag, input),
    restackTag: (caller, name, tag, input) => restackTag(deps, caller, name, tag, input),
    history: (caller, name, tag, limit) => tagMoves(deps, caller, name, tag, limit ?? DEFAULT_PAGE),
    versions: (caller, name, tag, limit) => tagVersions(deps, caller, name, tag, limit ?? DEFAULT_PAGE),
    createPatchSet: (caller, name, input) => createPatchSet(deps, caller, name, input),
    patchSets: (caller, name) => patchSetReport(deps, caller, name),
    changePatchSet: (caller, name, set, input) => changePatchSet(deps, caller, name, set, input),
  }
}

/** Archiving again changes nothing. */
async function archiveWorkflow(deps: WorkflowDeps, caller: Caller, name: string): Promise<void> {
  if (await deps.documents.archive(caller.workspaceId, name, caller.actor)) {
    deps.fanout.publishNotice(caller.workspaceId, { kind: 'workflow', workflowName: name })
    return
  }
  await findWorkflow(deps.documents, caller, name)
}

async function unarchiveWorkflow(deps: WorkflowDeps, caller: Caller, name: string): Promise<void> {
  if (await deps.tags.unarchive(caller.workspaceId, name)) {
    deps.fanout.publishNotice(caller.workspaceId, { kind: 'workflow', workflowName: name })
    return
  }
  await findWorkflow(deps.documents, caller, name)
}

/** A document the door refuses is invalid like any other; the answer is a verdict, not a failure. */
async function judge(deps: WorkflowDeps, caller: Caller, workflow: unknown): ReturnType<Services['workflows']['validate']> {
  try {
    return deps.rules.validate(admitDocument(deps, workflow).document, await deps.limitsOf(caller.workspaceId))
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const { code, message, detail } = error
    return { valid: false, problems: [{ code, message, pointer: detail.pointer ?? '', severity: 'error' }] }
  }
}
