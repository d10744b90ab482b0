import type { Ir, RunEvent } from '@aob/schemas'
import { jsonEqual } from '../../document/json-equality.ts'
import { siteAt } from '../../program/site.ts'
import { BEHAVIOURS, behaves } from '../behaviours.ts'
import { decide } from '../decide.ts'
import { foldEvents } from '../evolve.ts'
import { Recorder } from '../recorder.ts'
import { redispatchAll } from '../redispatch-all.ts'
import type { NodeState, RunState } from '../state.ts'
import { isLive } from '../status.ts'
import type { RunRecord } from './recorded-command.ts'
import { exactStep, type ReplayStep } from './replay-step.ts'

/**
 * One decision of a log in mode `fast`, asked again. Such a log leaves out where tokens are; what decisions depend on it tells: agents' tokens,
 * retries, and where hot state had been lost. Left to fill in is which attempt a word was about, and that a node had been started when a patch
 * withdrew no token of it though it changed it. Both are told by the very events of the decision, so that nothing is guessed.
 */
export function fastStep(record: RunRecord, at: number, ir: Ir, state: RunState, decideNow: typeof decide = decide): ReplayStep {
  if (!behaves(state, BEHAVIOURS.fastTellsWhatDecides)) return guessedStep(record, at, ir, state, decideNow)
  const event = record.events[at]
  const lost = event?.type === 'run.recovered' ? foldEvents(record.events.slice(0, at)) : undefined
  const step = exactStep(record, at, ir, lost ?? withTokens(record, at, ir, state), decideNow)
  if (step.kind === 'decision' || step.command?.kind !== 'apply_patch') return step
  return exactStep(record, at, ir, withTokens(record, at, ir, withStarted(record, at, state, step)), decideNow)
}

/**
 * The same for the log of a run that was started before such logs told what decisions depend on. What is missing is filled in, each time no
 * further than the decision needs:
 *
 * - what is said about a node was said under its next attempt when the log had it waiting for a retry, and under the attempt it names when its
 *   worker had been lost;
 * - a node that waited for a retry, was due, and has its next word later on may have been at work already;
 * - a patch that withdrew no token of a node it changes found that node started;
 * - under a bound on nodes at work, retries that are due had their turn before what is new;
 * - else hot state had been lost, and this is what a rebuild makes of the log up to here.
 *
 * Whatever is filled in only places tokens: outcomes, facts and conditions are the log's, and each decision has to give the recorded events.
 */
function guessedStep(record: RunRecord, at: number, ir: Ir, state: RunState, decideNow: typeof decide): ReplayStep {
  const ask = (from: RunState) => exactStep(record, at, ir, withTokens(record, at, ir, from), decideNow)
  const retried = withRetriesAtWork(record, at, ir, state)
  let step = ask(retried)
  if (step.kind === 'decision') return step
  if (retried !== state) step = ask(state)
  if (step.kind === 'decision') return step
  const first = step
  step = step.command?.kind === 'apply_patch' ? ask(withStarted(record, at, state, step)) : ask(withDueRetries(record, at, ir, state))
  if (step.kind === 'decision') return step
  step = rebuiltStep(record, at, ir, ask)
  return step.kind === 'decision' ? step : first
}

type Placed = 'retry' | 'recovered' | 'ready'

/** Events that tell a worker's word about an attempt. */
const WORDS: ReadonlySet<RunEvent['type']> = new Set([
  'node.started',
  'node.completed',
  'node.failed',
  'node.retrying',
  'node.awaiting',
  'node.delayed',
  'node.held',
  'approval.requested',
  'scope.opened',
])

/** The state with the tokens out that the next event speaks of. */
function withTokens(record: RunRecord, at: number, ir: Ir, state: RunState): RunState {
  const event = record.events[at]
  if (!event) return state
  if (event.type === 'patch.applied') return withdrawnIn(record, at).reduce((now, { nodeId, attempt }) => placed(ir, now, nodeId, attempt, event.at), state)
  if (event.type === 'node.resolved') return withAttempt(state, event.data.nodeId, event.data.attempt)
  if (!WORDS.has(event.type) || !('nodeId' in event.data) || event.data.nodeId === undefined) return state
  const { nodeId } = event.data
  const before = state.nodes.get(nodeId)
  const attempt = 'attempt' in event.data ? event.data.attempt : before?.status === 'retrying' ? before.attempt + 1 : before?.attempt
  return attempt === undefined ? state : placed(ir, state, nodeId, attempt, event.at)
}

/** Tokens that a patch took back, as its event is followed by. */
function withdrawnIn({ events }: RunRecord, at: number): { nodeId: string; attempt: number }[] {
  const found: { nodeId: string; attempt: number }[] = []
  for (let index = at + 1; index < events.length; index++) {
    const event = events[index]
    if (event?.type !== 'node.withdrawn') break
    found.push(event.data)
  }
  return found
}

/** A node's token out under an attempt, when the log leaves room for that. */
function placed(ir: Ir, state: RunState, nodeId: string, attempt: number, now: number): RunState {
  const site = siteAt(ir, nodeId)
  const cause = causeOf(ir, state.nodes.get(nodeId), attempt)
  if (!site || !cause) return state
  const recorder = new Recorder(state, now)
  recorder.pass({ type: 'node.queued', data: { nodeId, nodeType: site.node.type, attempt, irVersion: state.irVersion, cause } })
  return recorder.draft.finish()
}

