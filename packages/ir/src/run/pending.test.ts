import { describe, expect, test } from 'vitest'
import { PERSON, plain, RunDriver } from '../testing/run-driver.ts'
import { node, workflow } from '../testing/workflows.ts'
import { type Outcome, type RunCommand, replayLog } from './index.ts'

const ask = { kind: 'waiting', approvalId: 'ap1', requestHash: 'h', title: 'Send it?' } as const

function decision(over: Partial<Extract<RunCommand, { kind: 'decide_approval' }>> = {}): RunCommand {
  return { kind: 'decide_approval', commandId: 'd1', approvalId: 'ap1', nodeId: 'g', decision: 'approve', outputRef: 'cas://g', actor: PERSON, ...over }
}

describe('approvals', () => {
  const gated = () => workflow([node('g', 'hitl'), node('yes'), node('no')], ['g:approve>yes', 'g:reject>no'])

  test('[R8][CO-15] a run that waits for a person alone is not completed', () => {
    const run = new RunDriver(gated())
    run.signal('g', ask)
    expect(plain(run.state)).toMatchObject({ status: 'WAITING_FOR_APPROVAL', counter: 0, nodes: { g: { status: 'waiting', approvalId: 'ap1' } } })
    expect(run.events.at(-1)).toMatchObject({ type: 'approval.requested', data: { approvalId: 'ap1', requestHash: 'h', attempt: 1 } })
  })

  test('[R1] it counts as running while another token is out', () => {
    const run = new RunDriver(workflow([node('g', 'hitl'), node('a')]))
    run.signal('g', ask)
    expect(run.state.status).toBe('RUNNING')
    run.succeed('a')
    expect(run.state.status).toBe('WAITING_FOR_APPROVAL')
  })

  test('[R8] the decision completes the node by its port, with who decided', () => {
    const run = new RunDriver(gated())
    run.signal('g', ask)
    const at = run.events.length
    run.send(decision({ decision: 'reject', reason: 'Too late.', channel: 'web' }))
    expect(run.story(at)).toEqual(['approval.decided g', 'node.completed g', 'node.not_taken yes', 'node.queued no'])
    expect(run.events[at]).toMatchObject({ actor: PERSON, commandId: 'd1', data: { decision: 'reject', reason: 'Too late.', channel: 'web' } })
    expect(run.state.status).toBe('RUNNING')
  })

  test('[R8][R11] one decision wins: the same command and another one change nothing', () => {
    const run = new RunDriver(gated())
    run.signal('g', ask)
    run.send(decision())
    expect(run.send(decision())).toEqual({ kind: 'ignored', reason: 'duplicate_command' })
    expect(run.send(decision({ commandId: 'd2', decision: 'reject' }))).toEqual({ kind: 'ignored', reason: 'not_waiting' })
  })

  test('[R8] a decision about an approval that is not open is ignored', () => {
    const run = new RunDriver(gated())
    expect(run.send(decision())).toEqual({ kind: 'ignored', reason: 'not_waiting' })
    run.signal('g', ask)
    expect(run.send(decision({ approvalId: 'other' }))).toEqual({ kind: 'ignored', reason: 'not_waiting' })
    expect(run.send(decision({ nodeId: 'nobody' }))).toEqual({ kind: 'ignored', reason: 'unknown_node' })
  })
})

