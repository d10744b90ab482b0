import { DEFAULT_LIMITS } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { readWord } from './read-word.ts'

const word = { kind: 'completed', jobId: 'run.1.think', token: 'secret-token', text: 'x' }
const read = (value: unknown, change: Partial<typeof DEFAULT_LIMITS> = {}) =>
  readWord(typeof value === 'string' ? value : JSON.stringify(value), { ...DEFAULT_LIMITS, ...change })

describe('[QP-06] a word of a runner at the door', () => {
  it('is taken at the largest size and refused a byte above', () => {
    const size = Buffer.byteLength(JSON.stringify(word))
    const bounded = (maxAgentResultBytes: number) => readWord(JSON.stringify(word), { ...DEFAULT_LIMITS, maxAgentResultBytes }).kind
    expect([bounded(size), bounded(size - 1)]).toEqual(['word', 'bad'])
  })

  it('is taken in every kind, with all that it may have', () => {
    const { text: _text, ...bare } = word
    for (const good of [
      { ...bare, kind: 'started', runner: 'r' },
      { ...bare, kind: 'heartbeat' },
      { ...bare },
      { ...bare, data: null, model: 'm', usage: { calls: 0 }, patches: [{ operations: [{ op: 'remove', path: '/nodes/0' }], rationale: 'r' }] },
      { ...bare, kind: 'failed', error: { lasts: 'permanent', message: 'm', retryAfterMs: 0 } },
    ])
      expect([good, read(good).kind]).toEqual([good, 'word'])
  })

  it('is refused in every other shape', () => {
    const { text: _text, ...bare } = word
    for (const bad of [
      'null',
      '[]',
      '"x"',
      '',
      '{"kind":"heartbeat","kind":"failed"}',
      { ...bare, kind: 'constructor' },
      { ...bare, kind: 'failed' },
      { ...bare, kind: 'failed', error: { lasts: 'sometimes', message: 'm' } },
      { ...bare, kind: 'failed', error: { lasts: 'transient', message: '' } },
      { ...bare, kind: 'failed', error: { lasts: 'transient', message: 'm', retryAfterMs: 86_400_001 } },
      { ...bare, kind: 'heartbeat', text: 'x' },
      { ...bare, attempt: 2 },
      { ...bare, token: '' },
      { ...bare, token: 7 },
      { ...bare, token: 't'.repeat(201) },
      { ...bare, patches: [{ operations: [] }] },
      { ...bare, patches: Array.from({ length: 17 }, () => ({ operations: [{}] })) },
      { ...bare, jobId: 'none' },
    ])
      expect([bad, read(bad).kind]).toEqual([bad, 'bad'])
  })

  it('shows an operator no token, however it is written, and no more than its beginning', () => {
    for (const json of [JSON.stringify(word), '{"token" : "secret-token', '{"token":\n"secret-token","x"', JSON.stringify({ ...word, kind: 'x' })])
      expect(readWord(json, DEFAULT_LIMITS).shown).not.toContain('secret')
    expect(read({ ...word, text: 'x'.repeat(100_000) }).shown.length).toBeLessThanOrEqual(4100)
  })
})
