import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { afterEach, describe, expect, it } from 'vitest'
import { type ModelScript, startScriptedModel } from '../../../../examples/scripted-model/server.mjs'
import { DomainError } from '../domain-error.ts'
import { createOpenAiLlm } from './openai-llm.ts'

const opened: Array<{ close(): Promise<void> }> = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((item) => item.close()))
})
function keep<T extends { close(): Promise<void> }>(item: T): T {
  opened.push(item)
  return item
}

const user = { role: 'user' as const, content: 'Hello' }
const call = { messages: [user], tools: [], requestId: 'request-1' }
const scripts = new Map<string, ModelScript>([
  ['scripted/test', { steps: [{ text: 'One moment.', calls: [{ tool: 'read_context', arguments: { parts: ['inputs'] } }] }, { text: 'Done.' }] }],
])

const ANSWER = JSON.stringify({
  id: 'x',
  object: 'chat.completion',
  created: 0,
  model: 'm',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'ok' } }],
})

/** A server that answers every call alike. */
async function serverWith(
  status: number,
  answer: string,
  headers: Record<string, string> = {},
): Promise<{ url: string; sockets: () => number; seen: Array<Record<string, unknown>>; close(): Promise<void> }> {
  let sockets = 0
  const seen: Array<Record<string, unknown>> = []
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => seen.push({ ...request.headers, body }))
    request.on('end', () => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(answer))
  })
  server.on('connection', () => {
    sockets += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, sockets: () => sockets, seen, close }
}

async function failureOf(promise: Promise<unknown>): Promise<DomainError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof DomainError) return error
  throw new Error(`expected a DomainError, got ${String(error)}`)
}

