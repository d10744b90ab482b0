import { describe, expect, test } from 'vitest'
import { PERSON, plain, RunDriver } from '../testing/run-driver.ts'
import { node, workflow } from '../testing/workflows.ts'
import { MAX_RETRY_AFTER_MS, retryDelay } from './index.ts'

const retry = { maxAttempts: 3, baseMs: 100, maxMs: 1_000 }

describe('retries', () => {
  test('[R5] a transient failure is tried again when due, up to the last attempt', () => {
    const run = new RunDriver(workflow([node('a', 'http', { retry: { maxAttempts: 2, baseMs: 100, maxMs: 100 } })]))
    run.fail('a', true)
    const { dueAt = 0, status } = run.state.nodes.get('a') ?? {}
    expect(status).toBe('retrying')
    expect(run.effects.at(-1)).toEqual({ kind: 'schedule_retry', nodeId: 'a', attempt: 1, dueAt })
    expect(run.state).toMatchObject({ counter: 0, status: 'RUNNING' })
    run.now = dueAt - 1
    expect(run.send({ kind: 'retry_due', nodeId: 'a', attempt: 1 })).toEqual({ kind: 'ignored', reason: 'not_due' })
    run.now = dueAt
    run.send({ kind: 'retry_due', nodeId: 'a', attempt: 1 })
    expect(run.events.at(-1)).toMatchObject({ type: 'node.queued', data: { attempt: 2, cause: 'retry' } })
    expect(run.send({ kind: 'retry_due', nodeId: 'a', attempt: 1 })).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    run.fail('a', true)
    expect(run.state.status).toBe('FAILED')
  })

  test('[R5] a failure that is not transient is not tried again', () => {
    const run = new RunDriver(workflow([node('a', 'http', { retry })]))
    run.fail('a', false)
    expect(run.state.status).toBe('FAILED')
  })

  test('[R5] a longer Retry-After wins, up to its limit', () => {
    const dueAfter = (retryAfterMs: number) => {
      const run = new RunDriver(workflow([node('a', 'http', { retry })]))
      run.signal('a', { kind: 'failed', error: { code: 'http.unavailable', message: 'Busy.', retryable: true, retryAfterMs } })
      return (run.state.nodes.get('a')?.dueAt ?? 0) - run.now
    }
    expect(dueAfter(5_000)).toBe(5_000)
    expect(dueAfter(1)).toBe(retryDelay(retry, 1, 'run-1/a/1'))
    expect(dueAfter(-5)).toBe(retryDelay(retry, 1, 'run-1/a/1'))
    expect(dueAfter(MAX_RETRY_AFTER_MS + 1)).toBe(MAX_RETRY_AFTER_MS)
  })

  test('[R5] delays double up to the cap; the upper half is jitter from the seed', () => {
    for (const [attempt, ceiling] of [
      [1, 100],
      [2, 200],
      [4, 800],
      [5, 1_000],
      [50, 1_000],
    ] as const) {
      const delays = Array.from({ length: 200 }, (_, seed) => retryDelay(retry, attempt, `seed-${seed}`))
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(ceiling / 2)
      expect(Math.max(...delays)).toBeLessThanOrEqual(ceiling)
      expect(new Set(delays).size, 'seeds spread the load').toBeGreaterThan(20)
    }
    expect(retryDelay(retry, 3, 'same')).toBe(retryDelay(retry, 3, 'same'))
  })
})

