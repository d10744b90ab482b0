import { describe, expect, test } from 'vitest'
import { PERSON, plain, RunDriver } from '../testing/run-driver.ts'
import { node, workflow } from '../testing/workflows.ts'

const pause = (commandId = 'p1') => ({ kind: 'pause' as const, commandId, reason: 'Look first.', actor: PERSON })
const resume = (commandId = 'r1') => ({ kind: 'resume' as const, commandId, actor: PERSON })
const dispatched = (run: RunDriver, from = 0) =>
  run.effects.slice(from).flatMap((effect) => (effect.kind === 'dispatch' ? [`${effect.nodeId}#${effect.attempt}`] : []))

describe('a paused run', () => {
  test('[R17] [D-32] is PAUSED with who and why, and pausing it again changes nothing', () => {
    const run = new RunDriver(workflow([node('a')]))
    run.send(pause())
    expect(run.state.status).toBe('PAUSED')
    expect(run.events.at(-1)).toMatchObject({ type: 'run.paused', actor: PERSON, commandId: 'p1', data: { reason: 'Look first.' } })
    expect(run.send(pause('p2'))).toEqual({ kind: 'ignored', reason: 'paused' })
    expect(run.send(pause())).toEqual({ kind: 'ignored', reason: 'duplicate_command' })
    run.send(resume())
    expect(run.state.status).toBe('RUNNING')
    expect(run.send(resume('r2'))).toEqual({ kind: 'ignored', reason: 'not_paused' })
  })

  test('[R17] [R18] what is at work is recorded with its edges, and what it makes ready goes on when the run is resumed', () => {
    const run = new RunDriver(workflow([node('a'), node('b'), node('c')], ['a>b', 'b>c']))
    run.signal('a', { kind: 'started' })
    run.send(pause())
    const [events, effects] = [run.events.length, run.effects.length]
    run.succeed('a')
    expect(run.story(events)).toEqual(['node.completed a'])
    expect(plain(run.state)).toMatchObject({ status: 'PAUSED', edges: { ab: 'taken' }, counter: 0 })
    run.send(resume())
    expect(run.story(events + 1)).toEqual(['run.resumed', 'node.queued b'])
    expect(dispatched(run, effects)).toEqual(['b#1'])
  })

  test('[R17] a run whose last node ends while it is paused ends when it is resumed', () => {
    const run = new RunDriver(workflow([node('a')]))
    run.send(pause())
    run.succeed('a')
    expect(run.state.status).toBe('PAUSED')
    run.send(resume())
    expect(run.state.status).toBe('COMPLETED')
    const failing = new RunDriver(workflow([node('a')]))
    failing.send(pause())
    failing.fail('a')
    expect(failing.state.status).toBe('PAUSED')
    failing.send(resume())
    expect(failing.state.status).toBe('FAILED')
  })

  test('[R17] [R18] a token not begun is given again, the old one is stale, and its attempt does not use up the retries', () => {
    const retry = { maxAttempts: 2, baseMs: 10, maxMs: 10 }
    const run = new RunDriver(workflow([node('a', 'http', { retry })]))
    for (const round of [1, 2, 3]) {
      run.send(pause(`p${round}`))
      run.send(resume(`r${round}`))
    }
    expect(run.state.nodes.get('a')).toMatchObject({ status: 'queued', attempt: 4 })
    expect(run.events.at(-1)).toMatchObject({ type: 'node.queued', data: { attempt: 4, cause: 'resumed' } })
    expect(run.send({ kind: 'signal', nodeId: 'a', attempt: 1, outcome: { kind: 'started' } })).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    run.fail('a', true)
    expect(run.status('a'), 'the first failure of two tries').toBe('retrying')
  })

  test('[R17] [R18] a node at work is not begun a second time by resuming', () => {
    const run = new RunDriver(workflow([node('a')]))
    run.signal('a', { kind: 'started' })
    run.send(pause())
    run.send(resume())
    expect(run.state.nodes.get('a')).toMatchObject({ status: 'running', attempt: 1 })
  })

  test('[R17] a start that raced the pause is recorded; that of an irreversible node is refused, so that its effect does not happen', () => {
    const run = new RunDriver(workflow([node('a'), node('pay', 'http', { irreversible: true })]))
    run.send(pause())
    run.signal('a', { kind: 'started' })
    expect(run.status('a')).toBe('running')
    expect(run.signal('pay', { kind: 'started' })).toEqual({ kind: 'ignored', reason: 'paused' })
    run.send(resume())
    expect(run.state.nodes.get('pay')).toMatchObject({ status: 'queued', attempt: 2 })
  })

  test('[R17] [R18] a retry that comes due waits for the resume; one that is not due yet keeps its time', () => {
    const run = new RunDriver(workflow([node('early', 'http'), node('late', 'http', { retry: { maxAttempts: 3, baseMs: 60_000, maxMs: 60_000 } })]))
    run.fail('early', true)
    run.fail('late', true)
    run.send(pause())
    run.now = run.state.nodes.get('early')?.dueAt ?? 0
    expect(run.send({ kind: 'retry_due', nodeId: 'early', attempt: 1 })).toEqual({ kind: 'ignored', reason: 'paused' })
    run.send(resume())
    expect([run.status('early'), run.status('late')]).toEqual(['queued', 'retrying'])
  })

  test('[R17] a decision is recorded while the run is paused and followed when it is resumed', () => {
    const run = new RunDriver(workflow([node('gate', 'hitl'), node('yes')], ['gate:approve>yes']))
    run.signal('gate', { kind: 'waiting', approvalId: 'ap', requestHash: 'h', title: 'Ok?' })
    run.send(pause())
    run.send({ kind: 'decide_approval', commandId: 'd', approvalId: 'ap', nodeId: 'gate', decision: 'approve', outputRef: 'cas://d', actor: PERSON })
    expect([run.status('gate'), run.status('yes'), run.state.status]).toEqual(['succeeded', 'idle', 'PAUSED'])
    run.send(resume())
    expect(run.status('yes')).toBe('queued')
  })

  test('[R17] [P4] a patch applied to a paused run holds when it is resumed', () => {
    const run = new RunDriver(workflow([node('a'), node('b')], ['a>b']))
    run.signal('a', { kind: 'started' })
    run.send(pause())
    run.succeed('a')
    run.send(run.swapTo(workflow([node('a'), node('b'), node('extra')], ['a>extra', 'extra>b', 'a>b'])))
    expect(run.state.status).toBe('PAUSED')
    run.send(resume())
    expect([run.status('extra'), run.status('b')]).toEqual(['queued', 'idle'])
  })

  test('[R17] a token that an executor puts down is stale: a start sent before leaves no node running that nobody works on', () => {
    const run = new RunDriver(workflow([node('a')]))
    run.send(pause())
    const effects = run.effects.length
    run.send({ kind: 'redispatch', nodeId: 'a', attempt: 1, withheld: true })
    expect(run.events.at(-1)).toMatchObject({ type: 'node.queued', data: { attempt: 2, cause: 'withheld' } })
    expect(run.send({ kind: 'signal', nodeId: 'a', attempt: 1, outcome: { kind: 'started' } })).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    expect(dispatched(run, effects)).toEqual([])
    run.send(resume())
    expect(dispatched(run, effects)).toEqual(['a#3'])
  })

  test('[R17] [R12] tokens lost while the run is paused go out when it is resumed', () => {
    const run = new RunDriver(workflow([node('a')]))
    run.send(pause())
    const effects = run.effects.length
    run.send({ kind: 'redispatch', nodeId: 'a', attempt: 1 })
    expect(dispatched(run, effects)).toEqual([])
    run.send(resume())
    expect(dispatched(run, effects)).toEqual(['a#3'])
  })

  test('[R17] [R10] cancel and timeout end a paused run', () => {
    const ended = (end: Parameters<RunDriver['send']>[0]) => {
      const run = new RunDriver(workflow([node('a')]))
      run.send(pause())
      run.send(end)
      expect(run.state.pausedAt).toBeUndefined()
      return run.state.status
    }
    expect(ended({ kind: 'cancel', commandId: 'c', actor: PERSON })).toBe('CANCELLED')
    expect(ended({ kind: 'timeout', commandId: 't', afterMs: 5 })).toBe('TIMED_OUT')
  })
})
