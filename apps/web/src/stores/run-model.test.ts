import type { Actor, RunEvent } from '@aob/schemas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyRunModel, foldRun, type RunModel } from './run-model.ts'

const ref = `cas://sha256:${'0'.repeat(64)}`
const scout: Actor = { kind: 'agent', id: 'scout', name: 'Scout' }
const me: Actor = { kind: 'human', id: 'me', name: 'Mira' }
const edges = { a_b: 'taken' as const }

const bodies: ReadonlyArray<Pick<RunEvent, 'type' | 'data' | 'actor'>> = [
  { type: 'run.started', data: { workflowName: 'w', artifactId: 'v1', irRef: ref, irVersion: 1, inputsRef: ref } },
  { type: 'node.queued', data: { nodeId: 'a', nodeType: 'http', attempt: 1, irVersion: 1 } },
  { type: 'node.started', data: { nodeId: 'a', attempt: 1, irVersion: 1 } },
  { type: 'node.completed', data: { nodeId: 'a', attempt: 1, irVersion: 1, port: 'out', outputRef: ref, durationMs: 12, edges } },
  { type: 'patch.proposed', actor: scout, data: { patchId: 'p1', rationale: 'safer' } },
  { type: 'node.queued', data: { nodeId: '7', nodeType: 'hitl', attempt: 1, irVersion: 1 } },
  { type: 'approval.requested', data: { approvalId: 'ok1', nodeId: '7', attempt: 1, requestHash: 'h', title: 'Send it?' } },
  { type: 'patch.applied', actor: me, data: { patchId: 'p1', artifactId: 'v2', irRef: ref, irVersion: 2, edges: {} } },
  { type: 'patch.proposed', actor: scout, data: { patchId: 'p2' } },
  { type: 'patch.rejected', actor: me, data: { patchId: 'p2', reason: 'too dear' } },
  { type: 'patch.invalid', actor: scout, data: { patchId: 'p3', code: 'patch.illegal', reason: 'has run' } },
  { type: 'approval.decided', actor: me, data: { approvalId: 'ok1', nodeId: '7', decision: 'approve' } },
  { type: 'node.completed', data: { nodeId: '7', attempt: 1, irVersion: 2, port: 'approve', outputRef: ref, edges: {} } },
  { type: 'run.completed', data: {} },
]
const events = bodies.map((body, index) => ({ runId: 'r', seq: index + 1, at: 1_000 + index * 10, ...body })) as RunEvent[] // each body above is one of the union

const folded = (...batches: RunEvent[][]): RunModel => batches.reduce((model, batch) => foldRun(model, batch).model, emptyRunModel('r'))

describe('run model', () => {
  it('shows what the events say', () => {
    const model = folded(events)
    expect(model).toMatchObject({ seq: 14, status: 'COMPLETED', workflowName: 'w', irVersion: 2, startedAt: 1_000, edges: { a_b: 'taken' } })
    expect(model.nodes.a).toMatchObject({ status: 'succeeded', attempt: 1, durationMs: 12 })
    expect(model.log).toHaveLength(14)
  })

  it('keeps every patch with its outcome, who proposed and who decided', () => {
    expect(folded(events).patches).toMatchObject([
      { patchId: 'p1', status: 'applied', actor: scout, decidedBy: me, rationale: 'safer', artifactId: 'v2', irVersion: 2 },
      { patchId: 'p2', status: 'rejected', reason: 'too dear' },
      { patchId: 'p3', status: 'invalid', code: 'patch.illegal', reason: 'has run' },
    ])
  })

  it('follows an approval to its answer', () => {
    expect(folded(events.slice(0, 7)).approvals).toMatchObject([{ approvalId: 'ok1', status: 'waiting', title: 'Send it?' }])
    expect(folded(events).approvals).toMatchObject([{ approvalId: 'ok1', status: 'approved', decidedBy: me }])
  })

  it('withdraws open questions when the run is cancelled', () => {
    const cancelled: RunEvent = { runId: 'r', seq: 8, at: 2_000, type: 'run.cancelled', data: {} }
    expect(folded(events.slice(0, 7), [cancelled]).approvals[0]?.status).toBe('withdrawn')
  })

  it('orders rows by first appearance, also for ids that look like numbers', () => {
    expect(folded(events).rows).toEqual(['a', '7'])
  })

  it('[M1] ignores what it has seen', () => {
    const once = folded(events)
    const again = foldRun(once, events)
    expect(again.model).toBe(once)
    expect(again.fresh).toEqual([])
  })

  it('[M2] stops before a gap and says so', () => {
    const start = folded(events.slice(0, 3))
    const result = foldRun(start, events.slice(4))
    expect(result).toMatchObject({ kind: 'gap', got: 5 })
    expect(result.model).toBe(start)
    const part = foldRun(start, [...events.slice(3, 5), ...events.slice(8)])
    expect(part.kind).toBe('gap')
    expect(part.model.seq).toBe(5)
  })

  it('[M3] is the same however the events are cut, doubled or begun anew', () => {
    const whole = folded(events)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(events.length), fc.nat(events.length)), { maxLength: 6 }), (cuts) => {
        let model = emptyRunModel('r')
        for (const [from, to] of cuts) model = foldRun(model, events.slice(Math.min(from, to, model.seq), Math.max(from, to))).model
        model = foldRun(model, events.slice(model.seq)).model
        expect({ ...model, state: undefined }).toEqual({ ...whole, state: undefined })
      }),
    )
  })
})
