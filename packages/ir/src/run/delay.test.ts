import { describe, expect, test } from 'vitest'
import { PERSON, plain, RunDriver } from '../testing/run-driver.ts'
import { node, workflow } from '../testing/workflows.ts'
import { predict, repeatRun, replayLog } from './index.ts'

const waiting = (lines = ['wait>b']) => {
  const run = new RunDriver(workflow([node('wait', 'delay', { config: { durationMs: 500 } }), node('b')], lines))
  run.signal('wait', { kind: 'delayed', dueAt: run.now + 500, outputRef: 'cas://until', outputBytes: 9 })
  return run
}
const due = (attempt = 1) => ({ kind: 'delay_due' as const, nodeId: 'wait', attempt })

describe('[R23] a node that waits for a time', () => {
  test('holds no token and keeps the run from ending', () => {
    const run = waiting()
    expect(plain(run.state)).toMatchObject({ status: 'RUNNING', counter: 0, nodes: { wait: { status: 'delayed', dueAt: 1_500 } } })
    expect(run.effects.at(-1)).toEqual({ kind: 'schedule_delay', nodeId: 'wait', attempt: 1, dueAt: 1_500 })
  })

  test('completes at its time, not before, and once', () => {
    const run = waiting()
    run.now = 1_499
    expect(run.send(due())).toEqual({ kind: 'ignored', reason: 'not_due' })
    run.now = 1_500
    expect(run.send(due(2))).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    run.send(due())
    expect(run.state.nodes.get('wait')).toMatchObject({ status: 'succeeded', port: 'out', outputRef: 'cas://until', outputBytes: 9 })
    expect(run.state.nodes.get('wait')?.dueAt).toBeUndefined()
    expect(run.status('b')).toBe('queued')
    expect(run.send(due())).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
  })

  test('is over also while the run is paused; what follows waits for the resume', () => {
    const run = waiting()
    run.send({ kind: 'pause', commandId: 'p', actor: PERSON })
    run.now = 2_000
    run.send(due())
    expect([run.status('wait'), run.status('b')]).toEqual(['succeeded', 'idle'])
    run.send({ kind: 'resume', commandId: 'r', actor: PERSON })
    expect(run.status('b')).toBe('queued')
  })

  test('a condition behind it that fails makes it fail, and its log is decided the same again', () => {
    const run = waiting(['wait>b?output.go'])
    run.now = 1_500
    run.send({ ...due(), conditions: { 'wait>b': true, waitb: { error: { code: 'expression.failed', message: 'No such key.', retryable: false } } } })
    expect(plain(run.state)).toMatchObject({ status: 'FAILED', nodes: { wait: { status: 'failed', error: { code: 'condition.failed' } } } })
    expect(replayLog(run.record).kind).toBe('same')
  })

  test('a run that is cancelled waits no more; a patch cannot change what waits', () => {
    const run = waiting()
    const other = workflow([node('wait', 'delay', { config: { durationMs: 9 } }), node('b')], ['wait>b'])
    expect(run.send(run.swapTo(other))).toMatchObject({ kind: 'refused', refusal: { rule: 'L2' } })
    run.send({ kind: 'cancel', commandId: 'c', actor: PERSON })
    expect(run.status('wait')).toBe('cancelled')
  })

  test('what-if sees past the wait, and the record repeats it', () => {
    const run = waiting()
    expect(predict(run.ir, run.state)).toMatchObject({ complete: true, ends: ['COMPLETED'], fates: { wait: 'will_run', b: 'will_run' } })
    run.now = 1_500
    run.send(due())
    run.succeed('b')
    const again = repeatRun(run.record, { runId: 'r2', actor: PERSON, replay: { of: 'run-1', mode: 'freeze' }, at: 7, patchIdOf: (id) => id })
    expect(again).toMatchObject({ kind: 'repeated', state: { status: 'COMPLETED' } })
  })
})
