import type { Workflow, WorkflowNode } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { PERSON, RunDriver } from '../testing/run-driver.ts'
import { edges, node, workflow } from '../testing/workflows.ts'
import { resultOf, resultsOf } from './index.ts'

/** A scope around a body of these nodes and edges. */
const scope = (id: string, type: string, nodes: WorkflowNode[], lines: string[] = [], config: object = {}, rest: Partial<WorkflowNode> = {}) =>
  node(id, type, { config: { ...(node('x', type).config ?? {}), ...config, body: { nodes, edges: edges(...lines) } }, ...rest })

const open = (run: RunDriver, address: string, count: number) => run.signal(address, { kind: 'opened', count })

const mapOf = (config: object = {}, rest: Partial<WorkflowNode> = {}): Workflow =>
  workflow([scope('m', 'map', [node('a'), node('b')], ['a>b'], config, rest), node('z')], ['m>z'])

describe('a map', () => {
  test('[SC1][SC3] opens its body, at most so many at a time, and each activation is judged like a graph of its own', () => {
    const run = new RunDriver(mapOf({ concurrency: 2 }))
    open(run, 'm', 3)
    expect(run.status('m')).toBe('open')
    expect(run.state).toMatchObject({ counter: 2, status: 'RUNNING' })
    expect(run.story(-3)).toEqual(['scope.activated m', 'node.queued m[0]/a', 'node.queued m[1]/a'])
    run.succeed('m[1]/a')
    expect(run.status('m[1]/b')).toBe('queued')
    expect(run.status('m[2]/a')).toBe('idle')
    run.succeed('m[1]/b')
    expect(run.status('m[2]/a')).toBe('queued')
  })

  test('[SC4] a settled activation leaves its last outputs and nothing else, in the state and in the fold', () => {
    const run = new RunDriver(mapOf({ concurrency: 1 }))
    open(run, 'm', 2)
    run.succeed('m[0]/a')
    run.succeed('m[0]/b')
    expect(run.state.nodes.keys().sort()).toEqual(['m', 'm[1]/a'])
    expect(run.state.edges.keys()).toEqual([])
    expect(resultOf(run.state.results, 'm', 0)).toEqual({ outputs: { b: 'cas://m[0]/b' } })
    expect(resultOf(run.state.results, 'm', 1)).toBeUndefined()
  })

  test('[SC6] when none is left the scope gets a token again, completes, and the results are forgotten', () => {
    const run = new RunDriver(mapOf())
    open(run, 'm', 2)
    for (const step of ['m[1]/a', 'm[1]/b', 'm[0]/a', 'm[0]/b']) run.succeed(step)
    expect(run.events.at(-1)).toMatchObject({ type: 'node.queued', data: { nodeId: 'm', attempt: 2, cause: 'collect' } })
    expect([...resultsOf(run.state.results, 'm', 2).keys()].sort()).toEqual([0, 1])
    run.succeed('m')
    expect(run.state.results).toEqual({})
    expect(run.state.nodes.get('m')?.scope).toMatchObject({ count: 2, settled: 2, failed: 0 })
    run.succeed('z')
    expect(run.state.status).toBe('COMPLETED')
  })

  test('[SC6] an empty list goes straight to the collection', () => {
    const run = new RunDriver(mapOf())
    open(run, 'm', 0)
    expect(run.events.at(-1)).toMatchObject({ type: 'node.queued', data: { cause: 'collect' } })
  })

  test('[SC4] activations that need no token are over at once, thousands in a row', () => {
    const run = new RunDriver(workflow([scope('m', 'map', [node('u', 'future_feature', { unknownPolicy: 'skip' })], [], { concurrency: 3 })]))
    run.check = () => undefined
    open(run, 'm', 5_000)
    expect(run.state.nodes.get('m')).toMatchObject({ status: 'queued', scope: { settled: 5_000, open: 0 } })
  })

  test('[SC5][SC7] under `fail` no further item begins, those under way run to their end, then the scope collects its failure', () => {
    const run = new RunDriver(mapOf({ concurrency: 2, onItemError: 'fail' }))
    open(run, 'm', 4)
    run.fail('m[0]/a')
    expect(run.state.failing).toBeUndefined()
    expect(run.state.nodes.get('m')?.scope).toMatchObject({ open: 1, failed: 1, error: { code: 'http.status' } })
    run.succeed('m[1]/a')
    expect(run.status('m[1]/b')).toBe('queued')
    run.succeed('m[1]/b')
    expect(run.state.nodes.get('m')).toMatchObject({ status: 'queued', scope: { next: 2, settled: 2 } })
    run.fail('m')
    expect(run.state).toMatchObject({ status: 'FAILED', error: { code: 'http.status' } })
  })

  test.each(['skip', 'collect'])('[SC7] under `%s` the other items run', (onItemError) => {
    const run = new RunDriver(mapOf({ concurrency: 1, onItemError }))
    open(run, 'm', 2)
    run.fail('m[0]/a')
    expect(resultOf(run.state.results, 'm', 0)).toMatchObject({ outputs: {}, error: { code: 'http.status' } })
    run.succeed('m[1]/a')
    run.succeed('m[1]/b')
    expect(run.state.nodes.get('m')).toMatchObject({ status: 'queued', scope: { failed: 1, settled: 2 } })
  })

  test('[SC5] a failure that an error edge inside takes fails nothing', () => {
    const run = new RunDriver(workflow([scope('m', 'map', [node('a'), node('c')], ['a:error>c'])]))
    open(run, 'm', 1)
    run.fail('m[0]/a')
    run.succeed('m[0]/c')
    expect(resultOf(run.state.results, 'm', 0)).toEqual({ outputs: { c: 'cas://m[0]/c' } })
  })

  test('[SC5] in a failing activation nothing new begins, retries are dropped and questions are withdrawn', () => {
    const body = [node('a'), node('h', 'hitl'), node('r', 'join', { retry: { maxAttempts: 3 } }), node('l'), node('after')]
    const run = new RunDriver(workflow([scope('m', 'map', body, ['l>after'], { onItemError: 'skip' })]))
    open(run, 'm', 1)
    run.signal('m[0]/h', { kind: 'waiting', approvalId: 'q', requestHash: 'h', title: 'Ok?' })
    run.fail('m[0]/r', true)
    run.fail('m[0]/a')
    expect(run.send({ kind: 'retry_due', nodeId: 'm[0]/r', attempt: 1 })).toEqual({ kind: 'ignored', reason: 'terminal' })
    expect(run.state.nodes.get('m')?.status).toBe('open')
    run.succeed('m[0]/l')
    expect(run.effects).toContainEqual({ kind: 'withdraw_approval', nodeId: 'm[0]/h', approvalId: 'q' })
    expect(run.state.nodes.keys()).toEqual(['m'])
    expect(run.state.nodes.get('m')?.status).toBe('queued')
  })

  test('[SC8] a person decides inside an activation; the run waits meanwhile', () => {
    const run = new RunDriver(workflow([scope('m', 'map', [node('h', 'hitl'), node('y')], ['h:approve>y'])]))
    open(run, 'm', 1)
    run.signal('m[0]/h', { kind: 'waiting', approvalId: 'q', requestHash: 'h', title: 'Ok?' })
    expect(run.state.status).toBe('WAITING_FOR_APPROVAL')
    run.send({ kind: 'decide_approval', commandId: 'd', approvalId: 'q', nodeId: 'm[0]/h', decision: 'approve', outputRef: 'cas://yes', actor: PERSON })
    expect(run.status('m[0]/y')).toBe('queued')
  })
})

