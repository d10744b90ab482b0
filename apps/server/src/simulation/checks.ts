import { isDeepStrictEqual } from 'node:util'
import { decodeState, foldEvents, isTerminal, type RunState } from '@aob/ir/run'
import { checkGraph } from './check-graph.ts'
import { checkLog } from './check-log.ts'
import { checkPromises } from './check-promises.ts'
import { mixedAt } from './timelines.ts'
import { require, Violation } from './violation.ts'
import type { World } from './world.ts'

/** The first log in which an event does not follow the one it was decided after. */
export function mixedHistory(world: World): Violation | undefined {
  for (const [runId, { events }] of world.record.tables.runs) {
    const at = mixedAt(world, events)
    if (at !== undefined) return new Violation('D-25 timelines', `event ${at} of ${runId} does not follow the event it was decided after`)
  }
  return undefined
}

/** Everything that must hold once a schedule has settled. Throws the first Violation. */
export async function checkEverything(world: World): Promise<void> {
  const mixed = mixedHistory(world)
  if (mixed) throw mixed
  for (const [runId, { events, projection }] of world.record.tables.runs) {
    const state = foldEvents(events)
    require(state !== undefined, 'D-21', () => `run ${runId} is on record and never started`)
    await checkLog(world, runId, events)
    checkHotState(world, runId, state)
    require(projection.status === state.status, 'D-32', () => `the row of ${runId} says ${projection.status}, its events say ${state.status}`)
    await checkGraph(world, runId, events, state)
    checkEffects(world, runId)
  }
  checkPromises(world)
  const [surprise] = world.promises.surprises
  require(surprise === undefined, 'errors', () => `a use case failed with what is no DomainError: ${surprise}`)
}

/**
 * The hot state is the fold of the record, or has expired after the end. A store that lost its last moments may remember an ended run as
 * open; nothing comes of that, because the record refuses what does not continue it.
 */
function checkHotState(world: World, runId: string, folded: RunState): void {
  const hash = world.hot.data.run(runId)
  const ended = isTerminal(folded.status)
  require(hash !== undefined || ended, 'D-25', () => `open run ${runId} has no hot state`)
  if (!hash || (ended && world.tally.hotLosses > 0)) return
  const { rev: _, epoch: __, tip: ___, ...fields } = Object.fromEntries(hash.fields)
  const hot = decodeState(fields)
  // A fast log does not tell of tokens; once nothing moves, it tells the rest.
  if (hot.mode === 'fast') {
    checkFastState(runId, hot, folded)
    return
  }
  require(isDeepStrictEqual(plain(hot), plain(folded)), 'S4', () =>
    `hot state of ${runId} is not the fold of its events:\n${JSON.stringify(hot)}\n${JSON.stringify(folded)}`)
}

function checkFastState(runId: string, hot: RunState, folded: RunState): void {
  // What was on its way at an early end is cancelled in one and unknown to the other.
  const outcomes = (state: RunState) => state.nodes.entries().filter(([, { status }]) => status !== 'idle' && status !== 'cancelled')
  const known = (state: RunState) => {
    const { seq, status, edges, commands } = state
    return plain({ seq, status, edges, commands, outcomes: Object.fromEntries(outcomes(state).map(([id, node]) => [id, [node.status, node.outputRef]])) })
  }
  require(isDeepStrictEqual(known(hot), known(folded)), 'S6', () => `hot state of fast run ${runId} is not what its events tell`)
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

/** Never two effects of one node under different keys, and one behind every node that came back with an effect's answer. */
function checkEffects({ ledger }: World, runId: string): void {
  const keys = new Map(ledger.calls.filter((call) => call.runId === runId).map(({ key, nodeId }) => [key, nodeId]))
  for (const nodeId of new Set(keys.values())) {
    const used = [...keys].filter(([, node]) => node === nodeId).map(([key]) => key)
    require(used.length === 1, 'D-22', () => `node ${nodeId} had ${used.length} effects, under the keys ${used.join(', ')}`)
  }
}
