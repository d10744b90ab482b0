import { agentLimitMessage, refOf, someNode } from '@aob/ir/document'
import type { FieldProblem, Limits, Workflow } from '@aob/schemas'
import type { Logger } from '../../observability/logger.ts'
import { loadArtifact, type VersionDeps } from '../versions.ts'
import { agentLimitOf, createAgentCounter } from './agents-with-calls.ts'

/** Callers that are named; more of them change nothing about what to do. */
const MAX_NAMED = 20

export interface GrownWorkflow {
  workspaceId: string
  name: string
  tag: string
  before: Workflow
  /** What the tag points to by now. */
  after: Workflow
  limits: Limits
}

/**
 * Workflows that call one which has more agents now, and that have too many themselves by that: nobody changed them, and their next run is refused.
 * Whoever publishes hears of it then and there, with the callers by name. Callers of callers count by what they come to.
 */
export async function callersOverLimit(deps: VersionDeps & { logger: Logger }, grown: GrownWorkflow): Promise<FieldProblem[]> {
  try {
    return await warningsOf(deps, grown)
  } catch (error) {
    // The tag has moved, and that is what the caller has to hear.
    deps.logger.warn({ err: error, workflow: grown.name }, 'it could not be told which callers have too many agents now')
    return []
  }
}

async function warningsOf(deps: VersionDeps, { workspaceId, name, tag, before, after, limits }: GrownWorkflow): Promise<FieldProblem[]> {
  const counter = createAgentCounter(deps, workspaceId)
  if ((await counter.of(after)) <= (await counter.of(before))) return []
  const workflows = (await deps.documents.listWorkflows(workspaceId)).filter((workflow) => !workflow.archived && workflow.name !== name)
  const called = new Set(tag === 'main' ? [name, `${name}@main`] : [`${name}@${tag}`])
  const warnings: FieldProblem[] = []
  for (const { name: caller, head } of workflows) {
    if (warnings.length === MAX_NAMED) break
    const { workflow } = await loadArtifact(deps, head)
    if (!someNode(workflow, (node) => called.has(refOf(node) ?? ''))) continue
    const [count, limit] = [await counter.of(workflow), agentLimitOf(workflow, limits)]
    if (count <= limit) continue
    const message = `${caller} calls this and has too many agents by it: ${agentLimitMessage(count, limit)}. Its next run is refused.`
    warnings.push({ code: 'limit.agents', severity: 'warning', pointer: '/nodes', message })
  }
  return warnings
}