describe('nested scopes', () => {
  const nested = () => workflow([scope('m', 'map', [scope('l', 'loop', [node('x')])], [], { concurrency: 2 })])

  test('[SC2] addresses name every activation on the way', () => {
    const run = new RunDriver(nested())
    open(run, 'm', 2)
    open(run, 'm[1]/l', 1)
    run.succeed('m[1]/l[0]/x')
    expect(run.status('m[1]/l')).toBe('queued')
    open(run, 'm[1]/l', 2)
    expect(run.status('m[1]/l[1]/x')).toBe('queued')
    run.succeed('m[1]/l[1]/x')
    run.succeed('m[1]/l')
    expect(resultOf(run.state.results, 'm', 1)).toEqual({ outputs: { l: 'cas://m[1]/l' } })
    expect(Object.keys(run.state.results)).toEqual(['m/0'])
  })

  test('[SC5] a failing activation takes open scopes inside with it, once nothing in them is live', () => {
    const doc = workflow([scope('m', 'map', [node('a'), scope('c', 'map', [node('x')], [], { concurrency: 1 })], [], { onItemError: 'skip' })])
    const run = new RunDriver(doc)
    open(run, 'm', 1)
    open(run, 'm[0]/c', 3)
    run.fail('m[0]/a')
    expect(run.status('m')).toBe('open')
    run.succeed('m[0]/c[0]/x')
    expect(run.status('m[0]/c[1]/x')).toBe('idle')
    expect(run.state.nodes.get('m')).toMatchObject({ status: 'queued', scope: { failed: 1 } })
  })

  test('[SC5] a failing run begins no further activation and ends when nothing is live', () => {
    const run = new RunDriver(workflow([scope('m', 'map', [node('a')], [], { concurrency: 1 }), node('f')]))
    open(run, 'm', 3)
    run.fail('f')
    run.succeed('m[0]/a')
    expect(run.state).toMatchObject({ status: 'FAILED', counter: 0 })
    expect(run.status('m')).toBe('cancelled')
  })
})

