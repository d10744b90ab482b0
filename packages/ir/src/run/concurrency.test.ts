import { describe, expect, test } from 'vitest'
import { PERSON, RunDriver } from '../testing/run-driver.ts'
import { node, workflow } from '../testing/workflows.ts'

const bounded = (maxConcurrency: number, nodes: Parameters<typeof workflow>[0], lines: string[] = []) =>
  new RunDriver(workflow(nodes, lines, { settings: { maxConcurrency } }))
const live = (run: RunDriver) => run.state.nodes.keys().filter((id) => ['queued', 'running'].includes(run.status(id)))

describe('nodes at work at the same time', () => {
  test('[R20] [ER-08] at the bound one more waits; below it nothing does', () => {
    const nodes = ['a', 'b', 'c'].map((id) => node(id))
    expect(live(bounded(3, nodes))).toEqual(['a', 'b', 'c'])
    const run = bounded(2, nodes)
    expect(live(run)).toEqual(['a', 'b'])
    run.succeed('a')
    expect(live(run)).toEqual(['b', 'c'])
    run.succeed('b')
    run.succeed('c')
    expect(run.state.status).toBe('COMPLETED')
  })

  test('[R20] room goes to the highest priority first', () => {
    const run = bounded(1, [node('a'), node('low', 'join', { priority: 'low' }), node('mid'), node('urgent', 'join', { priority: 'high' })])
    const order = ['a']
    for (let [at] = live(run); at !== undefined; [at] = live(run)) {
      run.succeed(at)
      order.push(...live(run))
    }
    expect(order).toEqual(['a', 'urgent', 'mid', 'low'])
  })

  test('[R20] a retry that comes due with no room goes on as soon as there is some, before what is new', () => {
    const run = bounded(1, [node('a', 'http', { retry: { maxAttempts: 3, baseMs: 10, maxMs: 10 } }), node('b'), node('c')])
    run.fail('a', true)
    expect(live(run)).toEqual(['b'])
    run.now = run.state.nodes.get('a')?.dueAt ?? 0
    expect(run.send({ kind: 'retry_due', nodeId: 'a', attempt: 1 })).toEqual({ kind: 'ignored', reason: 'full' })
    run.succeed('b')
    expect(live(run)).toEqual(['a'])
  })

  test('[R20] a node that waits for a person gives its place back', () => {
    const run = bounded(1, [node('a', 'hitl'), node('b')])
    run.signal('a', { kind: 'waiting', approvalId: 'ap', requestHash: 'h', title: 'Ok?' })
    expect(live(run)).toEqual(['b'])
  })

  test('[R20] a failing run gives free places to nobody', () => {
    const run = bounded(
      2,
      ['a', 'b', 'c'].map((id) => node(id)),
    )
    run.fail('a')
    expect(live(run)).toEqual(['b'])
    run.succeed('b')
    expect([run.state.status, run.status('c')]).toEqual(['FAILED', 'idle'])
  })

  test('[R20] [R18] resuming keeps to the bound', () => {
    const run = bounded(
      1,
      ['a', 'b'].map((id) => node(id)),
    )
    run.send({ kind: 'pause', commandId: 'p', actor: PERSON })
    run.succeed('a')
    expect(live(run)).toEqual([])
    run.send({ kind: 'resume', commandId: 'r', actor: PERSON })
    expect(live(run)).toEqual(['b'])
  })

  test('[R20] a patch that raises the bound lets more nodes go on at once', () => {
    const nodes = ['a', 'b', 'c'].map((id) => node(id))
    const run = bounded(1, nodes)
    run.send(run.swapTo(workflow(nodes, [], { settings: { maxConcurrency: 3 } })))
    expect(live(run)).toEqual(['a', 'b', 'c'])
  })
})
