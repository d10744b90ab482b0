import { afterEach, describe, expect, it } from 'vitest'
import { play } from './player.mjs'
import { loadScripts, startScriptedModel } from './server.mjs'

type Model = Awaited<ReturnType<typeof startScriptedModel>>
const models: Model[] = []
async function start(options: Parameters<typeof startScriptedModel>[0] = {}): Promise<Model> {
  const model = await startScriptedModel({ pace: 0, ...options })
  models.push(model)
  return model
}
afterEach(async () => {
  await Promise.all(models.splice(0).map((model) => model.close()))
})

async function ask(model: Model, body: Record<string, unknown>) {
  const response = await fetch(`${model.url}/chat/completions`, { method: 'POST', body: JSON.stringify(body) })
  return { status: response.status, text: await response.text() }
}
const user = { role: 'user', content: 'Do it.' }
const scripts = new Map([
  [
    'scripted/test',
    {
      steps: [
        { text: 'I look first.', calls: [{ tool: 'read_context', arguments: {} }] },
        {
          unlessNode: 'there',
          calls: [{ tool: 'patch_workflow', arguments: { operations: [{ op: 'remove', path: '/edges/<<edge e2>>' }], seats: '<<context /inputs/seats>>' } }],
          else: { text: 'It is there.' },
        },
        { text: 'It was <<last /status>>.' },
      ],
    },
  ],
])
const context = (nodes: Record<string, number>) => ({
  role: 'tool',
  tool_call_id: 'x',
  content: JSON.stringify({ run: {}, edgePositions: { e1: 0, e2: 1 }, nodePositions: nodes, inputs: { seats: 12 } }),
})
const turn = { role: 'assistant', content: '' }

describe('the scripted model', () => {
  it('lists its scripts as models whose names say what they are', async () => {
    const response = await fetch(`${(await start()).url}/models`)
    const { data } = (await response.json()) as { data: Array<{ id: string }> }
    expect(data.map(({ id }) => id)).toContain('scripted/lead-triage')
    expect(data.every(({ id }) => id.startsWith('scripted/'))).toBe(true)
  })

  it('counts the assistant’s turns to find its step, and fills in values of the conversation', async () => {
    const model = await start({ scripts })
    const first = JSON.parse((await ask(model, { model: 'scripted/test', messages: [user] })).text)
    expect(first.model).toBe('scripted/test')
    expect(first.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { content: 'I look first.', tool_calls: [{ type: 'function', function: { name: 'read_context', arguments: '{}' } }] },
    })
    const second = JSON.parse((await ask(model, { model: 'scripted/test', messages: [user, turn, context({})] })).text)
    expect(JSON.parse(second.choices[0].message.tool_calls[0].function.arguments)).toEqual({ operations: [{ op: 'remove', path: '/edges/1' }], seats: 12 })
    const messages = [user, turn, context({}), turn, { role: 'tool', content: '{"status":"applied"}' }]
    const third = JSON.parse((await ask(model, { model: 'scripted/test', messages })).text)
    expect(third.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'It was applied.' } })
    expect(third.usage.total_tokens).toBe(third.usage.prompt_tokens + third.usage.completion_tokens)
  })

  it('does not propose again what is already there', () => {
    const script = scripts.get('scripted/test')
    expect(script && play(script, [user, turn, context({ there: 3 })])).toEqual({ text: 'It is there.', calls: [], delayMs: 0 })
  })

  it('streams the same answer', async () => {
    const model = await start({ scripts })
    const { text } = await ask(model, { model: 'scripted/test', messages: [user, turn, context({})], stream: true, stream_options: { include_usage: true } })
    const events = text.trim().split('\n\n')
    expect(events.at(-1)).toBe('data: [DONE]')
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice('data: '.length)))
    const argumentsText = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []).map((call) => call.function.arguments)
    expect(JSON.parse(argumentsText.join(''))).toMatchObject({ seats: 12 })
    expect(chunks.at(-1).usage.prompt_tokens).toBeGreaterThan(0)
  })

  it('[AG-08] reports a prefix it has seen before as cached', async () => {
    const model = await start({ scripts })
    const messages = [{ role: 'system', content: 'x'.repeat(400) }, user]
    const cached = async () => JSON.parse((await ask(model, { model: 'scripted/test', messages })).text).usage.prompt_tokens_details.cached_tokens
    expect(await cached()).toBe(0)
    expect(await cached()).toBe(100)
  })

  it('says what it cannot play', async () => {
    const model = await start({ scripts })
    expect(await ask(model, { model: 'scripted/none', messages: [user] })).toMatchObject({ status: 404, text: expect.stringContaining('model_not_found') })
    expect(await ask(model, { model: 'scripted/test', messages: [user, turn] })).toMatchObject({ status: 422, text: expect.stringContaining('<<edge e2>>') })
    expect(await ask(model, { model: 7 })).toMatchObject({ status: 400 })
    expect((await fetch(`${model.url}/chat/completions`, { method: 'POST', body: '{oops' })).status).toBe(400)
  })

  it('has only scripts that can be read', () => {
    for (const [name, script] of loadScripts()) expect(script.steps.length, name).toBeGreaterThan(0)
  })
})
