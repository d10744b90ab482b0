import { evolve, type RunState } from '@aob/ir/run'
import type { RunEvent } from '@aob/schemas'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { event, started } from '../../conformance/record-under-test.ts'
import { project, type RunProjection } from './run-projection.ts'

const RUN = { runId: 'r', workflowName: 'w', artifactId: 'base', irRef: 'ir-1', inputsRef: 'in' }
const error = { code: 'function.threw', message: 'm', retryable: false }

type Draft = readonly [RunEvent['type'], Record<string, unknown>]

const node = fc.constantFrom('a', 'b', '__proto__')
const nodeEvents: fc.Arbitrary<Draft> = fc.tuple(node, fc.nat(10)).map(([nodeId, choice]): Draft => {
  const at = { nodeId, attempt: 1, irVersion: 1 }
  const drafts: Draft[] = [
    ['node.queued', { ...at, nodeType: 'http' }],
    ['node.started', at],
    ['approval.requested', { nodeId, attempt: 1, approvalId: 'x', requestHash: 'h', title: 't' }],
    ['approval.decided', { nodeId, approvalId: 'x', decision: 'approve' }],
    ['node.completed', { ...at, port: 'out', outputRef: 'o', edges: {} }],
    ['node.failed', { ...at, error, edges: {} }],
    ['node.retrying', { nodeId, attempt: 1, error, dueAt: 5 }],
    ['node.held', { nodeId, reason: 'review' }],
    ['node.withdrawn', { nodeId, attempt: 1 }],
    ['node.skipped', { nodeId, nodeType: 'odd', reason: 'unknown_type', outputRef: 'skipped://unknown_type', edges: {} }],
    ['node.not_taken', { nodeId, edges: {} }],
  ]
  return drafts[choice] ?? ['run.completed', {}]
})
const otherEvents: fc.Arbitrary<Draft> = fc.oneof(
  fc
    .integer({ min: 2, max: 9 })
    .map((version): Draft => ['patch.applied', { patchId: 'p', artifactId: `a-${version}`, irRef: `ir-${version}`, irVersion: version, edges: {} }]),
  fc.constantFrom<Draft>(['run.paused', {}], ['run.resumed', {}]),
  fc.constant<Draft>(['node.resolved', { nodeId: 'a', attempt: 1, resolution: 'skip', reason: 'r' }]),
  fc.constant<Draft>(['patch.proposed', { patchId: 'p' }]),
  fc.constant<Draft>(['agent.called', { nodeId: 'a', attempt: 1, model: 'm', call: 1 }]),
)
const ending = fc.option(fc.constantFrom<Draft>(['run.completed', {}], ['run.failed', { error }], ['run.cancelled', {}], ['run.timed_out', {}]), {
  nil: undefined,
})

const seen = (state: RunState | undefined) => ({
  status: state?.status,
  lastSeq: state?.seq,
  endedAt: state?.endedAt,
  error: state?.error,
  headArtifactId: state?.artifactId,
  irRef: state?.irRef,
  irVersion: state?.irVersion,
  waiting: (state?.nodes.values() ?? []).filter(({ status }) => status === 'waiting').length,
})

test('[D-32][SC5] a question inside an activation keeps the run waiting until the activation takes it along', () => {
  const at = { attempt: 1, irVersion: 1 }
  const drafts: Draft[] = [
    ['node.queued', { nodeId: 'm', nodeType: 'map', ...at }],
    ['scope.opened', { nodeId: 'm', count: 2, ...at }],
    ['scope.activated', { nodeId: 'm', first: 0, last: 1 }],
    ['node.queued', { nodeId: 'm[0]/h', nodeType: 'hitl', ...at }],
    ['approval.requested', { nodeId: 'm[0]/h', attempt: 1, approvalId: 'x', requestHash: 'h', title: 't' }],
    ['scope.settled', { nodeId: 'm', index: 0, outputs: {}, error }],
  ]
  const events = [started(RUN), ...drafts.map(([type, data], index) => event('r', index + 2, type, data))]
  let state: RunState | undefined
  let row: RunProjection = { status: 'RUNNING', lastSeq: 0, headArtifactId: 'base', irRef: 'ir-1', irVersion: 1, patchCount: 0, openNodes: new Map() }
  const statuses = events.map((each) => {
    state = evolve(state, each)
    row = project(row, each)
    expect(row.status).toBe(state.status)
    return row.status
  })
  expect(statuses.slice(-2)).toEqual(['WAITING_FOR_APPROVAL', 'RUNNING'])
})

test('[D-32] the run row always says what the run core folds from the same events', () => {
  const log = fc.tuple(fc.array(fc.oneof({ arbitrary: nodeEvents, weight: 5 }, { arbitrary: otherEvents, weight: 1 }), { maxLength: 30 }), ending)
  const property = fc.property(log, ([drafts, end]) => {
    const events = [started(RUN), ...[...drafts, ...(end ? [end] : [])].map(([type, data], index) => event('r', index + 2, type, data))]
    let state: RunState | undefined
    let row: RunProjection = { status: 'RUNNING', lastSeq: 0, headArtifactId: 'base', irRef: 'ir-1', irVersion: 1, patchCount: 0, openNodes: new Map() }
    for (const each of events) {
      state = evolve(state, each)
      row = project(row, each)
      const { openNodes, patchCount: _count, ...rest } = row
      const waiting = [...openNodes.values()].filter((open) => open === 'waiting').length
      expect({ endedAt: undefined, error: undefined, ...rest, waiting }).toEqual(seen(state))
    }
  })
  fc.assert(property, { numRuns: 500 })
})
