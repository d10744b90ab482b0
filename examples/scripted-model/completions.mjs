// The shapes of the OpenAI chat completions protocol.
import { createHash } from 'node:crypto'

const CHARACTERS_PER_TOKEN = 4
const CREATED = 1_767_225_600
const MAX_KNOWN_PREFIXES = 100

const tokens = (text) => Math.ceil(text.length / CHARACTERS_PER_TOKEN)
const digest = (value) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** Counts tokens and remembers first messages, as a provider with a prompt cache does. */
export class TokenCounter {
  prefixes = new Set()

  usage(messages, answer) {
    const [first] = messages
    const prompt = messages.reduce((sum, message) => sum + tokens(JSON.stringify(message)), 0)
    const completion = tokens(answer.text) + answer.calls.reduce((sum, call) => sum + tokens(call.arguments), 0)
    const cached = first ? this.cachedTokens(String(first.content ?? '')) : 0
    return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion, prompt_tokens_details: { cached_tokens: cached } }
  }

  cachedTokens(prefix) {
    const key = digest(prefix)
    if (this.prefixes.has(key)) return tokens(prefix)
    if (this.prefixes.size < MAX_KNOWN_PREFIXES) this.prefixes.add(key)
    return 0
  }
}

/** Tool calls with ids that depend on the conversation alone. */
function toolCalls(messages, answer) {
  const turn = messages.length
  return answer.calls.map((call, index) => ({ id: `call_${turn}_${index}`, type: 'function', function: call }))
}

/** One whole answer. */
export function completion(model, messages, answer, usage) {
  const calls = toolCalls(messages, answer)
  return {
    id: `chatcmpl-${digest([model, messages]).slice(0, 24)}`,
    object: 'chat.completion',
    created: CREATED,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answer.text === '' ? null : answer.text, ...(calls.length > 0 ? { tool_calls: calls } : {}) },
        finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
      },
    ],
    usage,
  }
}

/** The same answer in pieces, as server-sent events carry it. */
export function chunks(model, messages, answer, usage) {
  const base = { id: `chatcmpl-${digest([model, messages]).slice(0, 24)}`, object: 'chat.completion.chunk', created: CREATED, model }
  const piece = (delta, finish_reason = null) => ({ ...base, choices: [{ index: 0, delta, finish_reason }] })
  const words = answer.text.match(/\S+\s*/g) ?? []
  const calls = toolCalls(messages, answer).flatMap((call, index) => [
    piece({ tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.function.name, arguments: '' } }] }),
    ...(call.function.arguments.match(/[\s\S]{1,200}/g) ?? []).map((part) => piece({ tool_calls: [{ index, function: { arguments: part } }] })),
  ])
  return [
    piece({ role: 'assistant', content: '' }),
    ...words.map((word) => piece({ content: word })),
    ...calls,
    piece({}, calls.length > 0 ? 'tool_calls' : 'stop'),
    { ...base, choices: [], usage },
  ]
}
