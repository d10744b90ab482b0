import { describe, expect, test } from 'vitest'
import { AGENT, RunDriver } from '../../testing/run-driver.ts'
import { node, workflow } from '../../testing/workflows.ts'
import { predict, simulate, type WhatIf } from '../index.ts'

const branches = () =>
  workflow(
    [node('check', 'conditional'), node('yes', 'function'), node('no', 'function'), node('merge')],
    ['check:true>yes', 'check:false>no', 'yes>merge', 'no>merge'],
  )

function predicted(what: WhatIf): Extract<WhatIf, { kind: 'predicted' }> {
  if (what.kind !== 'predicted') throw new Error(`refused: ${what.refusal.message}`)
  return what
}

const patchOf = (driver: RunDriver, doc: Parameters<RunDriver['swapTo']>[0], actor = AGENT) => {
  const command = driver.swapTo(doc, {}, actor)
  if (command.kind !== 'apply_patch') throw new Error('swapTo gives another command')
  return command
}

describe('what a run will do', () => {
  test('[W2] of two branches each may run, and what joins them runs in any case', () => {
    const driver = new RunDriver(branches())
    const prediction = predict(driver.ir, driver.state)
    expect(prediction).toMatchObject({
      complete: true,
      ways: 2,
      ends: ['COMPLETED'],
      fates: { check: 'will_run', yes: 'may_run', no: 'may_run', merge: 'will_run' },
    })
  })

  test('[W2] an answer that is assumed leaves one way, with its events', () => {
    const driver = new RunDriver(branches())
    const prediction = predict(driver.ir, driver.state, { answers: { check: { port: 'true' } } })
    expect(prediction).toMatchObject({ ways: 1, fates: { yes: 'will_run', no: 'will_not_run' } })
    expect(prediction.events.at(-1)?.type).toBe('run.completed')
  })

  test('[W3] more ways than may be played through: the bounds of the graph, and a word that it is not complete', () => {
    const many = Array.from({ length: 12 }, (_, index) => index)
    const doc = workflow(
      [node('start'), ...many.flatMap((index) => [node(`c${index}`, 'conditional'), node(`t${index}`, 'function')]), node('late', 'function')],
      ['start>late', ...many.flatMap((index) => [`start>c${index}`, `c${index}:true>t${index}`])],
    )
    const prediction = predict(lowered(doc), new RunDriver(doc).state)
    expect(prediction.complete).toBe(false)
    expect(prediction.fates).toMatchObject({ c0: 'will_run', c11: 'will_run', late: 'will_run', t0: 'may_run', t11: 'may_run' })
  })

  test('[W3] a run of ten thousand steps one after the other is told from its graph: playing it through would take minutes', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `n${index}`)
    const doc = workflow(
      ids.map((id) => node(id)),
      ids.slice(1).map((id, index) => `${ids[index]}>${id}`),
    )
    const prediction = predict(lowered(doc), new RunDriver(doc).state)
    expect(prediction).toMatchObject({ complete: false, fates: { n0: 'will_run', n9999: 'will_run' } })
  })

  test('[W2] a failure that is assumed ends the run, and what stands behind it does not run', () => {
    const driver = new RunDriver(workflow([node('a', 'function', { retry: { maxAttempts: 2, baseMs: 10, maxMs: 10 } }), node('b')], ['a>b']))
    const error = { code: 'http.unavailable', message: 'Busy.', retryable: true }
    expect(predict(driver.ir, driver.state, { answers: { a: { error } } })).toMatchObject({ ends: ['FAILED'], fates: { a: 'will_run', b: 'will_not_run' } })
  })

  test('[W2] a run that waits for a review ends in no way by itself', () => {
    const driver = new RunDriver(workflow([node('a', 'future_feature', { required: true }), node('b')], ['a>b']))
    expect(predict(driver.ir, driver.state)).toMatchObject({ ends: ['open'], fates: { a: 'will_not_run', b: 'will_not_run' } })
  })
})

describe('what a patch changes', () => {
  test('[W5] nodes that newly run, no longer run, and agents added', () => {
    const doc = workflow([node('a', 'function'), node('b', 'function'), node('c')], ['a>b', 'b>c'], { settings: { maxAgents: 5 } })
    const driver = new RunDriver(doc)
    const after = workflow([node('a', 'function'), node('think', 'agent'), node('c')], ['a>think', 'think>c'], { settings: { maxAgents: 5 } })
    const what = predicted(simulate(driver.ir, driver.state, patchOf(driver, after)))
    expect(what).toMatchObject({ newlyRuns: ['think'], noLongerRuns: ['b'], agentsAdded: { least: 1, most: 1 } })
    expect(what.after.fates).toMatchObject({ a: 'will_run', think: 'will_run', c: 'will_run' })
  })

  test('[W5] an agent behind a branch is added perhaps', () => {
    const driver = new RunDriver(branches())
    const base = branches()
    const after = { ...base, nodes: [...base.nodes, node('think', 'agent')], edges: [...base.edges, { id: 'x', from: 'yes', to: 'think' }] }
    const what = predicted(simulate(driver.ir, driver.state, patchOf(driver, after)))
    expect(what).toMatchObject({ newlyRuns: ['think'], agentsAdded: { least: 0, most: 1 } })
  })

  test('[W6] a patch the run would refuse is refused the same way', () => {
    const driver = new RunDriver(workflow([node('a', 'function'), node('b')], ['a>b']))
    driver.succeed('a')
    const patch = patchOf(driver, workflow([node('b')]))
    expect(simulate(driver.ir, driver.state, patch)).toEqual(driver.send(patch))
  })

  test('[W6] nothing of the run changes: state and graph are left as they were', () => {
    const driver = new RunDriver(branches())
    const before = JSON.stringify([driver.state, driver.ir])
    simulate(driver.ir, driver.state, patchOf(driver, workflow([node('check', 'conditional'), node('other')], ['check:true>other'])))
    expect(JSON.stringify([driver.state, driver.ir])).toBe(before)
  })
})

function lowered(doc: ReturnType<typeof workflow>) {
  return new RunDriver(doc).ir
}