describe('final failures', () => {
  test('[R6] an error edge catches the failure; the other edges die', () => {
    const run = new RunDriver(workflow([node('a', 'function'), node('b'), node('c')], ['a>b', 'a:error>c']))
    run.fail('a')
    expect(run.events.at(2)).toMatchObject({ type: 'node.failed', data: { handled: true, edges: { ab: 'not_taken', aerrorc: 'taken' } } })
    run.succeed('c')
    expect(run.state.status).toBe('COMPLETED')
    expect(run.state.failing).toBeUndefined()
  })

  test('[R6] an error edge whose condition does not hold catches nothing', () => {
    const run = new RunDriver(workflow([node('a', 'function'), node('c')], ['a:error>c?x']))
    run.signal('a', { kind: 'failed', error: { code: 'function.threw', message: 'No.', retryable: false } }, { aerrorc: false })
    expect(run.state.status).toBe('FAILED')
  })

  test('[R6] onError skip passes through', () => {
    const run = new RunDriver(workflow([node('a', 'function', { onError: 'skip' }), node('b')], ['a>b']))
    run.fail('a')
    expect(run.status('a')).toBe('failed')
    expect(run.status('b')).toBe('queued')
  })

  test('[R6][R1] onError review holds the node and keeps the run open: it is a person whom the run waits for', () => {
    const run = new RunDriver(workflow([node('a', 'function', { onError: 'review' }), node('b')], ['a>b']))
    run.fail('a')
    expect(plain(run.state)).toMatchObject({ status: 'WAITING_FOR_APPROVAL', counter: 0, nodes: { a: { status: 'held', error: { code: 'http.status' } } } })
    run.send({ kind: 'pause', commandId: 'p', actor: PERSON })
    expect(run.state.status).toBe('PAUSED')
    run.send({ kind: 'resume', commandId: 'r', actor: PERSON })
    expect(run.state.status).toBe('WAITING_FOR_APPROVAL')
    run.send({ kind: 'resolve_node', commandId: 'k', nodeId: 'a', resolution: 'skip', reason: 'Not needed.', actor: PERSON })
    expect(plain(run.state)).toMatchObject({ status: 'RUNNING', nodes: { b: { status: 'queued' } } })
  })

  test('[R1] while a branch works, a held node elsewhere leaves the run running', () => {
    const run = new RunDriver(workflow([node('a', 'function', { onError: 'review' }), node('b')]))
    run.fail('a')
    expect(run.state.status).toBe('RUNNING')
    run.succeed('b')
    expect(run.state.status).toBe('WAITING_FOR_APPROVAL')
  })

  test('[R7] a failing run emits nothing new, records what is in flight and fails at zero', () => {
    const run = new RunDriver(workflow([node('a', 'function'), node('b'), node('c'), node('r', 'http', { retry })], ['b>c']))
    run.fail('r', true)
    run.fail('a')
    expect(run.state).toMatchObject({ status: 'RUNNING', failing: { nodeId: 'a' } })
    run.now = run.state.nodes.get('r')?.dueAt ?? 0
    expect(run.send({ kind: 'retry_due', nodeId: 'r', attempt: 1 })).toEqual({ kind: 'ignored', reason: 'terminal' })
    run.succeed('b')
    expect(run.state.nodes.get('b')?.outputRef).toBe('cas://b')
    expect(run.status('c')).toBe('idle')
    expect(run.status('r')).toBe('cancelled')
    expect(run.state).toMatchObject({ status: 'FAILED', error: { code: 'http.status' }, counter: 0 })
    expect(run.events.at(-1)).toMatchObject({ type: 'run.failed', data: { nodeId: 'a' } })
  })

  test('[R7] a transient failure in a failing run is final', () => {
    const run = new RunDriver(workflow([node('a', 'function'), node('b', 'http', { retry })]))
    run.fail('a')
    run.fail('b', true)
    expect(run.status('b')).toBe('failed')
    expect(run.state.status).toBe('FAILED')
    expect(run.state.failing?.nodeId, 'the first failure is the reason').toBe('a')
  })
})

describe('lost executors', () => {
  test('[R12][D-34] the token goes out again and the old attempt is fenced', () => {
    const run = new RunDriver(workflow([node('a', 'http')]))
    run.signal('a', { kind: 'started' })
    run.send({ kind: 'redispatch', nodeId: 'a', attempt: 1 })
    expect(run.events.at(-1)).toMatchObject({ type: 'node.queued', data: { attempt: 2, cause: 'recovered' } })
    expect(run.send({ kind: 'redispatch', nodeId: 'a', attempt: 1 })).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    const late = run.send({ kind: 'signal', nodeId: 'a', attempt: 1, outcome: { kind: 'succeeded', port: 'out', outputRef: 'late' } })
    expect(late).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    run.succeed('a')
    expect(run.state.status).toBe('COMPLETED')
  })

  test('[R12][R5] an attempt that was lost is not one that failed: the retry policy does not count it', () => {
    const run = new RunDriver(workflow([node('a', 'http', { retry: { maxAttempts: 2, baseMs: 100, maxMs: 100 } })]))
    for (const attempt of [1, 2, 3]) run.send({ kind: 'redispatch', nodeId: 'a', attempt, takeover: attempt > 1 })
    run.fail('a', true)
    expect(run.state.nodes.get('a')).toMatchObject({ status: 'retrying', attempt: 4, failures: 1 })
    run.now = run.state.nodes.get('a')?.dueAt ?? 0
    run.send({ kind: 'retry_due', nodeId: 'a', attempt: 4 })
    run.send({ kind: 'redispatch', nodeId: 'a', attempt: 5, takeover: true })
    run.fail('a', true)
    expect(plain(run.state)).toMatchObject({ status: 'FAILED', nodes: { a: { attempt: 6 } } })
  })

  test('[R12][D-34] workers lost in a row are counted; hot state that was rebuilt and a retry begin anew', () => {
    const run = new RunDriver(workflow([node('a', 'http', { retry })]))
    const lose = (attempt: number, takeover: boolean) => {
      run.send({ kind: 'redispatch', nodeId: 'a', attempt, takeover })
      return run.state.nodes.get('a')?.takeovers
    }
    expect([lose(1, true), lose(2, true), lose(3, false), lose(4, true)]).toEqual([1, 2, undefined, 1])
    expect(run.events.at(-1)).toMatchObject({ type: 'node.queued', data: { attempt: 5, cause: 'taken_over' } })
    run.fail('a', true)
    run.now = run.state.nodes.get('a')?.dueAt ?? 0
    run.send({ kind: 'retry_due', nodeId: 'a', attempt: 5 })
    expect(run.state.nodes.get('a')?.takeovers).toBeUndefined()
  })

  test('[R12][D-25] an irreversible node that had started is held for a person; one still queued is not', () => {
    const run = new RunDriver(workflow([node('a', 'http', { irreversible: true })]))
    run.send({ kind: 'redispatch', nodeId: 'a', attempt: 1 })
    expect(run.status('a')).toBe('queued')
    run.signal('a', { kind: 'started' })
    run.send({ kind: 'redispatch', nodeId: 'a', attempt: 2 })
    expect(run.state.nodes.get('a')).toMatchObject({ status: 'held', error: { code: 'node.interrupted' } })
  })
})
