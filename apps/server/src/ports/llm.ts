import type { Usage } from '@aob/schemas'

export interface LlmMessage {
  role: 'system' | 'user' | 'assistant' | 'tool'
  content: string
  toolCalls?: LlmToolCall[]
  toolCallId?: string
}

export interface LlmToolCall {
  id: string
  name: string
  /** JSON text exactly as the model wrote it; untrusted. */
  arguments: string
}

export interface LlmTool {
  name: string
  description: string
  parameters: Record<string, unknown>
}

export interface LlmAnswer {
  text: string
  toolCalls: LlmToolCall[]
  usage: Usage
  model: string
}

/** A chat model with function calling. Throws DomainError `agent.provider` (retryable by its status) or `agent.not_configured`. */
export interface Llm {
  describe(): { configured: boolean; scripted: boolean; model?: string; label?: string }
  chat(request: {
    model?: string
    messages: readonly LlmMessage[]
    tools: readonly LlmTool[]
    signal?: AbortSignal /** Stable per (run, node, call): sent as idempotency header. */
    requestId: string
  }): Promise<LlmAnswer>
}
