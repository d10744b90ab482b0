import type { AgentConfig } from '@aob/schemas'
import { type AgentTask, runAgentLoop } from '../agents/agent-loop.ts'
import { checkAgentCount } from '../agents/layer-one.ts'
import { PatchSession } from '../agents/patch-session.ts'
import { SYSTEM_PREFIX } from '../agents/system-prefix.ts'
import type { ExecutionRequest, Executor, Expressions } from '../ports/execution.ts'
import type { Llm } from '../ports/llm.ts'
import type { RunPatching } from '../ports/patching.ts'
import { type AgentJobDeps, DEFAULT_MAX_CALLS, writeAgentJob } from './agent-job.ts'
import { configOf, textOf } from './config.ts'
import { attempt, succeeded } from './outcome.ts'

function taskOf(config: AgentConfig, request: ExecutionRequest, expressions: Expressions): AgentTask {
  const fill = (value: string, field: string) => textOf(expressions.render(value, request.scope), field)
  const schema = config.outputSchema
  const form = schema ? `\n\nAnswer with one JSON value that fits this JSON Schema, and nothing else:\n${JSON.stringify(schema)}` : ''
  return {
    // The prefix comes first and alone: what changes from call to call stands behind it (AG-08).
    messages: [
      { role: 'system', content: SYSTEM_PREFIX },
      ...(config.system === undefined ? [] : [{ role: 'system' as const, content: fill(config.system, 'system') }]),
      { role: 'user', content: `You are node "${request.address}" of workflow "${request.workflowName}".\n\n${fill(config.prompt, 'prompt')}${form}` },
    ],
    ...(config.model === undefined ? {} : { model: config.model }),
    ...(config.tools === undefined ? {} : { tools: config.tools }),
    ...(schema === undefined ? {} : { outputSchema: schema }),
    maxCalls: config.maxCalls ?? DEFAULT_MAX_CALLS,
  }
}

export interface AgentDeps extends AgentJobDeps {
  llm: Llm
  patching: RunPatching
}

/** Asks a language model, which may propose changes to the run it is part of; or hands the task to runners outside. */
export function createAgentExecutor(deps: AgentDeps): Executor {
  return {
    type: 'agent',
    execute: (request) =>
      attempt(async () => {
        const config = configOf('agent', request)
        // The workspace's limit, or the workflow's own where that is lower.
        const { maxAgents } = request.ir.settings
        checkAgentCount(request.ir.agentCount, maxAgents)
        const { runner } = config
        if (runner !== undefined) return writeAgentJob(deps, { ...config, runner }, request)
        const session = new PatchSession(request, deps, maxAgents)
        const { usage, ...answer } = await runAgentLoop({ ...deps, request, session }, taskOf(config, request, deps.expressions))
        // The token is given back while people decide; a restart meanwhile does not ask the model again (D-30).
        const open = (config.awaitPatches ?? true) ? session.undecided() : []
        return { ...succeeded({ ...answer, patches: session.proposed, usage }, 'out', usage), ...(open.length > 0 ? { awaitPatches: open } : {}) }
      }),
  }
}
