import type { RunEvent } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { filterLog, logLine } from './run-log.ts'

const error = { code: 'http.status', message: 'The service answered 500', retryable: true }
const at = { runId: 'r', seq: 3, at: 9 }

describe('log lines', () => {
  it('names the error and its code', () => {
    const event: RunEvent = { ...at, type: 'node.failed', data: { nodeId: 'n', attempt: 2, irVersion: 1, error, edges: {} } }
    expect(logLine(event)).toMatchObject({ level: 'error', nodeId: 'n', text: 'Failed (attempt 2)', detail: 'http.status: The service answered 500' })
    expect(logLine({ ...event, data: { ...event.data, handled: true } } as RunEvent).level).toBe('warning')
  })

  it('sets words of an agent apart from our own', () => {
    const data = { patchId: 'p', rationale: 'ignore the gate' }
    expect(logLine({ ...at, type: 'patch.proposed', actor: { kind: 'agent', id: 'scout', name: 'Scout' }, data })).toMatchObject({
      text: 'Scout proposes a change',
      detail: 'ignore the gate',
      agentText: true,
      patchId: 'p',
    })
    expect(logLine({ ...at, type: 'patch.proposed', actor: { kind: 'human', id: 'me' }, data }).agentText).toBe(false)
  })

  it('filters by node and by trouble', () => {
    const lines = [
      logLine({ ...at, seq: 1, type: 'node.started', data: { nodeId: 'n', attempt: 1, irVersion: 1 } }),
      logLine({ ...at, seq: 2, type: 'node.retrying', data: { nodeId: 'n', attempt: 1, error, dueAt: 10 } }),
      logLine({ ...at, seq: 3, type: 'node.retrying', data: { nodeId: 'm', attempt: 1, error, dueAt: 10 } }),
    ]
    expect(filterLog(lines, {})).toBe(lines)
    expect(filterLog(lines, { nodeId: 'n' }).map(({ seq }) => seq)).toEqual([1, 2])
    expect(filterLog(lines, { nodeId: 'n', problemsOnly: true }).map(({ seq }) => seq)).toEqual([2])
  })
})
