import { validateRunEvent } from '@aob/schemas/api-validators'
import { describe, expect, test } from 'vitest'
import { RandomRun } from '../testing/random-run.ts'
import { RunDriver } from '../testing/run-driver.ts'
import { node, workflow } from '../testing/workflows.ts'
import { decodeState, diffFields, encodeState, evolve, initialState, nodeRunViews } from './index.ts'

describe('hot fields', () => {
  const run = () => new RunDriver(workflow([node('a'), node('b')], ['a>b']))

  test('[S5] one field per node, edge and command, scalars by name, the counter as n', () => {
    const driver = run()
    driver.succeed('a')
    driver.send({ kind: 'note_patch', commandId: 'k', note: 'proposed', patchId: 'p', actor: { kind: 'agent', id: 'x' } })
    expect(encodeState(driver.state)).toMatchObject({ 'e:ab': 'taken', 'c:k': '1', n: '1', status: 'RUNNING', seq: '5', irVersion: '1' })
    expect(JSON.parse(encodeState(driver.state)['d:b'] ?? '')).toEqual({ status: 'queued', attempt: 1, queuedAt: 1_000 })
  })

  test('[S5] fields of the store are left alone', () => {
    const driver = run()
    expect(decodeState({ ...encodeState(driver.state), rev: '7', epoch: '2' })).toEqual(driver.state)
  })

  test('[S5] a diff names what changed and nothing else', () => {
    const driver = run()
    const before = driver.state
    driver.succeed('a')
    expect(Object.keys(diffFields(before, driver.state).set).sort()).toEqual(['d:a', 'd:b', 'e:ab', 'seq'])
    expect(diffFields(driver.state, driver.state)).toEqual({ set: {}, remove: [] })
    expect(diffFields(undefined, driver.state)).toEqual({ set: encodeState(driver.state), remove: [] })
  })

  test('[S5] a diff removes what is gone', () => {
    const driver = run()
    driver.succeed('a')
    const { remove } = diffFields(driver.state, initialState('run-1'))
    expect(remove.sort()).toEqual(['behaviours', 'd:a', 'd:b', 'e:ab'])
  })

  test('[S5] missing or broken fields are said plainly', () => {
    const { n: _n, ...fields } = encodeState(run().state)
    expect(() => decodeState(fields)).toThrow('The hot state lacks the field n.')
    expect(() => decodeState({ ...fields, n: 'x' })).toThrow("The hot state's field n is not an integer.")
  })
})

describe('the log', () => {
  test('[S4] a gap, another run or a second fact is refused', () => {
    const driver = new RunDriver(workflow([node('a'), node('b')], ['a>b']))
    driver.succeed('a')
    const completed = driver.events.find((event) => event.type === 'node.completed')
    if (!completed) throw new Error('Nothing completed.')
    expect(() => evolve(driver.state, completed)).toThrow('follows event')
    expect(() => evolve(driver.state, { ...completed, runId: 'other' })).toThrow('in the log of run')
    expect(() => evolve(driver.state, { ...completed, seq: driver.state.seq + 1 })).toThrow('Edge ab is resolved already')
  })

  test('[S4] every event of random runs has the shape of the schema', () => {
    for (let seed = 0; seed < 60; seed++) {
      const run = RandomRun.unchecked(seed)
      run.finish(true)
      for (const event of run.driver.events) {
        // References are short in tests; the schema wants content addresses.
        const text = JSON.stringify(event).replaceAll(/"(irRef|inputsRef)":"[^"]*"/g, `"$1":"cas://sha256:${'0'.repeat(64)}"`)
        expect(validateRunEvent(JSON.parse(text)), `${text} ${JSON.stringify(validateRunEvent.errors)}`).toBe(true)
      }
    }
  })
})

describe('views', () => {
  test('list every node that is not idle', () => {
    const driver = new RunDriver(workflow([node('a'), node('b')], ['a>b']))
    expect(nodeRunViews(driver.state)).toEqual({ a: { nodeId: 'a', status: 'queued', attempt: 1, queuedAt: 1_000 } })
  })
})