describe('a question that is no more', () => {
  const unasked = (attempt: number): RunCommand => ({ kind: 'redispatch', nodeId: 'g', attempt, unasked: true })

  test.each(['full', 'fast'] as const)('[R12] its node asks again, on the record in mode %s too, and the new answer counts', (mode) => {
    const run = new RunDriver(workflow([node('g', 'hitl'), node('yes')], ['g:approve>yes']), undefined, { mode })
    run.signal('g', ask)
    const at = run.events.length
    run.send(unasked(1))
    expect(run.events.slice(at)).toMatchObject([{ type: 'node.queued', data: { nodeId: 'g', attempt: 2, cause: 'recovered' } }])
    expect(plain(run.state)).toMatchObject({ status: 'RUNNING', counter: 1, nodes: { g: { status: 'queued', attempt: 2 } } })
    run.signal('g', { ...ask, approvalId: 'ap2' })
    expect(run.send(decision())).toEqual({ kind: 'ignored', reason: 'not_waiting' })
    run.send(decision({ commandId: 'd2', approvalId: 'ap2' }))
    run.succeed('yes')
    expect(run.state.status).toBe('COMPLETED')
    expect(replayLog(run.record)).toMatchObject({ kind: 'same' })
  })

  test('[R12] one that was overtaken, that works, or that is over is left alone', () => {
    const run = new RunDriver(workflow([node('g', 'hitl')]))
    expect(run.send(unasked(1))).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    run.signal('g', ask)
    expect(run.send(unasked(0))).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    expect(run.send({ kind: 'redispatch', nodeId: 'g', attempt: 1 })).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    run.send(decision())
    expect(run.send(unasked(1))).toEqual({ kind: 'ignored', reason: 'terminal' })
  })
})

describe('early ends', () => {
  test('[R10] cancel ends at once: live and pending nodes are cancelled, approvals withdrawn, late results ignored', () => {
    const run = new RunDriver(workflow([node('g', 'hitl'), node('a'), node('b')], []))
    run.succeed('b')
    run.signal('g', ask)
    run.send({ kind: 'cancel', commandId: 'c1', reason: 'Wrong inputs.', actor: PERSON })
    expect(plain(run.state)).toMatchObject({
      status: 'CANCELLED',
      counter: 0,
      nodes: { g: { status: 'cancelled' }, a: { status: 'cancelled' }, b: { status: 'succeeded' } },
    })
    expect(run.effects.slice(-2)).toEqual([{ kind: 'withdraw_approval', nodeId: 'g', approvalId: 'ap1' }, { kind: 'finish' }])
    expect(run.succeed('a')).toEqual({ kind: 'ignored', reason: 'terminal' })
    expect(run.send({ kind: 'cancel', commandId: 'c1', actor: PERSON })).toEqual({ kind: 'ignored', reason: 'duplicate_command' })
    expect(run.send({ kind: 'cancel', commandId: 'c2', actor: PERSON })).toEqual({ kind: 'ignored', reason: 'terminal' })
  })

  test('[R10] timeout ends the run as timed out', () => {
    const run = new RunDriver(workflow([node('a')]))
    run.send({ kind: 'timeout', commandId: 't', afterMs: 5_000 })
    expect(run.state.status).toBe('TIMED_OUT')
    expect(run.events.at(-1)).toMatchObject({ type: 'run.timed_out', commandId: 't', data: { afterMs: 5_000 } })
  })
})

describe('unknown types', () => {
  test('[R13][CO-18][D-09] skip passes through without a token and warns', () => {
    const run = new RunDriver(workflow([node('a'), node('u', 'future_feature'), node('z')], ['a>u', 'u>z', 'u:error>z']))
    run.succeed('a')
    expect(run.state.nodes.get('u')).toMatchObject({ status: 'skipped', outputRef: 'skipped://unknown_type', attempt: 0 })
    expect(run.effects).toContainEqual({ kind: 'warn', code: 'node.unknown_type', nodeId: 'u', nodeType: 'future_feature' })
    run.succeed('z')
    expect(run.state.status).toBe('COMPLETED')
  })

  test('[R15] past a skipped node an edge with a condition is not taken', () => {
    const run = new RunDriver(workflow([node('u', 'future_feature'), node('y'), node('z')], ['u>y', 'u>z?output.ok']))
    expect(run.status('y')).toBe('queued')
    expect(run.status('z')).toBe('not_taken')
  })

  test('[R13] hold waits and keeps the run open', () => {
    const run = new RunDriver(workflow([node('u', 'future_feature', { unknownPolicy: 'hold' })]))
    expect(plain(run.state)).toMatchObject({ status: 'WAITING_FOR_APPROVAL', counter: 0, nodes: { u: { status: 'held' } } })
  })

  test('[R13] fail fails the run, unless an error edge catches it', () => {
    const fails = new RunDriver(workflow([node('u', 'future_feature')], [], { settings: { unknownPolicy: 'fail' } }))
    expect(fails.state).toMatchObject({ status: 'FAILED', error: { code: 'node.unknown_type' } })
    const caught = new RunDriver(workflow([node('u', 'future_feature'), node('z')], ['u:error>z'], { settings: { unknownPolicy: 'fail' } }))
    expect(caught.status('z')).toBe('queued')
  })
})

