import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeSignal, encodeSignal } from './signal.ts'

describe('completions on the stream', () => {
  it('[CO-12] reads back what was written', () => {
    const message = { nodeId: 'fetch', attempt: 2, outcome: { kind: 'succeeded' as const, port: 'out', outputRef: `cas://sha256:${'a'.repeat(64)}` } }
    expect(decodeSignal(encodeSignal('run-1', message))).toEqual({ runId: 'run-1', command: { kind: 'signal', ...message } })
  })

  it.each([
    ['no run', { json: '{}' }],
    ['no body', { runId: 'r' }],
    ['not JSON', { runId: 'r', json: '{' }],
    ['not an object', { runId: 'r', json: '1' }],
    ['no attempt', { runId: 'r', json: '{"nodeId":"a","outcome":{"kind":"started"}}' }],
    ['fractional attempt', { runId: 'r', json: '{"nodeId":"a","attempt":1.5,"outcome":{"kind":"started"}}' }],
    ['unknown outcome', { runId: 'r', json: '{"nodeId":"a","attempt":1,"outcome":{"kind":"constructor"}}' }],
    ['success without output', { runId: 'r', json: '{"nodeId":"a","attempt":1,"outcome":{"kind":"succeeded","port":"out"}}' }],
    [
      'success that waits for no list',
      { runId: 'r', json: `{"nodeId":"a","attempt":1,"outcome":{"kind":"succeeded","port":"out","outputRef":"x","awaitPatches":"p"}}` },
    ],
    ['failure without error', { runId: 'r', json: '{"nodeId":"a","attempt":1,"outcome":{"kind":"failed"}}' }],
    ['no name of a run', { runId: 'r\u0000', json: '{"nodeId":"a","attempt":1,"outcome":{"kind":"started"}}' }],
    ['a name nobody gives', { runId: 'r'.repeat(65), json: '{"nodeId":"a","attempt":1,"outcome":{"kind":"started"}}' }],
  ])('[CO-12] a message of another shape is undefined: %s', (_, fields) => {
    expect(decodeSignal(fields)).toBeUndefined()
  })

  const REF = `cas://sha256:${'a'.repeat(64)}`
  const decoded = (outcome: Record<string, unknown>) => decodeSignal({ runId: 'r', json: JSON.stringify({ nodeId: 'a', attempt: 1, outcome }) })

  it.each([
    { kind: 'started', worker: 'w' },
    { kind: 'succeeded', port: 'out', outputRef: REF, outputBytes: 1, durationMs: 2, usage: { inputTokens: 1 } },
    { kind: 'succeeded', port: 'out', outputRef: REF, awaitPatches: [] },
    { kind: 'succeeded', port: 'out', outputRef: REF, awaitPatches: ['p'] },
    { kind: 'failed', error: { code: 'http.status', message: 'no', retryable: false, causes: ['why'] }, durationMs: 1 },
    { kind: 'waiting', approvalId: 'p', requestHash: 'h', title: 't', deadline: 1 },
    { kind: 'opened', count: 0 },
    { kind: 'opened', count: 10_000_000, ref: REF },
    { kind: 'delayed', dueAt: 8.64e15, outputRef: REF, outputBytes: 1 },
    { kind: 'agent_called', model: 'm', call: 1, tools: ['t'], usage: {}, durationMs: 1 },
  ])('[CO-12] every outcome an executor gives is read: $kind', (outcome) => {
    expect(decoded(outcome)?.command.outcome).toEqual(outcome)
  })

  it.each([
    ['a member nobody knows', { kind: 'started', extra: 1 }],
    ['a word about another node', { kind: 'succeeded', port: 'out', outputRef: REF, nodeId: 'b' }],
    ['facts about edges', { kind: 'succeeded', port: 'out', outputRef: REF, edges: { e: 'taken' } }],
    ['a size that is no number', { kind: 'succeeded', port: 'out', outputRef: REF, outputBytes: '1' }],
    ['a reference to nothing', { kind: 'succeeded', port: 'out', outputRef: 'cas://sha256:\u0000' }],
    ['an output outside the store', { kind: 'succeeded', port: 'out', outputRef: 'file:///etc/passwd' }],
    ['causes that are no texts', { kind: 'failed', error: { code: 'c', message: 'm', retryable: false, causes: [1] } }],
    ['an error with more in it', { kind: 'failed', error: { code: 'c', message: 'm', retryable: false, stack: 's' } }],
    ['a time that is none', { kind: 'delayed', dueAt: 8.64e15 + 1, outputRef: REF }],
    ['a deadline that is none', { kind: 'waiting', approvalId: 'p', requestHash: 'h', title: 't', deadline: 8.7e15 }],
    ['more activations than can be counted', { kind: 'opened', count: 10_000_001 }],
    ['less than no activations', { kind: 'opened', count: -1 }],
  ])('[CO-12] what the log could not hold is no completion: %s', (_, outcome) => {
    expect(decoded(outcome)).toBeUndefined()
  })

  it('[CO-12] no JSON at all makes it throw', () => {
    fc.assert(fc.property(fc.json(), (json) => void decodeSignal({ runId: 'r', json })))
  })
})
