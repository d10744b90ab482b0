import { describe, expect, it } from 'vitest'
import { createSignInGate } from './sign-in-gate.ts'

/** A server that knows nobody until told, and counts what reaches it. */
function server() {
  const state = { status: 401, asked: [] as string[] }
  const gate = createSignInGate(async (input, init) => {
    init?.signal?.throwIfAborted()
    state.asked.push(String(input))
    return new Response(`answer to ${String(input)}`, { status: state.status })
  })
  return { state, gate, ask: async (what: string, signal?: AbortSignal) => (await gate.fetch(what, signal ? { signal } : {})).text() }
}

/** Whatever is under way by microtasks has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('what is asked while nobody is signed in', () => {
  it('waits and is sent when somebody is: a change is made once, a question answered', async () => {
    const { state, gate, ask } = server()
    const change = ask('change')
    await settled()
    expect([gate.passed() !== undefined, state.asked]).toEqual([true, ['change']])
    // What comes meanwhile does not go to the server at all.
    const question = ask('question')
    await settled()
    expect(state.asked).toEqual(['change'])
    state.status = 200
    gate.open()
    expect(await Promise.all([change, question])).toEqual(['answer to change', 'answer to question'])
    expect(state.asked.toSorted()).toEqual(['change', 'change', 'question'])
    expect(gate.passed()).toBeUndefined()
  })

  it('waits again when it was a vain sign-in', async () => {
    const { state, gate, ask } = server()
    const question = ask('question')
    await settled()
    gate.open()
    await settled()
    expect([gate.passed() !== undefined, state.asked]).toEqual([true, ['question', 'question']])
    state.status = 200
    gate.open()
    expect(await question).toBe('answer to question')
  })

  it('is not sent when it was given up before', async () => {
    const { state, gate, ask } = server()
    const giveUp = new AbortController()
    const change = ask('change', giveUp.signal)
    await settled()
    giveUp.abort(new Error('given up'))
    state.status = 200
    gate.open()
    await expect(change).rejects.toThrow('given up')
    expect(state.asked).toEqual(['change'])
  })

  it('other refusals are no question of who is there', async () => {
    for (const status of [403, 429, 500, 503]) {
      const { state, gate, ask } = server()
      state.status = status
      expect(await ask('question')).toBe('answer to question')
      expect([status, gate.passed()]).toEqual([status, undefined])
    }
  })
})

it('who watches the gate hears of each turn, and nothing after leaving', () => {
  const gate = createSignInGate()
  const heard: boolean[] = []
  const leave = gate.subscribe(() => heard.push(gate.passed() !== undefined))
  gate.open()
  gate.close()
  gate.close()
  gate.open()
  leave()
  gate.close()
  expect(heard).toEqual([true, false])
})