describe('agent limit at routing', () => {
  test('[R14][PP-09] agents over the limit are passed by, with a warning each', () => {
    const agents = ['a1', 'a2', 'a3'].map((id) => node(id, 'agent'))
    const run = new RunDriver(workflow([...agents, node('z')], ['a1>z', 'a2>z', 'a3>z'], { settings: { maxAgents: 2 } }))
    expect([run.status('a1'), run.status('a2'), run.status('a3')]).toEqual(['queued', 'queued', 'skipped'])
    expect(run.state.nodes.get('a3')?.outputRef).toBe('skipped://agent_limit')
    expect(run.effects).toContainEqual({ kind: 'warn', code: 'limit.agents', nodeId: 'a3', nodeType: 'agent' })
    run.succeed('a1')
    run.succeed('a2')
    run.succeed('z')
    expect(run.state.status).toBe('COMPLETED')
  })

  test('[R14] an agent on a dead path takes no place', () => {
    const run = new RunDriver(
      workflow([node('c', 'conditional'), node('a1', 'agent'), node('a2', 'agent')], ['c:true>a1', 'c:false>a2'], { settings: { maxAgents: 1 } }),
    )
    run.succeed('c', 'false')
    expect(run.status('a2')).toBe('queued')
  })
})

describe('patches a node waits for', () => {
  const agents = () => workflow([node('a', 'agent'), node('b')], ['a>b'])
  const said: Outcome = { kind: 'succeeded', port: 'out', outputRef: 'cas://said', durationMs: 7, awaitPatches: ['p1'] }
  const released: RunCommand = { kind: 'release', commandId: 'r1', nodeId: 'a', attempt: 1, outputRef: 'cas://decided' }

  test('[R16][D-30] give its token back and hold the run open', () => {
    const run = new RunDriver(agents())
    run.signal('a', said)
    expect(run.events.at(-1)).toMatchObject({ type: 'node.awaiting', data: { nodeId: 'a', patches: ['p1'], outputRef: 'cas://said' } })
    expect(plain(run.state)).toMatchObject({ status: 'WAITING_FOR_APPROVAL', counter: 0, nodes: { a: { status: 'waiting', awaiting: ['p1'] } }, edges: {} })
  })

  test('[R16] once decided, the node completes with what became of them', () => {
    const run = new RunDriver(agents())
    run.signal('a', said)
    run.send(released)
    expect(run.events.at(-2)).toMatchObject({
      type: 'node.completed',
      commandId: 'r1',
      data: { nodeId: 'a', outputRef: 'cas://decided', durationMs: 7, edges: { ab: 'taken' } },
    })
    expect(run.status('b')).toBe('queued')
    expect(run.state.nodes.get('a')).not.toHaveProperty('awaiting')
  })

  test('[R16][R11] a release counts once, and only for the attempt that waits', () => {
    const run = new RunDriver(agents())
    expect(run.send(released)).toEqual({ kind: 'ignored', reason: 'not_waiting' })
    run.signal('a', said)
    expect(run.send({ ...released, commandId: 'r2', attempt: 2 })).toEqual({ kind: 'ignored', reason: 'not_waiting' })
    run.send(released)
    expect(run.send(released)).toEqual({ kind: 'ignored', reason: 'duplicate_command' })
  })

  test('[R16] an approval does not release it, and its late results are stale', () => {
    const run = new RunDriver(agents())
    run.signal('a', said)
    expect(run.send(decision({ nodeId: 'a' }))).toEqual({ kind: 'ignored', reason: 'not_waiting' })
    expect(run.signal('a', { kind: 'succeeded', port: 'out', outputRef: 'cas://late' })).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
  })
})
