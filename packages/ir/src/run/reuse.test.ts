import { describe, expect, test } from 'vitest'
import { RunDriver } from '../testing/run-driver.ts'
import { node, workflow } from '../testing/workflows.ts'
import { replayLog } from './index.ts'

const link = { of: 'run-0', mode: 'live', from: 'c' } as const

describe('[R21] a replay takes outputs over', () => {
  const doc = () => workflow([node('a', 'function'), node('b', 'function'), node('c', 'function')], ['a>b', 'b>c?output.go'])
  const reuse = (go: boolean) => ({
    a: { port: 'out', outputRef: 'cas://a' },
    b: { port: 'out', outputRef: 'cas://b', outputBytes: 3, conditions: { bc: go } },
  })

  test('reused nodes have no token, what follows has', () => {
    const driver = new RunDriver(doc(), undefined, { replay: link, reuse: reuse(true) })
    expect(driver.story()).toEqual(['run.started', 'node.reused a', 'node.reused b', 'node.queued c'])
    expect([...driver.tokens.keys()]).toEqual(['c'])
    expect(driver.state.nodes.get('b')).toMatchObject({ status: 'succeeded', reused: true, outputRef: 'cas://b', attempt: 0 })
    expect(driver.state.replay).toEqual(link)
    driver.succeed('c')
    expect(driver.state.status).toBe('COMPLETED')
    expect(replayLog(driver.record).kind).toBe('same')
  })

  test('a recorded branch that leads nowhere ends the run at once', () => {
    const driver = new RunDriver(doc(), undefined, { replay: link, reuse: reuse(false) })
    expect(driver.story().slice(3)).toEqual(['node.not_taken c', 'run.completed'])
  })

  test('a node whose condition fails on its recorded output executes', () => {
    const failing = { error: { code: 'expression.failed', message: 'No such key.', retryable: false } }
    const driver = new RunDriver(doc(), undefined, {
      replay: link,
      reuse: { ...reuse(true), b: { port: 'out', outputRef: 'cas://b', conditions: { bc: failing } } },
    })
    expect(driver.story()).toEqual(['run.started', 'node.reused a', 'node.queued b'])
  })

  test('an output of a node that is not reached is not used', () => {
    const driver = new RunDriver(doc(), undefined, { replay: link, reuse: { c: { port: 'out', outputRef: 'cas://c' } } })
    expect(driver.story()).toEqual(['run.started', 'node.queued a'])
  })
})
