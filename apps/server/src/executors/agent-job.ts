import type { AgentConfig, Limits } from '@aob/schemas'
import { contextAnswer } from '../agents/read-tools.ts'
import { offeredTools } from '../agents/tools.ts'
import { DomainError } from '../domain-error.ts'
import { jobIdOf } from '../jobs/job-id.ts'
import type { Clock } from '../ports/clock.ts'
import type { ExecutionRequest, ExecutionResult, Expressions } from '../ports/execution.ts'
import type { RunPatching } from '../ports/patching.ts'
import { textOf } from './config.ts'

/** Most model calls an agent makes when its config does not say. */
export const DEFAULT_MAX_CALLS = 8
/** Heartbeats that may be lost before a runner counts as silent. */
const HEARTBEATS_PER_SILENCE = 3

export interface AgentJobDeps {
  expressions: Expressions
  patching: Pick<RunPatching, 'current'>
  clock: Clock
  limits: Limits
  /** Whether runners outside can reach this installation. */
  outsideRunners: boolean
}

/**
 * What a runner outside is given instead of asking a model here: everything it needs, so that it knows nothing of this server but two streams.
 * Throws DomainError `agent.no_queue`, `agent.job_too_large`.
 */
export async function writeAgentJob(deps: AgentJobDeps, config: AgentConfig & { runner: string }, request: ExecutionRequest): Promise<ExecutionResult> {
  if (!deps.outsideRunners) throw new DomainError('agent.no_queue')
  const { limits } = deps
  const { runId, address: nodeId, attempt } = request
  const fill = (value: string, field: string) => textOf(deps.expressions.render(value, request.scope), field)
  const tools = new Set(offeredTools(config.tools).map(({ name }) => name))
  const current = await deps.patching.current(runId)
  const job = {
    version: 1 as const,
    jobId: jobIdOf({ runId, nodeId, attempt }),
    runId,
    nodeId,
    attempt,
    workflow: request.workflowName,
    runner: config.runner,
    idempotencyKey: request.idempotencyKey,
    prompt: fill(config.prompt, 'prompt'),
    ...(config.system === undefined ? {} : { system: fill(config.system, 'system') }),
    ...(config.model === undefined ? {} : { model: config.model }),
    ...(config.outputSchema === undefined ? {} : { outputSchema: config.outputSchema }),
    maxCalls: config.maxCalls ?? DEFAULT_MAX_CALLS,
    mayPropose: tools.has('patch_workflow'),
    // Written by contextAnswer itself.
    ...(tools.has('read_context') ? { context: JSON.parse(contextAnswer(request, current, {})) as Record<string, unknown> } : {}),
    startBy: deps.clock.now() + limits.maxAgentJobWaitMs,
    ...(request.node.timeoutMs === undefined ? {} : { timeoutMs: request.node.timeoutMs }),
    heartbeatMs: Math.max(1, Math.floor(limits.maxAgentSilenceMs / HEARTBEATS_PER_SILENCE)),
    maxResultBytes: limits.maxAgentResultBytes,
  }
  const bytes = Buffer.byteLength(JSON.stringify(job))
  if (bytes > limits.maxAgentJobBytes)
    throw new DomainError('agent.job_too_large', `The job has ${bytes} bytes; the limit is ${limits.maxAgentJobBytes}.`, {
      extra: { limit: 'maxAgentJobBytes', max: limits.maxAgentJobBytes },
    })
  return { kind: 'handed_out', job, base: current.artifactId }
}
