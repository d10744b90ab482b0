import { DomainError } from '../../domain-error.ts'
import type { DocumentStore, TagRow, WorkflowRow } from '../../ports/document-store.ts'
import type { Caller } from '../services.ts'

export interface TaggedWorkflow {
  workflow: WorkflowRow & { tags: TagRow[] }
  tag: TagRow
}

/** Throws `resource.not_found`. */
export async function findWorkflow(documents: DocumentStore, caller: Caller, name: string): Promise<WorkflowRow & { tags: TagRow[] }> {
  const workflow = await documents.getWorkflow(caller.workspaceId, name)
  if (!workflow) throw new DomainError('resource.not_found', `There is no workflow named ${name}.`)
  return workflow
}

/** Throws `resource.not_found`. Archived workflows stay readable. */
export async function findTagged(documents: DocumentStore, caller: Caller, name: string, tag: string): Promise<TaggedWorkflow> {
  const workflow = await findWorkflow(documents, caller, name)
  const row = workflow.tags.find((candidate) => candidate.tag === tag)
  if (!row) throw new DomainError('resource.not_found', `The workflow ${name} has no tag ${tag}.`)
  return { workflow, tag: row }
}

/** Throws `workflow.archived` besides: what is archived does not change. */
export async function findOpen(documents: DocumentStore, caller: Caller, name: string, tag: string): Promise<TaggedWorkflow> {
  const found = await findTagged(documents, caller, name, tag)
  if (found.workflow.archived) throw new DomainError('workflow.archived', `The workflow ${name} is archived.`)
  return found
}
