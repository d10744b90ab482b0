import { describe, expect, it } from 'vitest'
import { createExpressions } from '../expressions/expressions.ts'
import { createDelayExecutor } from './delay.ts'
import { testRequest } from './test-request.ts'

const executor = createDelayExecutor({ expressions: createExpressions(), clock: { now: () => 1_000 } })
const wait = (config: object, inputs: unknown = {}) =>
  executor.execute(testRequest({ id: 'w', type: 'delay', config }, { scope: { inputs, nodes: {}, run: { id: 'r', workflow: 'w' }, vars: {} } }))

describe('the wait executor', () => {
  it('counts a duration from now', async () => {
    expect(await wait({ durationMs: 500 })).toEqual({ kind: 'delayed', dueAt: 1_500, output: { until: '1970-01-01T00:00:01.500Z' } })
  })

  it('waits until an instant, with its offset, from an expression', async () => {
    expect(await wait({ until: '{{ inputs.at }}' }, { at: '2026-12-24T18:00:00+01:00' })).toMatchObject({ dueAt: Date.parse('2026-12-24T17:00:00Z') })
  })

  it.each(['tomorrow', '2026-12-24', '2026-12-24T18:00:00', '2026-13-40T99:00:00Z'])('"%s" is no instant', async (until) => {
    expect(await wait({ until })).toMatchObject({ kind: 'failed', error: { code: 'node.config_invalid', retryable: false } })
  })
})
