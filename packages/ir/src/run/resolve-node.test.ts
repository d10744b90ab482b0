import { describe, expect, test } from 'vitest'
import { PERSON, RunDriver } from '../testing/run-driver.ts'
import { node, workflow } from '../testing/workflows.ts'
import type { RunCommand } from './index.ts'

type Resolve = Extract<RunCommand, { kind: 'resolve_node' }>
const resolve = (nodeId: string, resolution: Resolve['resolution'], more: Partial<Resolve> = {}): Resolve => ({
  kind: 'resolve_node',
  commandId: `resolve-${nodeId}-${resolution}`,
  nodeId,
  resolution,
  reason: 'Looked into it.',
  actor: PERSON,
  ...more,
})

const reviewed = () => {
  const run = new RunDriver(workflow([node('a', 'http', { onError: 'review' }), node('b'), node('rescue')], ['a>b', 'a:error>rescue?inputs.flag']))
  run.fail('a')
  expect(run.status('a')).toBe('held')
  return run
}

describe('resolving a held node', () => {
  test('[R19] retry gives it a token again, with the whole retry policy before it', () => {
    const run = new RunDriver(workflow([node('a', 'http', { onError: 'review', retry: { maxAttempts: 2, baseMs: 10, maxMs: 10 } })]))
    run.fail('a', true)
    run.now += 100
    run.send({ kind: 'retry_due', nodeId: 'a', attempt: 1 })
    run.fail('a', true)
    expect(run.status('a')).toBe('held')
    const from = run.events.length
    run.send(resolve('a', 'retry'))
    expect(run.story(from)).toEqual(['node.resolved a', 'node.retrying a', 'node.queued a'])
    expect(run.events[from]).toMatchObject({
      actor: PERSON,
      commandId: 'resolve-a-retry',
      data: { attempt: 2, resolution: 'retry', reason: 'Looked into it.' },
    })
    run.fail('a', true)
    expect(run.state.nodes.get('a')).toMatchObject({ status: 'retrying', attempt: 3 })
  })

  test('[R19] skip passes it by: successors run, conditions on its output do not hold', () => {
    const run = reviewed()
    run.send(resolve('a', 'skip'))
    expect(run.state.nodes.get('a')).toMatchObject({ status: 'skipped', outputRef: 'skipped://review' })
    expect([run.status('b'), run.status('rescue')]).toEqual(['queued', 'not_taken'])
  })

  test('[R19] fail lets it fail for good: by its error edge when that is taken, else the run fails', () => {
    const caught = reviewed()
    caught.send(resolve('a', 'fail', { conditions: { aerrorrescue: true } }))
    expect([caught.status('a'), caught.status('rescue'), caught.state.status]).toEqual(['failed', 'queued', 'RUNNING'])
    const run = reviewed()
    run.send(resolve('a', 'fail'))
    expect(run.state).toMatchObject({ status: 'FAILED', error: { code: 'http.status' } })
  })

  test('[R19] complete takes a result for it, by a port it has', () => {
    const run = reviewed()
    expect(run.send(resolve('a', 'complete', { outputRef: 'cas://p', port: 'sideways' }))).toEqual({ kind: 'ignored', reason: 'unknown_port' })
    run.send(resolve('a', 'complete', { outputRef: 'cas://p', outputBytes: 3 }))
    expect(run.state.nodes.get('a')).toMatchObject({ status: 'succeeded', port: 'out', outputRef: 'cas://p', outputBytes: 3 })
    expect(run.state.nodes.get('a')?.error).toBeUndefined()
    expect(run.status('b')).toBe('queued')
  })

  test('[R19] [R13] a node held for its unknown type is skipped, failed or completed, and never tried', () => {
    const held = () => new RunDriver(workflow([node('x', 'future_feature', { unknownPolicy: 'hold' }), node('b')], ['x>b']))
    expect(held().send(resolve('x', 'retry'))).toEqual({ kind: 'ignored', reason: 'unknown_type' })
    const done = held()
    done.send(resolve('x', 'complete', { outputRef: 'cas://p' }))
    expect([done.status('x'), done.status('b')]).toEqual(['succeeded', 'queued'])
    const failed = held()
    failed.send(resolve('x', 'fail'))
    expect(failed.state).toMatchObject({ status: 'FAILED', error: { code: 'node.unknown_type' } })
  })

  test('[R19] [R12] an interrupted irreversible node is tried again only because a person says so', () => {
    const run = new RunDriver(workflow([node('pay', 'http', { irreversible: true })]))
    run.signal('pay', { kind: 'started' })
    run.send({ kind: 'redispatch', nodeId: 'pay', attempt: 1 })
    expect(run.state.nodes.get('pay')).toMatchObject({ status: 'held', error: { code: 'node.interrupted' } })
    run.send(resolve('pay', 'retry'))
    expect(run.state.nodes.get('pay')).toMatchObject({ status: 'queued', attempt: 2 })
  })

  test('[R19] counts for a held node only, and once', () => {
    const run = reviewed()
    expect(run.send(resolve('b', 'skip'))).toEqual({ kind: 'ignored', reason: 'not_held' })
    expect(run.send(resolve('nobody', 'skip'))).toEqual({ kind: 'ignored', reason: 'unknown_node' })
    run.send(resolve('a', 'skip'))
    expect(run.send(resolve('a', 'fail'))).toEqual({ kind: 'ignored', reason: 'not_held' })
    expect(run.send(resolve('a', 'skip'))).toEqual({ kind: 'ignored', reason: 'duplicate_command' })
  })

  test('[R19] [R17] in a paused run it is recorded, and followed when the run is resumed', () => {
    const run = reviewed()
    run.send({ kind: 'pause', commandId: 'p', actor: PERSON })
    run.send(resolve('a', 'retry'))
    expect([run.status('a'), run.state.status]).toEqual(['retrying', 'PAUSED'])
    run.send({ kind: 'resume', commandId: 'r', actor: PERSON })
    expect(run.state.nodes.get('a')).toMatchObject({ status: 'queued', attempt: 2 })
  })
})
