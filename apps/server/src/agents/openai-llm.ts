import { DEFAULT_LIMITS, type Usage } from '@aob/schemas'
import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai'
import type { ChatCompletion, ChatCompletionMessageParam, ChatCompletionTool } from 'openai/resources/chat/completions'
import { Agent, fetch as undiciFetch } from 'undici'
import { DomainError } from '../domain-error.ts'
import { isTransient, retryAfterMs } from '../egress/retry-after.ts'
import type { Llm, LlmAnswer, LlmMessage, LlmTool, LlmToolCall } from '../ports/llm.ts'
import { type AnswerBounds, boundedFetch } from './bounded-fetch.ts'

export interface OpenAiOptions {
  /** Address of an OpenAI-compatible API, e.g. https://api.openai.com/v1. */
  baseUrl?: string
  apiKey?: string
  /** Model for agents that name none. */
  model?: string
  /** The answering server plays scripts; everything that shows a model must say so. */
  scripted?: boolean
  label?: string
  /** Of what the provider answers. */
  limits?: AnswerBounds
}

/** Sockets to the provider (AG-11). */
const MAX_CONNECTIONS = 10
/** Names of scripts; they mean something to the scripted model only. */
const SCRIPT_PREFIX = 'scripted/'
const KEEP_ALIVE_MS = 30_000
/** Milliseconds of one call. */
const CALL_TIMEOUT_MS = 180_000

function toWire(message: LlmMessage): ChatCompletionMessageParam {
  const { content } = message
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content }
    case 'tool':
      return { role: 'tool', content, tool_call_id: message.toolCallId ?? '' }
    case 'assistant': {
      const calls = message.toolCalls?.map((call) => ({ id: call.id, type: 'function' as const, function: { name: call.name, arguments: call.arguments } }))
      return { role: 'assistant', content, ...(calls && calls.length > 0 ? { tool_calls: calls } : {}) }
    }
  }
}

function toolToWire({ name, description, parameters }: LlmTool): ChatCompletionTool {
  return { type: 'function', function: { name, description, parameters } }
}

function usageOf(completion: ChatCompletion): Usage {
  const { usage } = completion
  return {
    inputTokens: usage?.prompt_tokens ?? 0,
    outputTokens: usage?.completion_tokens ?? 0,
    cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? 0,
    calls: 1,
  }
}

/** The answer as our port has it; a server that only calls itself compatible may send anything. */
function answerOf(completion: ChatCompletion): LlmAnswer {
  const message = completion.choices?.[0]?.message
  if (!message) throw new DomainError('agent.provider', 'The model provider sent an answer without a message.')
  const toolCalls = (message.tool_calls ?? []).flatMap((call): LlmToolCall[] =>
    call.type === 'function' ? [{ id: call.id, name: call.function.name, arguments: call.function.arguments }] : [],
  )
  return { text: message.content ?? message.refusal ?? '', toolCalls, usage: usageOf(completion), model: completion.model }
}

function headerOf(error: APIError, name: string): string | undefined {
  return error.headers?.get(name) ?? undefined
}

/** One mapping from the client's errors to ours; whether trying again can help is in `extra.retryable`. */
function failureOf(error: unknown, model: string): DomainError {
  if (error instanceof DomainError) return error
  if (error instanceof APIUserAbortError) return new DomainError('agent.provider', 'The call to the model was cancelled.', { cause: error })
  if (error instanceof APIConnectionError) {
    if (error.cause instanceof DomainError)
      return new DomainError('agent.provider', `The model provider's answer is refused: ${error.cause.message}`, { cause: error })
    const reason = error.cause instanceof Error ? (error.cause.cause instanceof Error ? error.cause.cause.message : error.cause.message) : error.message
    return new DomainError('agent.provider', `The model provider could not be reached: ${reason}`, { cause: error })
  }
  if (error instanceof APIError) {
    const status = error.status ?? 0
    const retryAfter = retryAfterMs(headerOf(error, 'retry-after'), Date.now())
    return new DomainError('agent.provider', `The model provider refused the call to ${model}: ${error.message}`, {
      cause: error,
      extra: { status, retryable: status === 0 || status === 409 || isTransient(status) },
      ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter }),
    })
  }
  return new DomainError('agent.provider', 'The model provider sent an answer that cannot be read.', { cause: error })
}

/**
 * The chat model behind an OpenAI-compatible address, over a small pool of kept connections. Retries are the node's business,
 * so the client makes none of its own. Without address and key every call is DomainError `agent.not_configured`.
 */
export function createOpenAiLlm(options: OpenAiOptions): Llm & { close(): Promise<void> } {
  const configured = Boolean(options.baseUrl || options.apiKey)
  const dispatcher = new Agent({ connections: MAX_CONNECTIONS, keepAliveTimeout: KEEP_ALIVE_MS })
  const client = new OpenAI({
    // A local server may want no key, but the client insists on one.
    apiKey: options.apiKey || 'none',
    ...(options.baseUrl ? { baseURL: options.baseUrl } : {}),
    maxRetries: 0,
    timeout: CALL_TIMEOUT_MS,
    // undici's fetch and the platform's differ in their type declarations only.
    fetch: boundedFetch(undiciFetch, options.limits ?? DEFAULT_LIMITS) as unknown as typeof fetch,
    fetchOptions: { dispatcher } as OpenAI['fetchOptions'] & object,
  })
  let closing: Promise<void> | undefined

  return {
    describe: () => ({
      configured,
      scripted: options.scripted ?? false,
      ...(options.model ? { model: options.model } : {}),
      ...(options.label ? { label: options.label } : options.scripted ? { label: 'scripted model' } : {}),
    }),
    async chat({ model: wanted, messages, tools, signal, requestId }) {
      if (!configured) throw new DomainError('agent.not_configured')
      // An example that names a script is answered by the operator's own model where there is one.
      const model = wanted === undefined || (!options.scripted && wanted.startsWith(SCRIPT_PREFIX)) ? options.model : wanted
      if (!model) throw new DomainError('agent.not_configured', 'No model is named: set AOB_LLM_MODEL or the node’s model.')
      try {
        const completion = await client.chat.completions.create(
          { model, messages: messages.map(toWire), ...(tools.length > 0 ? { tools: tools.map(toolToWire) } : {}) },
          { headers: { 'Idempotency-Key': requestId }, ...(signal ? { signal } : {}) },
        )
        return answerOf(completion)
      } catch (error) {
        throw failureOf(error, model)
      }
    },
    close() {
      closing ??= dispatcher.destroy()
      return closing
    },
  }
}
