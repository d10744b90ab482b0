import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fastReplayFault } from '../../testing/fast-log-check.ts'
import { RandomRun } from '../../testing/random-run.ts'
import { PERSON, RunDriver } from '../../testing/run-driver.ts'
import { node, workflow } from '../../testing/workflows.ts'
import { BEHAVIOURS, canonicalState, foldEvents, repeatRun, replayLog } from '../index.ts'

test('[ES-05][ES-08][B1] every decision of a random run, patches, retries and rebuilds included, is found in its log and decided the same again', () => {
  fc.assert(
    fc.property(fc.integer(), fc.boolean(), (seed, patch) => {
      const run = RandomRun.unchecked(seed)
      run.finish(patch, seed % 2 === 0)
      const replayed = replayLog(run.driver.record)
      if (replayed.kind === 'diverged') expect({ ...replayed, commands: [] }).toBeUndefined()
      else expect(canonicalState(replayed.state ?? run.driver.state)).toBe(canonicalState(run.driver.state))
    }),
    { numRuns: 120 },
  )
})

test('[B6] two runs that went the same way have one canonical state, whatever their ids and times', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const run = RandomRun.unchecked(seed)
      run.finish(false)
      const { state, events } = run.driver
      const twin = events.map((event) => ({ ...event, runId: 'twin', at: event.at * 3 + 7, ...(event.commandId ? { commandId: `t-${event.commandId}` } : {}) }))
      expect(canonicalState(foldEvents(twin) ?? state)).toBe(canonicalState(state))
      const [id] = state.nodes.entries().find(([, { outputRef }]) => outputRef !== undefined) ?? []
      if (id === undefined) return
      const other = { ...state, nodes: state.nodes.with([[id, { ...state.nodes.get(id), status: 'succeeded', attempt: 1, outputRef: 'cas://other' }]]) }
      expect(canonicalState(other)).not.toBe(canonicalState(state))
    }),
    { numRuns: 40 },
  )
})

test('[ES-07][ES-08][B7] a run repeated from its record comes to the same state, under ids of its own', () => {
  fc.assert(
    fc.property(fc.integer(), fc.boolean(), (seed, patch) => {
      const run = RandomRun.unchecked(seed)
      run.finish(patch)
      const as = { runId: 'again', actor: PERSON, replay: { of: 'run-1', mode: 'freeze' as const }, at: 99_000, patchIdOf: (id: string) => `again-${id}` }
      const repeated = repeatRun(run.driver.record, as)
      expect(repeated.kind === 'diverged' ? repeated.seq : 'repeated').toBe('repeated')
      expect(canonicalState(repeated.state ?? run.driver.state)).toBe(canonicalState(run.driver.state))
      expect(repeated.events.map(({ seq, type }) => [seq, type])).toEqual(run.driver.events.map(({ seq, type }) => [seq, type]))
      expect(new Set(repeated.events.map(({ runId, at }) => `${runId} ${at}`))).toEqual(new Set(['again 99000']))
    }),
    { numRuns: 60 },
  )
})

function finishedRuns(): RandomRun[] {
  return Array.from({ length: 10 }, (_, seed) => {
    const run = RandomRun.unchecked(seed)
    run.finish(true)
    return run
  })
}

test('[B7] a record that is not decided like that any more is told, with the events up to there', () => {
  const run = finishedRuns().find(({ driver }) => driver.events.some((event) => event.type === 'node.queued' && event.seq > 6))
  if (!run) throw new Error('no run goes on that long')
  const events = run.driver.events.map((event) =>
    event.type === 'node.queued' && event.seq > 6 ? { ...event, data: { ...event.data, nodeType: 'other' } } : event,
  )
  const as = { runId: 'again', actor: PERSON, replay: { of: 'run-1', mode: 'freeze' as const }, at: 1, patchIdOf: (id: string) => id }
  const repeated = repeatRun({ ...run.driver.record, events }, as)
  expect(repeated.kind).toBe('diverged')
  expect(repeated.events.length).toBeGreaterThan(0)
  expect(repeated.events.length).toBeLessThan(events.length)
})

test('[ES-08][B8] a fast log is found to be decided the same again: retries, lost workers, patches and lost hot state included', () => {
  const cases = fc.property(fc.integer(), fc.boolean(), fc.boolean(), (...about) => {
    expect(fastReplayFault(...about)).toBeUndefined()
  })
  fc.assert(cases, { numRuns: FAST_CASES, examples: GUESSED_WRONG })
})

test('[B1] a release whose condition fails is found with the other conditions as they were recorded', () => {
  for (const mode of ['full', 'fast'] as const) {
    const run = new RunDriver(workflow([node('ask', 'agent'), node('x'), node('y')], ['ask:error>x?inputs.x', 'ask:error>y?inputs.y']), undefined, { mode })
    run.signal('ask', { kind: 'succeeded', port: 'error', outputRef: 'cas://ask', awaitPatches: ['p'] })
    const failing = { error: { code: 'expression.failed', message: 'No such key.', retryable: false } }
    run.send({ kind: 'release', commandId: 'r', nodeId: 'ask', attempt: 1, outputRef: 'cas://ask', conditions: { askerrorx: failing, askerrory: true } })
    expect(run.status('y')).toBe('queued')
    expect(replayLog(run.record)).toMatchObject({ kind: 'same' })
  }
})

const FAST_CASES = 60

/** Logs that were filled in otherwise than they were, before they told of retries, agents and losses. */
const GUESSED_WRONG: [number, boolean, boolean][] = [
  [638012715, true, true],
  [1364305580, false, true],
  [1533813554, false, false],
]

/** Retries that were at work when the run began to fail, when it was resumed, when a patch came under a bound. */
const FILLED_IN: [number, boolean, boolean][] = [
  [-1318764253, false, false],
  [-914238670, true, false],
  [12, true, true],
  [577299767, true, false],
  [-470206951, true, false],
]

test.each(FILLED_IN)('[B5][B8] a fast log from before it told what decides is filled in as it was (seed %s, patched: %s, lost: %s)', (...about) => {
  expect(fastReplayFault(...about, [BEHAVIOURS.countsFailures])).toBeUndefined()
})
