import { describe, expect, it } from 'vitest'
import { alertOf, edgeState, overlayOfNode, panelTells } from './run-words.ts'

describe('words of a run', () => {
  it('[UI-10] an approval raises a notice naming node and question', () => {
    const data = { approvalId: 'a1', nodeId: 'gate', attempt: 1, requestHash: 'h', title: 'Send it?' }
    expect(alertOf({ runId: 'r', seq: 4, at: 1, type: 'approval.requested', data })).toEqual({
      kind: 'approval',
      key: 'r-4',
      nodeId: 'gate',
      title: 'Send it?',
    })
  })

  it('[UI-11] a failed node raises a notice naming the node and its error code', () => {
    const error = { code: 'http.status', message: '500', retryable: false }
    const alert = alertOf({ runId: 'r', seq: 5, at: 1, type: 'node.failed', data: { nodeId: 'fetch', attempt: 1, irVersion: 1, error, edges: {} } })
    expect(alert).toMatchObject({ kind: 'failure', nodeId: 'fetch', code: 'http.status', handled: false })
  })

  it('a failure is told by the panel where it shows that step, or the run that failed at it', () => {
    const goesOn = { error: undefined, failedNodeId: undefined }
    const failed = { error: { code: 'http.status', message: '500', retryable: false }, failedNodeId: 'fetch' } as const
    expect(panelTells('fetch', 'fetch', goesOn)).toBe(true)
    expect(panelTells('fetch', undefined, failed)).toBe(true)
    expect(panelTells('fetch', undefined, goesOn)).toBe(false)
    expect(panelTells('other', undefined, failed)).toBe(false)
    expect(panelTells('fetch', 'other', failed)).toBe(false)
  })

  it('a held node raises a notice: it is a person who has to say what becomes of it', () => {
    const alert = alertOf({ runId: 'r', seq: 6, at: 1, type: 'node.held', data: { nodeId: 'fetch', reason: 'unknown_type' } })
    expect(alert).toEqual({ kind: 'held', key: 'r-6', nodeId: 'fetch', message: undefined })
  })

  it('stays silent about ordinary progress', () => {
    expect(alertOf({ runId: 'r', seq: 1, at: 1, type: 'node.started', data: { nodeId: 'a', attempt: 1, irVersion: 1 } })).toBeUndefined()
  })

  it('shows movement only on a taken edge into a node at work', () => {
    expect(edgeState('taken', { nodeId: 'n', status: 'running', attempt: 1 })).toBe('active')
    expect(edgeState('taken', { nodeId: 'n', status: 'succeeded', attempt: 1 })).toBe('taken')
    expect(edgeState('not_taken', { nodeId: 'n', status: 'running', attempt: 1 })).toBe('not_taken')
    expect(edgeState(undefined, undefined)).toBeUndefined()
  })

  it('adds up tokens and hides the first attempt', () => {
    expect(overlayOfNode(undefined)).toEqual({ status: 'idle' })
    expect(overlayOfNode({ nodeId: 'n', status: 'succeeded', attempt: 2, durationMs: 40, usage: { inputTokens: 3, outputTokens: 4 } })).toEqual({
      status: 'succeeded',
      durationMs: 40,
      tokens: 7,
      attempt: 2,
    })
  })
})