describe('what may be said to a scope', () => {
  test('[SC1] only a scope opens, under its live attempt, and never for less than before', () => {
    const run = new RunDriver(workflow([scope('l', 'loop', [node('x')]), node('p')]))
    expect(open(run, 'p', 1)).toEqual({ kind: 'ignored', reason: 'unknown_node' })
    expect(open(run, 'l', Number.NaN)).toEqual({ kind: 'ignored', reason: 'unknown_node' })
    open(run, 'l', 1)
    expect(open(run, 'l', 1)).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    run.succeed('l[0]/x')
    expect(open(run, 'l', 0)).toEqual({ kind: 'ignored', reason: 'unknown_node' })
    expect(run.send({ kind: 'signal', nodeId: 'l', attempt: 1, outcome: { kind: 'opened', count: 2 } })).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
  })

  test('[SC2] a word about a node of an activation that is over, or never was, changes nothing', () => {
    const run = new RunDriver(mapOf())
    open(run, 'm', 1)
    run.succeed('m[0]/a')
    run.succeed('m[0]/b')
    for (const address of ['m[0]/a', 'm[7]/a', 'm[0]/nobody', 'z[0]/a']) expect(run.succeed(address).kind).toBe('ignored')
  })
})

describe('agents in bodies', () => {
  test('[R14][D-28] an agent counts once however often its body repeats; another over the limit is passed by', () => {
    const doc = workflow([scope('m', 'map', [node('g', 'agent')], [], { concurrency: 1 }), node('h', 'agent')], ['m>h'], { settings: { maxAgents: 1 } })
    const run = new RunDriver(doc)
    open(run, 'm', 2)
    run.succeed('m[0]/g')
    expect(run.status('m[1]/g')).toBe('queued')
    run.succeed('m[1]/g')
    expect(run.state.agents).toEqual({ 'm/g': true })
    run.succeed('m')
    expect(run.status('h')).toBe('skipped')
    expect(run.ir.agentCount).toBe(2)
  })
})

describe('patches while a body is open', () => {
  test('[L2][D-28] an opened body is pinned; the nodes around it may change and no inner token is lost', () => {
    const doc = mapOf()
    const run = new RunDriver(doc)
    open(run, 'm', 1)
    const inner = scope('m', 'map', [node('a'), node('b'), node('new')], ['a>b'])
    const changed = { ...doc, nodes: doc.nodes.map((each) => (each.id === 'm' ? inner : each)) }
    expect(run.send(run.swapTo(changed))).toMatchObject({ kind: 'refused', refusal: { rule: 'L2', nodeId: 'm', pointer: '/config/body' } })
    run.send(run.swapTo({ ...doc, nodes: [...doc.nodes, node('after')], edges: [...doc.edges, ...edges('z>after')] }))
    run.succeed('m[0]/a')
    expect(run.status('m[0]/b')).toBe('queued')
  })

  test('[P3][D-28] a body whose scope has not started may change: the token is withdrawn and judged again', () => {
    const doc = mapOf()
    const run = new RunDriver(doc)
    const inner = scope('m', 'map', [node('n')], [])
    run.send(run.swapTo({ ...doc, nodes: doc.nodes.map((each) => (each.id === 'm' ? inner : each)) }))
    expect(run.story().slice(-2)).toEqual(['node.withdrawn m', 'node.queued m'])
    open(run, 'm', 1)
    expect(run.status('m[0]/n')).toBe('queued')
  })
})
