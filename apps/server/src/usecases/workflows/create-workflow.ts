import { countAgents, upcast } from '@aob/ir/document'
import type { CreateWorkflow, Workflow, WorkflowCreated } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { Caller } from '../services.ts'
import { requireAgentsWithin } from './agents-with-calls.ts'
import { FIRST_LABEL } from './version-label.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

const DEFAULT_TAG = 'main'

/**
 * Stores a valid document as the first version of a new workflow: canonical bytes in CAS, then workflow, version and tag in one transaction.
 * Throws `workflow.invalid` or the first problem's code with every problem listed, `workflow.exists`.
 */
export async function createWorkflow(deps: WorkflowDeps, caller: Caller, input: CreateWorkflow): Promise<WorkflowCreated> {
  const named = input.name === undefined ? input.workflow : { ...input.workflow, name: input.name }
  const admitted = admitDocument(deps, named)
  const limits = await deps.limitsOf(caller.workspaceId)
  const workflow = deps.rules.require(admitted.document, limits)
  await requireAgentsWithin(deps, caller.workspaceId, { after: workflow, limits })
  const casId = await deps.blobs.put(deps.materializer.canonical(admitted.bytes))
  const tag = input.tag ?? DEFAULT_TAG
  const ids = { workflowId: deps.ids.next(), artifactId: deps.ids.next() }
  const { workspaceId, actor } = caller
  const created = await deps.documents.createWorkflow({
    workflowId: ids.workflowId,
    workspaceId,
    name: workflow.name,
    ...(workflow.description === undefined ? {} : { description: workflow.description }),
    tag,
    artifact: { artifactId: ids.artifactId, workspaceId, kind: 'dag_version', casId, depth: 0, versionLabel: FIRST_LABEL, ...countsOf(workflow) },
    actor,
  })
  if (created.kind === 'exists') throw new DomainError('workflow.exists', `A workflow named ${workflow.name} exists.`, { pointer: '/name' })
  deps.fanout.publishNotice(workspaceId, { kind: 'workflow', workflowName: workflow.name })
  return { ...ids, casId, tag, versionLabel: FIRST_LABEL }
}

/** The document as it came through the door, of whatever version, in the present form: bytes and parsed: what was checked is what is stored. */
export function admitDocument(deps: Pick<WorkflowDeps, 'materializer'>, document: unknown): { bytes: Uint8Array; document: unknown } {
  const bytes = deps.materializer.admit(new TextEncoder().encode(JSON.stringify(document)))
  const admitted: unknown = JSON.parse(new TextDecoder().decode(bytes))
  const now = upcast(admitted)
  return now === admitted ? { bytes, document: admitted } : { bytes: new TextEncoder().encode(JSON.stringify(now)), document: now }
}

export function countsOf(workflow: Workflow): { nodeCount: number; agentCount: number } {
  return { nodeCount: workflow.nodes.length, agentCount: countAgents(workflow) }
}
