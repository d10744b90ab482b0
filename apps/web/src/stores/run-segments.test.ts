import type { RunEvent } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { foldReview, foldSegment, type SegmentsByNode } from './run-segments.ts'

type Body = Omit<Extract<RunEvent, { type: string }>, 'runId' | 'seq' | 'at'>

function fold(...steps: Array<[at: number, body: { type: RunEvent['type']; data: object }]>): SegmentsByNode {
  return steps.reduce<SegmentsByNode>((byNode, [at, body], index) => {
    const event = { runId: 'r', seq: index + 1, at, ...(body as unknown as Body) } as RunEvent // the steps below are valid bodies
    return foldSegment(byNode, event)
  }, {})
}

const queued = (attempt = 1) => ({ type: 'node.queued' as const, data: { nodeId: 'n', nodeType: 'http', attempt, irVersion: 1 } })
const started = (attempt = 1) => ({ type: 'node.started' as const, data: { nodeId: 'n', attempt, irVersion: 1 } })
const error = { code: 'http.status', message: '500', retryable: true }

describe('timeline segments', () => {
  it('tells queue time from run time', () => {
    const byNode = fold(
      [10, queued()],
      [30, started()],
      [90, { type: 'node.completed', data: { nodeId: 'n', attempt: 1, irVersion: 1, port: 'out', outputRef: 'x', edges: {} } }],
    )
    expect(byNode.n).toEqual([
      { attempt: 1, kind: 'queue', from: 10, to: 30 },
      { attempt: 1, kind: 'run', from: 30, to: 90, outcome: 'succeeded' },
    ])
  })

  it('draws each retry as its own segment with the pause between', () => {
    const byNode = fold(
      [0, queued()],
      [1, started()],
      [5, { type: 'node.retrying', data: { nodeId: 'n', attempt: 1, error, dueAt: 50 } }],
      [50, queued(2)],
      [51, started(2)],
    )
    expect(byNode.n?.map(({ kind, attempt, outcome }) => [kind, attempt, outcome])).toEqual([
      ['queue', 1, undefined],
      ['run', 1, 'failed'],
      ['backoff', 1, undefined],
      ['queue', 2, undefined],
      ['run', 2, undefined],
    ])
    expect(byNode.n?.at(-1)?.to).toBeUndefined()
  })

  it('shows the wait for a person apart from the run', () => {
    const byNode = fold(
      [0, queued()],
      [1, started()],
      [2, { type: 'approval.requested', data: { approvalId: 'a', nodeId: 'n', attempt: 1, requestHash: 'h', title: 't' } }],
      [99, { type: 'approval.decided', data: { approvalId: 'a', nodeId: 'n', decision: 'approve' } }],
    )
    expect(byNode.n?.at(-1)).toEqual({ attempt: 1, kind: 'wait', from: 2, to: 99, outcome: 'decided' })
  })

  it('closes what is open when the run is cancelled', () => {
    const byNode = fold([0, queued()], [1, started()], [7, { type: 'run.cancelled', data: {} }])
    expect(byNode.n?.at(-1)).toEqual({ attempt: 1, kind: 'run', from: 1, to: 7, outcome: 'cancelled' })
  })

  it('marks a node that was skipped without ever queueing', () => {
    const byNode = fold([4, { type: 'node.skipped', data: { nodeId: 'n', nodeType: 'x', reason: 'unknown_type', outputRef: 's', edges: {} } }])
    expect(byNode.n).toEqual([{ attempt: 1, kind: 'run', from: 4, to: 4, outcome: 'skipped' }])
  })

  it('keeps the object when an event concerns no node', () => {
    const before: SegmentsByNode = { n: [] }
    expect(foldSegment(before, { runId: 'r', seq: 1, at: 1, type: 'patch.invalid', data: { patchId: 'p' } })).toBe(before)
  })

  it('tells an agent that waits for the review of its proposal from one that works', () => {
    const model = { nodeId: 'n', attempt: 1, model: 'm', call: 2 }
    const steps: RunEvent[] = [
      { runId: 'r', seq: 1, at: 0, type: 'node.started', data: { nodeId: 'n', attempt: 1, irVersion: 1 } },
      { runId: 'r', seq: 2, at: 10, type: 'patch.proposed', data: { patchId: 'p' } },
      { runId: 'r', seq: 3, at: 15, type: 'agent.called', data: model },
      { runId: 'r', seq: 4, at: 900, type: 'patch.rejected', data: { patchId: 'p' } },
    ]
    const byNode = steps.reduce<SegmentsByNode>((before, event) => foldReview(foldSegment(before, event), event, 'n'), {})
    expect(byNode.n).toEqual([
      { attempt: 1, kind: 'run', from: 0, to: 15 },
      { attempt: 1, kind: 'wait', from: 15, to: 900, outcome: 'decided' },
      { attempt: 1, kind: 'run', from: 900 },
    ])
  })
})
