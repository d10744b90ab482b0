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
  ])('[CO-12] a message of another shape is undefined: %s', (_, fields) => {
    expect(decodeSignal(fields)).toBeUndefined()
  })

  it('[CO-12] no JSON at all makes it throw', () => {
    fc.assert(fc.property(fc.json(), (json) => void decodeSignal({ runId: 'r', json })))
  })
})
