import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RandomRun } from '../testing/random-run.ts'
import { decodeState, encodeState, evolveAll, foldEvents, isTerminal, type RunState } from './index.ts'

const MOST_STEPS = 400

/** The state a run stood at behind some of its events, by their number: all that it ever stood at. */
function statesOf(run: RandomRun, patched: boolean): Map<number, RunState> {
  const states = new Map([[run.driver.state.seq, run.driver.state]])
  for (let step = 0; step < MOST_STEPS && !isTerminal(run.driver.state.status); step++) {
    if (patched && step < 40 && run.random.chance(0.3)) run.patch()
    else run.step()
    states.set(run.driver.state.seq, run.driver.state)
  }
  return states
}

test.each([false, true])(
  '[ES-05][S4] the fold of events 1 to k is the state at k, for every k, from the beginning and from any snapshot (patched: %s)',
  (patched) => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const run = RandomRun.unchecked(seed)
        const states = statesOf(run, patched)
        const { events } = run.driver
        let [folded, snapshot]: [RunState | undefined, RunState | undefined] = [undefined, undefined]
        for (const [index, event] of events.entries()) {
          seen.add(event.type)
          folded = evolveAll(folded, [event])
          expect(foldEvents(events.slice(0, index + 1))).toEqual(folded)
          const stood = states.get(index + 1)
          if (stood) expect(folded).toEqual(stood)
          const behind = events.slice(snapshot?.seq ?? 0, index + 1)
          expect(evolveAll(snapshot, behind)).toEqual(folded)
          if (folded && run.random.chance(0.2)) snapshot = decodeState(encodeState(folded))
        }
      }),
      { numRuns: 20 },
    )
    const shown = ['run.paused', 'run.resumed', 'node.retrying', 'scope.opened', 'scope.settled', 'approval.decided', ...(patched ? ['patch.applied'] : [])]
    expect([...seen]).toEqual(expect.arrayContaining(shown))
  },
)
