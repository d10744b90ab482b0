import { DomainError } from '../../domain-error.ts'
import type { Caller, Services } from '../services.ts'
import { admitDocument, createWorkflow } from './create-workflow.ts'
import { findWorkflow } from './find-workflow.ts'
import { moveTag } from './move-tag.ts'
import { publishPatch } from './publish-patch.ts'
import { getWorkflow, listWorkflows, tagBase, tagPatches } from './read-workflows.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

export function createWorkflowServices(deps: WorkflowDeps): Services['workflows'] {
  return {
    list: (caller) => listWorkflows(deps, caller),
    get: (caller, name) => getWorkflow(deps, caller, name),
    create: (caller, input) => createWorkflow(deps, caller, input),
    archive: (caller, name) => archiveWorkflow(deps, caller, name),
    base: (caller, name, tag) => tagBase(deps, caller, name, tag),
    patches: (caller, name, tag) => tagPatches(deps, caller, name, tag),
    patch: (caller, name, tag, input) => publishPatch(deps, caller, name, tag, input),
    validate: async (_caller, workflow) => judge(deps, workflow),
    undo: (caller, ref) => moveTag(deps, caller, ref, 'undo'),
    redo: (caller, ref) => moveTag(deps, caller, ref, 'redo'),
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

/** A document the door refuses is invalid like any other; the answer is a verdict, not a failure. */
function judge(deps: WorkflowDeps, workflow: unknown): Awaited<ReturnType<Services['workflows']['validate']>> {
  try {
    return deps.rules.validate(admitDocument(deps, workflow).document)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const { code, message, detail } = error
    return { valid: false, problems: [{ code, message, pointer: detail.pointer ?? '', severity: 'error' }] }
  }
}
