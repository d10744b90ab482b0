import type { RunEvent, Workflow } from '@aob/schemas'
import { describe, expect, it, test } from 'vitest'
import { emptyRunModel, foldRun } from '../../stores/run-model.ts'
import { edgeFactAt, nodeViewAt } from '../../stores/run-past.ts'
import { nextRound, placeOf, roundStatus, tellingRound } from './scope-place.ts'

const position = { x: 0, y: 0 }
const inner = { id: 'box', type: 'composite', position, config: { body: { nodes: [{ id: 'a', type: 'join', position }], edges: [] } } }
const map = { id: 'each', type: 'map', position, config: { items: '[]', body: { nodes: [inner], edges: [{ id: 'e', from: 'box', to: 'box' }] } } }
const document = { schemaVersion: 1, name: 'w', nodes: [map, { id: 'plain', type: 'join', position }], edges: [] } as Workflow

describe('a place inside a run', () => {
  it('is one round of a body, with the way there', () => {
    expect(placeOf(document, 'each[2]/box[0]')).toMatchObject({
      scope: 'each[2]/box',
      index: 0,
      prefix: 'each[2]/box[0]/',
      trail: ['each[2]', 'each[2]/box[0]'],
    })
    expect(placeOf(document, 'each[2]')?.document.nodes.map(({ id }) => id)).toEqual(['box'])
  })

  test.each([undefined, '', 'each', 'each[x]', 'each[-1]', 'plain[0]', 'nobody[0]', 'each[0]/a[0]', '[0]', 'each[0]/'])('%s is none', (activation) => {
    expect(placeOf(document, activation)).toBeUndefined()
  })
})

const ref = `cas://sha256:${'0'.repeat(64)}`
const error = { code: 'http.status', message: '500', retryable: false }
const at = { attempt: 1, irVersion: 1 }
const bodies: ReadonlyArray<Pick<RunEvent, 'type' | 'data'>> = [
  { type: 'run.started', data: { workflowName: 'w', artifactId: 'v', irRef: ref, irVersion: 1, inputsRef: ref } },
  { type: 'node.queued', data: { nodeId: 'each', nodeType: 'map', ...at } },
  { type: 'scope.opened', data: { nodeId: 'each', count: 4, ...at } },
  { type: 'scope.activated', data: { nodeId: 'each', first: 0, last: 2 } },
  { type: 'node.completed', data: { nodeId: 'each[0]/a', port: 'out', outputRef: ref, edges: { 'each[0]/e': 'taken' }, ...at } },
  { type: 'scope.settled', data: { nodeId: 'each', index: 0, outputs: { a: ref } } },
  { type: 'node.failed', data: { nodeId: 'each[1]/a', error, handled: false, edges: {}, ...at } },
  { type: 'scope.settled', data: { nodeId: 'each', index: 1, outputs: {}, error } },
  { type: 'node.queued', data: { nodeId: 'each[2]/a', nodeType: 'join', ...at } },
]
const events = bodies.map((body, index) => ({ runId: 'r', seq: index + 1, at: 1_000 + index, ...body })) as RunEvent[] // each body above is one of the union

describe('rounds', () => {
  const model = foldRun(emptyRunModel('r'), events).model

  it('each stands for itself', () => {
    expect([0, 1, 2, 3].map((index) => roundStatus(model, 'each', index))).toEqual(['succeeded', 'failed', 'running', 'idle'])
    expect(tellingRound(model, 'each')).toBe(1)
    expect(nextRound(model, 'each', 1, 'failed')).toBeUndefined()
    expect(tellingRound(model, 'nobody')).toBe(0)
  })

  it('what a round came to is still told when the run has forgotten its nodes', () => {
    expect(model.nodes['each[0]/a']).toBeUndefined()
    expect(nodeViewAt(model, 'each[0]/a')).toMatchObject({ status: 'succeeded', outputRef: ref })
    expect(nodeViewAt(model, 'each[1]/a')).toMatchObject({ status: 'failed', error })
    expect(nodeViewAt(model, 'each[2]/a')).toMatchObject({ status: 'queued' })
    expect([edgeFactAt(model, 'each[0]/e'), edgeFactAt(model, 'each[1]/e')]).toEqual(['taken', undefined])
  })

  it('[M3] folded one by one they are the same', () => {
    expect(events.reduce((before, event) => foldRun(before, [event]).model, emptyRunModel('r'))).toEqual(model)
  })
})