describe('createOpenAiLlm', () => {
  it('asks, sends tools, and reads text, tool calls, usage and model', async () => {
    const model = keep(await startScriptedModel({ scripts, pace: 0 }))
    const llm = keep(createOpenAiLlm({ baseUrl: model.url, model: 'scripted/test', scripted: true }))
    const first = await llm.chat(call)
    expect(first).toMatchObject({
      text: 'One moment.',
      model: 'scripted/test',
      toolCalls: [{ name: 'read_context', arguments: '{"parts":["inputs"]}' }],
      usage: { calls: 1, cachedTokens: 0 },
    })
    expect(first.usage.inputTokens).toBeGreaterThan(0)
    const second = await llm.chat({
      ...call,
      messages: [
        user,
        { role: 'assistant', content: first.text, toolCalls: first.toolCalls },
        { role: 'tool', content: '{}', toolCallId: first.toolCalls[0]?.id },
      ],
    })
    expect(second).toMatchObject({ text: 'Done.', toolCalls: [] })
    expect(llm.describe()).toEqual({ configured: true, scripted: true, model: 'scripted/test', label: 'scripted model' })
  })

  it('without address and key it is not configured and says so', async () => {
    const llm = keep(createOpenAiLlm({}))
    expect(llm.describe()).toEqual({ configured: false, scripted: false })
    expect((await failureOf(llm.chat({ ...call, model: 'any' }))).code).toBe('agent.not_configured')
    const nameless = keep(createOpenAiLlm({ baseUrl: 'http://127.0.0.1:1/v1' }))
    expect((await failureOf(nameless.chat(call))).message).toContain('AOB_LLM_MODEL')
  })

  it('an agent that names a script is answered by the real model where one is configured', async () => {
    const server = keep(await serverWith(200, ANSWER))
    await keep(createOpenAiLlm({ baseUrl: server.url, model: 'real-model' })).chat({ ...call, model: 'scripted/lead-triage' })
    await keep(createOpenAiLlm({ baseUrl: server.url, model: 'real-model' })).chat({ ...call, model: 'own-model' })
    await keep(createOpenAiLlm({ baseUrl: server.url, model: 'scripted/assistant', scripted: true })).chat({ ...call, model: 'scripted/lead-triage' })
    expect(server.seen.map(({ body }) => JSON.parse(String(body)).model)).toEqual(['real-model', 'own-model', 'scripted/lead-triage'])
  })

  it.each([
    [401, false],
    [400, false],
    [404, false],
    [408, true],
    [429, true],
    [500, true],
    [503, true],
  ])('[AG-23] status %d is agent.provider, retryable: %s', async (status, retryable) => {
    const server = keep(await serverWith(status, '{"error":{"message":"no"}}', { 'retry-after': '3' }))
    const error = await failureOf(keep(createOpenAiLlm({ baseUrl: server.url, apiKey: 'k', model: 'm' })).chat(call))
    expect(error).toMatchObject({ code: 'agent.provider', detail: { retryAfterMs: 3000, extra: { status, retryable } } })
    expect(server.seen).toHaveLength(1)
    expect(server.seen[0]).toMatchObject({ 'idempotency-key': 'request-1', authorization: 'Bearer k' })
  })

  it.each(['{}', '{"choices":[]}', 'not json', '[]'])('an answer like %s is agent.provider, not a crash', async (body) => {
    const server = keep(await serverWith(200, body))
    expect((await failureOf(keep(createOpenAiLlm({ baseUrl: server.url, model: 'm' })).chat(call))).code).toBe('agent.provider')
  })

  it.each([
    ['nesting', ANSWER.replace('"ok"', `${'['.repeat(100_000)}${']'.repeat(100_000)}`), {}, 'nested deeper than 128'],
    ['values', ANSWER.replace('"ok"', `[${'0,'.repeat(700_000)}0]`), {}, 'more than 600000 members and items'],
    ['bytes', ANSWER, { maxOutputBytes: ANSWER.length - 1 }, `more than ${ANSWER.length - 1} bytes`],
  ])('[D-23] an answer beyond the bounds is refused before anybody parses it: %s', async (_, body, change, reason) => {
    const server = keep(await serverWith(200, body))
    const error = await failureOf(keep(createOpenAiLlm({ baseUrl: server.url, model: 'm', limits: { ...DEFAULT_LIMITS, ...change } })).chat(call))
    expect(error).toMatchObject({ code: 'agent.provider', message: expect.stringContaining(reason) })
    const whole = keep(
      createOpenAiLlm({ baseUrl: keep(await serverWith(200, ANSWER)).url, model: 'm', limits: { ...DEFAULT_LIMITS, maxOutputBytes: ANSWER.length } }),
    )
    expect((await whole.chat(call)).text).toBe('ok')
  })

  it('an address where nobody listens is agent.provider, retryable', async () => {
    const error = await failureOf(keep(createOpenAiLlm({ baseUrl: 'http://127.0.0.1:1/v1', model: 'm' })).chat(call))
    expect(error).toMatchObject({ code: 'agent.provider', retryable: true })
    expect(error.message).toContain('could not be reached')
  })

  it('ends at the signal', async () => {
    const slow = new Map<string, ModelScript>([['scripted/slow', { steps: [{ text: 'late', delayMs: 5000 }] }]])
    const model = keep(await startScriptedModel({ scripts: slow }))
    const llm = keep(createOpenAiLlm({ baseUrl: model.url, model: 'scripted/slow' }))
    expect((await failureOf(llm.chat({ ...call, signal: AbortSignal.timeout(50) }))).code).toBe('agent.provider')
  })

  it('[AG-11] 100 calls open at most 10 sockets, one after the other and together', async () => {
    const server = keep(await serverWith(200, ANSWER))
    const llm = keep(createOpenAiLlm({ baseUrl: server.url, model: 'm' }))
    for (let index = 0; index < 50; index += 1) await llm.chat(call)
    // Now and then a request begins before the socket of the last one is back in the pool.
    expect(server.sockets()).toBeLessThanOrEqual(3)
    await Promise.all(Array.from({ length: 50 }, () => llm.chat(call)))
    expect(server.sockets()).toBeLessThanOrEqual(10)
  })
})