function causeOf(ir: Ir, before: NodeState | undefined, attempt: number): Placed | undefined {
  if (before?.status === 'retrying' && attempt > before.attempt) return 'retry'
  // Lower than it was counted here: hot state had been lost, and attempts are counted from the log.
  if (before && isLive(before.status) && attempt !== before.attempt) return 'recovered'
  // Under a bound the order in which others gave room is not told; elsewhere a ready node has its token already.
  const unborn = before === undefined || before.status === 'idle'
  return unborn && ir.settings.maxConcurrency !== undefined && attempt > (before?.attempt ?? 0) ? 'ready' : undefined
}

function withAttempt(state: RunState, nodeId: string, attempt: number): RunState {
  const before = state.nodes.get(nodeId)
  if (!before || before.attempt === attempt) return state
  return { ...state, nodes: state.nodes.with([[nodeId, { ...before, attempt }]]) }
}

/** Nodes whose tokens the patch left alone had been started. */
function withStarted(record: RunRecord, at: number, state: RunState, { decided }: Extract<ReplayStep, { kind: 'diverged' }>): RunState {
  if (decided?.kind !== 'events') return state
  const recorded = new Set(withdrawnIn(record, at).map(({ nodeId }) => nodeId))
  const now = record.events[at]?.at ?? 0
  return decided.events.reduce((before, event) => {
    const attempt = event.type === 'node.withdrawn' && !recorded.has(event.data.nodeId) ? before.nodes.get(event.data.nodeId)?.attempt : undefined
    if (attempt === undefined || event.type !== 'node.withdrawn') return before
    const recorder = new Recorder(before, now)
    recorder.pass({ type: 'node.started', data: { nodeId: event.data.nodeId, attempt, irVersion: before.irVersion } })
    return recorder.draft.finish()
  }, state)
}

/** Retries that were due and of which the log has a word later on: their tokens were out from some time on, which only the order of ends and of what had room tells. */
function withRetriesAtWork(record: RunRecord, at: number, ir: Ir, state: RunState): RunState {
  const now = record.events[at]?.at ?? 0
  return state.nodes.entries().reduce((before, [nodeId, { status, attempt, dueAt }]) => {
    if (status !== 'retrying' || (dueAt ?? 0) > now || !speaksLater(record, at, nodeId, attempt)) return before
    return placed(ir, before, nodeId, attempt + 1, now)
  }, state)
}

/** Whether the next event about a node is a worker's word about a later attempt. */
function speaksLater(record: RunRecord, at: number, nodeId: string, attempt: number): boolean {
  const index = positionsOf(record)
    .get(nodeId)
    ?.find((position) => position >= at)
  const event = index === undefined ? undefined : record.events[index]
  // What is held names no attempt; while it waited for a retry it could not have come to be.
  return event !== undefined && WORDS.has(event.type) && (!('attempt' in event.data) || event.data.attempt > attempt)
}

const POSITIONS = new WeakMap<readonly RunEvent[], { length: number; positions: ReadonlyMap<string, readonly number[]> }>()

/** Where in a log each node is spoken of; made once for a log, and anew when it has grown. */
function positionsOf({ events }: RunRecord): ReadonlyMap<string, readonly number[]> {
  const known = POSITIONS.get(events)
  if (known?.length === events.length) return known.positions
  const positions = new Map<string, number[]>()
  events.forEach(({ data }, index) => {
    if (!('nodeId' in data) || data.nodeId === undefined) return
    const here = positions.get(data.nodeId)
    if (here) here.push(index)
    else positions.set(data.nodeId, [index])
  })
  POSITIONS.set(events, { length: events.length, positions })
  return positions
}

function withDueRetries(record: RunRecord, at: number, ir: Ir, state: RunState): RunState {
  const now = record.events[at]?.at ?? 0
  return state.nodes.entries().reduce((before, [nodeId, { status, attempt }]) => {
    if (status !== 'retrying') return before
    const decision = decide(ir, before, { kind: 'retry_due', nodeId, attempt }, now)
    return decision.kind === 'events' ? decision.next : before
  }, state)
}

/** The events here are those of a rebuild, or follow from what a rebuild left. */
function rebuiltStep(record: RunRecord, at: number, ir: Ir, ask: (from: RunState) => ReplayStep): ReplayStep {
  const recorded = record.events.slice(at)
  const nothing: ReplayStep = { kind: 'diverged', seq: recorded[0]?.seq ?? 0, recorded: recorded.slice(0, 1), decided: undefined }
  const folded = foldEvents(record.events.slice(0, at))
  if (!folded) return nothing
  const { state, events } = redispatchAll(ir, folded, recorded[0]?.at ?? 0)
  if (events.length === 0) return ask(state)
  if (!events.every((event, index) => jsonEqual(event, recorded[index]))) return nothing
  return { kind: 'decision', command: { kind: 'recover' }, events, next: state, at }
}
