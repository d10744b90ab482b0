import type { Ir } from '@aob/schemas'
import { isIrreversible, siteAt } from '../program/index.ts'
import { decide, foldEvents, isTerminal, type RunState, replayLog } from '../run/index.ts'
import { canonicalText } from '../run/recorded/canonical-state.ts'
import { RandomRun } from './random-run.ts'
import { PERSON, withoutTokens } from './run-driver.ts'

const MOST_STEPS = 400
const REBUILT_AT = 1_000_000
const RESUMED_AT = 2_000_000

/** Where tokens are: what an executor or a timer will bring on. */
export const live = (state: RunState) =>
  state.nodes
    .entries()
    .filter(([, { status }]) => status === 'queued' || status === 'running' || status === 'retrying')
    .map(([id]) => id)
    .sort()

/** The state a rebuild makes of the fold of a log: its started irreversible nodes looked after, its lost tokens emitted again. */
export function rebuilt(ir: Ir, folded: RunState): RunState {
  const decision = decide(ir, folded, { kind: 'recover' }, REBUILT_AT)
  if (decision.kind !== 'events') throw new Error('A rebuild decides something, if only nothing.')
  if (folded.pausedAt !== undefined && decision.effects.some(({ kind }) => kind === 'dispatch')) throw new Error('The rebuild of a paused run emits a token.')
  return decision.next
}

/** As a rebuild finds it: whether an irreversible effect that was under way came to be is left to a person. */
function interrupted(ir: Ir, state: RunState): RunState {
  return state.nodes.entries().reduce((before, [nodeId, { status, attempt }]) => {
    const site = status === 'running' ? siteAt(ir, nodeId) : undefined
    const held = site && isIrreversible(site.node) ? decide(ir, before, { kind: 'redispatch', nodeId, attempt }, REBUILT_AT) : undefined
    return held?.kind === 'events' ? held.next : before
  }, state)
}

function resumed(ir: Ir, state: RunState): RunState {
  const decision = decide(ir, state, { kind: 'resume', commandId: 'goes-on', actor: PERSON }, RESUMED_AT)
  if (decision.kind !== 'events') throw new Error('A paused run can be resumed.')
  return decision.next
}

const isFailing = (state: RunState) => state.failing !== undefined || Object.keys(state.failures).length > 0

/** What a rebuild finds otherwise than it was, at any step of a random run in mode fast; undefined when it finds every outcome and every token. */
export function fastLossFault(seed: number, patched: boolean): string | undefined {
  const run = RandomRun.unchecked(seed, 'fast')
  for (let step = 0; step < MOST_STEPS && !isTerminal(run.driver.state.status); step += 1) {
    if (patched && step < 40 && run.random.chance(0.3)) run.patch()
    else run.step()
    const fault = lossFault(run)
    if (fault !== undefined) return `step ${step}: ${fault}`
  }
  return undefined
}

function lossFault({ driver: { ir, state: kept, events } }: RandomRun): string | undefined {
  const state = interrupted(ir, kept)
  // Of a run or an activation that is failing, what was under way is not run again.
  if (isFailing(state) || isTerminal(state.status)) return undefined
  const folded = foldEvents(events)
  if (!folded) return 'nothing is logged'
  const again = rebuilt(ir, folded)
  const { maxConcurrency } = ir.settings
  // Under a bound others of the ready nodes may come first, and a dead path may wait for room before it is judged.
  if (maxConcurrency !== undefined) return again.counter <= maxConcurrency ? undefined : `${again.counter} nodes are at work`
  const outcomes = difference('outcomes', withoutTokens({ ...again, seq: state.seq }, ir), withoutTokens(state, ir))
  if (state.pausedAt === undefined) return outcomes ?? difference('tokens', live(again), live(state))
  const goesOn = resumed(ir, state)
  // What became ready during the pause may fail the run at once, and what a failing run had lost it does not get again.
  return outcomes ?? (isFailing(goesOn) ? undefined : difference('tokens once resumed', live(resumed(ir, again)), live(goesOn)))
}

/** Where today's decisions and the log of a random run in mode fast part, or what its replay comes to otherwise. */
export function fastReplayFault(seed: number, patched: boolean, losses: boolean, behaviours?: readonly number[]): string | undefined {
  const run = RandomRun.unchecked(seed, 'fast', behaviours)
  run.finish(patched, losses)
  const replayed = replayLog(run.driver.record)
  if (replayed.kind === 'diverged') return JSON.stringify({ ...replayed, commands: [] })
  const { ir, state } = run.driver
  return difference('end', withoutTokens(replayed.state ?? state, ir), withoutTokens(state, ir))
}

function difference(what: string, found: unknown, expected: unknown): string | undefined {
  const [left, right] = [canonicalText(found), canonicalText(expected)]
  return left === right ? undefined : `${what}: ${left} instead of ${right}`
}
