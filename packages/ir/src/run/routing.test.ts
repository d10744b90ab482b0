import { describe, expect, test } from 'vitest'
import { PERSON, RunDriver } from '../testing/run-driver.ts'
import { node, workflow } from '../testing/workflows.ts'
import { decide, initialState, type RunCommand } from './index.ts'

describe('start', () => {
  test('[R1][CO-17] every entry gets a token, other nodes none', () => {
    const run = new RunDriver(workflow([node('b'), node('a'), node('c')], ['a>c', 'b>c']))
    expect(run.story()).toEqual(['run.started', 'node.queued a', 'node.queued b'])
    expect(run.effects.map((effect) => effect.kind === 'dispatch' && [effect.nodeId, effect.nodeType, effect.attempt])).toEqual([
      ['a', 'join', 1],
      ['b', 'join', 1],
    ])
    expect(run.state).toMatchObject({ status: 'RUNNING', counter: 2, irVersion: 1, seq: 3 })
  })

  test('[R1] a workflow without nodes completes at once', () => {
    const run = new RunDriver(workflow([]))
    expect(run.story()).toEqual(['run.started', 'run.completed'])
    expect(run.effects).toEqual([{ kind: 'finish' }])
  })

  test('[R11] a second start changes nothing', () => {
    const run = new RunDriver(workflow([node('a')]))
    expect(run.send({ kind: 'start', runId: 'run-1', workflowName: 'x', artifactId: 'x', irRef: 'x', inputsRef: 'x', actor: PERSON })).toEqual({
      kind: 'ignored',
      reason: 'duplicate_command',
    })
  })

  test('ids that are members of every object are plain ids', () => {
    const run = new RunDriver(workflow([node('constructor'), node('toString'), node('__proto__')], ['constructor>toString', 'toString>__proto__']))
    for (const id of ['constructor', 'toString', '__proto__']) run.succeed(id)
    expect(run.state.status).toBe('COMPLETED')
    expect(run.state.nodes.keys().sort()).toEqual(['__proto__', 'constructor', 'toString'])
  })
})

describe('success', () => {
  test('[R3] edges of the port are taken, all others are not, each once', () => {
    const run = new RunDriver(workflow([node('a', 'conditional'), node('b'), node('c')], ['a:true>b', 'a:false>c', 'a:error>c']))
    run.succeed('a', 'true')
    expect(run.state.edges.toRecord()).toEqual({ atrueb: 'taken', afalsec: 'not_taken', aerrorc: 'not_taken' })
    expect(run.story(2)).toEqual(['node.completed a', 'node.not_taken c', 'node.queued b'])
  })

  test('[R3][D-27] a condition decides besides the port; only matching edges are asked for', () => {
    const run = new RunDriver(workflow([node('a'), node('b'), node('c')], ['a>b?x', 'a>c?y', 'a:error>c?z']))
    expect(run.needed('a', 'out').map((edge) => edge.id)).toEqual(['ab', 'ac'])
    expect(run.needed('a', 'error').map((edge) => edge.id)).toEqual(['aerrorc'])
    run.succeed('a', 'out', { ab: true, ac: false })
    expect(run.state.edges.toRecord()).toEqual({ ab: 'taken', ac: 'not_taken', aerrorc: 'not_taken' })
    expect(run.needed('a', 'out')).toEqual([])
  })

  test('[R4] a condition that fails is the failure of its node and may be caught by its error edge', () => {
    const run = new RunDriver(workflow([node('a'), node('b'), node('c')], ['a>b?x', 'a:error>c']))
    run.succeed('a', 'out', { ab: { error: { code: 'expression.failed', message: 'No such key: x', retryable: true } } })
    expect(run.status('a')).toBe('failed')
    expect(run.state.nodes.get('a')?.error).toMatchObject({
      code: 'condition.failed',
      message: 'The condition of edge ab failed: No such key: x',
      retryable: false,
    })
    expect(run.state.edges.toRecord()).toEqual({ ab: 'not_taken', aerrorc: 'taken' })
  })

  test('[R4] a condition nobody evaluated is an error of the caller', () => {
    const run = new RunDriver(workflow([node('a'), node('b')], ['a>b?x']))
    expect(() => run.succeed('a')).toThrow('The condition of edge ab was not evaluated')
  })

  test('[R9] the run completes when the last token is gone', () => {
    const run = new RunDriver(workflow([node('a'), node('b')], ['a>b']))
    run.succeed('a')
    expect(run.state.status).toBe('RUNNING')
    run.succeed('b')
    expect(run.state).toMatchObject({ status: 'COMPLETED', counter: 0, endedAt: run.now })
    expect(run.effects.at(-1)).toEqual({ kind: 'finish' })
  })
})

describe('fencing', () => {
  test('[R2][CO-14] a repeated or late result changes nothing', () => {
    const run = new RunDriver(workflow([node('a'), node('b')], ['a>b']))
    run.succeed('a')
    expect(run.succeed('a')).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    expect(run.send({ kind: 'signal', nodeId: 'b', attempt: 2, outcome: { kind: 'started' } })).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    expect(run.succeed('nobody')).toEqual({ kind: 'ignored', reason: 'unknown_node' })
  })

  test('[R2] started counts once, and only while queued', () => {
    const run = new RunDriver(workflow([node('a')]))
    run.signal('a', { kind: 'started', worker: 'w1' })
    expect(run.state.nodes.get('a')).toMatchObject({ status: 'running', startedAt: run.now })
    expect(run.signal('a', { kind: 'started' })).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
  })

  test('[R10] a run that has ended ignores signals', () => {
    const run = new RunDriver(workflow([node('a')]))
    run.succeed('a')
    expect(run.succeed('a')).toEqual({ kind: 'ignored', reason: 'terminal' })
  })

  test('[R2] nothing but a start does anything to a run without state', () => {
    const { ir, now } = new RunDriver(workflow([node('a')]))
    const started: RunCommand = { kind: 'signal', nodeId: 'a', attempt: 1, outcome: { kind: 'started' } }
    for (const state of [undefined, initialState('run-1')]) expect(decide(ir, state, started, now)).toEqual({ kind: 'ignored', reason: 'unknown_node' })
  })

  test('[CO-14] the same arguments give the same decision, and neither is changed', () => {
    const { ir, state, now } = new RunDriver(workflow([node('a'), node('b'), node('c')], ['a>b', 'a:error>c']))
    const command: RunCommand = { kind: 'signal', nodeId: 'a', attempt: 1, outcome: { kind: 'succeeded', port: 'out', outputRef: 'o' } }
    const before = JSON.stringify([ir, state])
    expect(decide(ir, state, command, now)).toEqual(decide(ir, state, command, now))
    expect(JSON.stringify([ir, state])).toBe(before)
  })
})

describe('calls of an agent', () => {
  test('are on the timeline and change no status', () => {
    const run = new RunDriver(workflow([node('a', 'agent')]))
    run.signal('a', { kind: 'agent_called', model: 'm', call: 1, tools: ['patch_workflow'], usage: { inputTokens: 3 } })
    expect(run.events.at(-1)).toMatchObject({ type: 'agent.called', data: { nodeId: 'a', attempt: 1, model: 'm', call: 1, usage: { inputTokens: 3 } } })
    expect(run.status('a')).toBe('queued')
  })
})
