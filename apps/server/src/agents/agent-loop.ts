import type { Usage } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { JsonBounds } from '../json-extent.ts'
import type { Clock } from '../ports/clock.ts'
import type { ExecutionRequest } from '../ports/execution.ts'
import type { Llm, LlmAnswer, LlmMessage, LlmToolCall } from '../ports/llm.ts'
import type { PatchSession } from './patch-session.ts'
import { contextAnswer, searchAnswer } from './read-tools.ts'
import { readStructured } from './structured-output.ts'
import { parseArguments } from './tool-arguments.ts'
import { isToolName, offeredTools, type ToolName } from './tools.ts'

/** Tool calls carried out from one answer of a model. */
export const MAX_TOOL_CALLS = 16

export interface AgentTask {
  messages: LlmMessage[]
  model?: string
  tools?: readonly string[]
  outputSchema?: Record<string, unknown>
  maxCalls: number
}

export interface AgentResult {
  text: string
  data?: unknown
  usage: Usage
  model: string
}

interface LoopDeps {
  llm: Llm
  clock: Clock
  request: ExecutionRequest
  session: PatchSession
  /** Of what the model writes. */
  limits: JsonBounds
}

function add(total: Usage, usage: Usage): Usage {
  return {
    inputTokens: (total.inputTokens ?? 0) + (usage.inputTokens ?? 0),
    outputTokens: (total.outputTokens ?? 0) + (usage.outputTokens ?? 0),
    cachedTokens: (total.cachedTokens ?? 0) + (usage.cachedTokens ?? 0),
    calls: (total.calls ?? 0) + 1,
  }
}

const TOOL_ANSWERS: Record<ToolName, (deps: LoopDeps, parameters: Record<string, unknown>, model: string) => Promise<string>> = {
  patch_workflow: ({ session }, parameters, model) => session.propose(parameters, model),
  read_context: async ({ session, request }, parameters) => contextAnswer(request, await session.read(), parameters),
  search_node_types: async (_, parameters) => searchAnswer(parameters),
}

async function answerTool(deps: LoopDeps, offered: ReadonlySet<string>, call: LlmToolCall, model: string): Promise<string> {
  if (!isToolName(call.name) || !offered.has(call.name)) return JSON.stringify({ error: `There is no tool ${call.name}.`, tools: [...offered] })
  const parsed = parseArguments(call.arguments, deps.limits)
  if (parsed.kind === 'bad') return JSON.stringify({ error: parsed.message })
  return TOOL_ANSWERS[call.name](deps, parsed.value, model)
}

/** One call to the model with its line on the run's log. */
async function ask(deps: LoopDeps, task: AgentTask, call: number): Promise<LlmAnswer> {
  const { request, llm, clock } = deps
  const startedAt = clock.now()
  const answer = await llm.chat({
    ...(task.model ? { model: task.model } : {}),
    messages: task.messages,
    tools: offeredTools(task.tools),
    signal: request.signal,
    requestId: `${request.idempotencyKey}#${request.attempt}.${call}`,
  })
  const tools = answer.toolCalls.map(({ name }) => name)
  await request.progress({
    kind: 'agent_called',
    model: answer.model,
    call,
    ...(tools.length > 0 ? { tools } : {}),
    usage: answer.usage,
    durationMs: clock.now() - startedAt,
  })
  return answer
}

/**
 * Asks, carries out the tools it calls, and asks again until the model answers without calling any. The answer is then compared with
 * the output schema; one that does not fit is sent back once. Throws DomainError `agent.budget`, `agent.output_invalid`, and what the
 * model provider or the patch door throw.
 */
export async function runAgentLoop(deps: LoopDeps, task: AgentTask): Promise<AgentResult> {
  const offered = new Set(offeredTools(task.tools).map(({ name }) => name))
  let usage: Usage = {}
  let repaired = false
  for (let call = 1; call <= task.maxCalls; call += 1) {
    const answer = await ask(deps, task, call)
    usage = add(usage, answer.usage)
    task.messages.push({ role: 'assistant', content: answer.text, toolCalls: answer.toolCalls })
    for (const [index, toolCall] of answer.toolCalls.entries()) {
      const content =
        index < MAX_TOOL_CALLS
          ? await answerTool(deps, offered, toolCall, answer.model)
          : JSON.stringify({ error: `Not carried out: more than ${MAX_TOOL_CALLS} calls at once.` })
      task.messages.push({ role: 'tool', content, toolCallId: toolCall.id })
    }
    if (answer.toolCalls.length > 0) continue
    const { text, model } = answer
    if (!task.outputSchema) return { text, usage, model }
    const structured = readStructured(text, task.outputSchema, deps.limits)
    if (structured.kind === 'ok') return { text, data: structured.data, usage, model }
    if (repaired) throw new DomainError('agent.output_invalid', `The model's answer does not fit the output schema: ${structured.problems}`)
    repaired = true
    task.messages.push({
      role: 'user',
      content: `Your answer does not fit the output schema:\n${structured.problems}\nAnswer again with the JSON value alone.`,
    })
  }
  throw new DomainError('agent.budget', `The agent used up its ${task.maxCalls} model calls without a final answer.`)
}
