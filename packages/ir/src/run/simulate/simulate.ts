import type { Ir, IrNode, RunEvent, RunStatus } from '@aob/schemas'
import { pathOf } from '../../document/address.ts'
import { isAgentType } from '../../document/agents.ts'
import { compareIds } from '../../document/graph.ts'
import { emptyRecord, own } from '../../document/own-property.ts'
import { phaseOf } from '../../document/run-history.ts'
import { siteAt } from '../../program/site.ts'
import type { RunCommand } from '../command.ts'
import { UnjudgedCondition } from '../conditions.ts'
import { decide } from '../decide.ts'
import type { LegalityRefusal } from '../decision.ts'
import type { RunState } from '../state.ts'
import type { Assumptions } from './assumptions.ts'
import { boundsOf, type Certainty } from './bounds.ts'
import { carryOn, explore, type Scenario } from './explore.ts'

export type { Assumptions } from './assumptions.ts'

/** What becomes of a node: it has finished, it runs in every way the run may go, in some, or in none. */
export type Fate = 'finished' | 'will_run' | 'may_run' | 'will_not_run'

export interface Prediction {
  fates: Record<string, Fate>
  /** How the run may end, in alphabetical order; `open` when it would wait for something that nobody can answer, such as a review. */
  ends: (RunStatus | 'open')[]
  /** Ways that were played through; all there are when `complete`. Otherwise `will_run` and `will_not_run` still hold, and more is `may_run`. */
  ways: number
  complete: boolean
  /** Agents that run from here on: at least, at most. */
  agents: { least: number; most: number }
  /** Events of the one way the run goes when nothing is left open; else empty. */
  events: RunEvent[]
  /** The state of that one way. */
  state?: RunState
}

export type WhatIf =
  | { kind: 'refused'; refusal: LegalityRefusal }
  | {
      kind: 'predicted'
      before: Prediction
      after: Prediction
      /** Nodes that run, for certain or perhaps, only with the patch; and only without it. */
      newlyRuns: string[]
      noLongerRuns: string[]
      agentsAdded: { least: number; most: number }
    }

/**
 * Predicts the rest of a run with the functions that run it, taking steps to succeed unless something else is assumed. Pure; bounded by
 * MAX_WAYS ways. Given recorded commands it yields the very events of a run to which the same is answered.
 */
export function predict(ir: Ir, state: RunState, assumptions: Assumptions = {}): Prediction {
  let branch = { ir, state, events: [] as RunEvent[], now: assumptions.now ?? state.startedAt }
  for (const { command, at } of assumptions.recorded ?? []) branch = carryOnRecorded(branch, command, at) ?? branch
  const { scenarios, complete } = explore(branch.ir, branch.state, branch.now, assumptions)
  const [only] = scenarios.length === 1 && complete ? scenarios : []
  // Where not every way was played through, what holds for all of them comes from the graph alone.
  const bounds = complete ? undefined : boundsOf(branch.ir, branch.state, mayFail(branch.ir, branch.state, assumptions))
  const fates = fatesOf(branch.ir, state, scenarios, bounds)
  return {
    fates,
    ends: endsOf(scenarios),
    ways: scenarios.length,
    complete,
    agents: agentsOf(branch, fates, scenarios, complete),
    events: only ? [...branch.events, ...only.events] : [],
    ...(only ? { state: only.state } : {}),
  }
}

/** As `carryOn`. A command that was recorded on another graph knows nothing of conditions only this one has: it no longer applies. */
function carryOnRecorded(branch: Parameters<typeof carryOn>[0], command: RunCommand, at: number): ReturnType<typeof carryOn> {
  try {
    return carryOn(branch, command, at)
  } catch (error) {
    if (error instanceof UnjudgedCondition) return undefined
    throw error
  }
}

/** What a patch would change about the rest of a run; refused as the run would refuse it. Without a patch `before` and `after` are one. */
export function simulate(ir: Ir, state: RunState, patch?: Extract<RunCommand, { kind: 'apply_patch' }>, assumptions: Assumptions = {}): WhatIf {
  const before = predict(ir, state, assumptions)
  if (!patch) return compared(before, before)
  const now = assumptions.now ?? state.startedAt
  const decision = decide(ir, state, { ...patch, conditions: { ...assumptions.conditions, ...patch.conditions } }, now)
  if (decision.kind === 'refused') return decision
  if (decision.kind === 'ignored') return compared(before, before)
  const swapped = carryOn({ ir, state, events: [], now: now - 1 }, { ...patch, conditions: { ...assumptions.conditions, ...patch.conditions } })
  return compared(before, swapped ? predict(swapped.ir, swapped.state, assumptions) : before)
}

function compared(before: Prediction, after: Prediction): WhatIf {
  const runs = ({ fates }: Prediction) => new Set(Object.keys(fates).filter((id) => fates[id] === 'will_run' || fates[id] === 'may_run'))
  const [without, having] = [runs(before), runs(after)]
  const only = (left: ReadonlySet<string>, right: ReadonlySet<string>) => [...left].filter((id) => !right.has(id)).sort(compareIds)
  const agentsAdded = { least: after.agents.least - before.agents.least, most: after.agents.most - before.agents.most }
  return { kind: 'predicted', before, after, newlyRuns: only(having, without), noLongerRuns: only(without, having), agentsAdded }
}

/** Whether a step may fail for good, so that nothing that has not begun is certain any more. */
function mayFail(ir: Ir, state: RunState, { answers = {}, conditions = {} }: Assumptions): boolean {
  const failing = Object.values(answers).some(({ error }) => error) || Object.values(conditions).some((result) => typeof result === 'object')
  return failing || Object.values(ir.nodes).some((node) => refusesType(node) && phaseOf(state.nodes.get(node.id)) !== 'finished')
}

/** Whether the node, or one in its body, fails for its unknown type. */
function refusesType({ known, unknownPolicy, scope }: IrNode): boolean {
  return (!known && unknownPolicy === 'fail') || Object.values(scope?.nodes ?? {}).some(refusesType)
}

function fatesOf(ir: Ir, state: RunState, scenarios: readonly Scenario[], bounds: ReadonlyMap<string, Certainty> | undefined): Record<string, Fate> {
  const runsIn = scenarios.map(({ events }) => runningIn(state, events))
  const fates = emptyRecord<Fate>()
  for (const id of Object.keys(ir.nodes)) {
    const status = state.nodes.get(id)?.status
    const bound = bounds?.get(id)
    const count = runsIn.filter((running) => running.has(id)).length
    if (status === 'succeeded' || status === 'failed' || status === 'skipped' || status === 'not_taken' || status === 'cancelled') fates[id] = 'finished'
    else if (bound === 'yes' || (!bounds && count === runsIn.length)) fates[id] = 'will_run'
    else fates[id] = bound === 'maybe' || count > 0 ? 'may_run' : 'will_not_run'
  }
  return fates
}

/** Nodes that get a token from here on, or have one. */
function runningIn(state: RunState, events: readonly RunEvent[]): Set<string> {
  const ids = new Set(events.flatMap((event) => (event.type === 'node.queued' ? [event.data.nodeId] : [])))
  for (const [id, { status, attempt }] of state.nodes.entries()) {
    if (['queued', 'running', 'open', 'waiting', 'retrying', 'delayed'].includes(status) && attempt > 0) ids.add(id)
  }
  for (const event of events) if (event.type === 'node.withdrawn' && !requeued(events, event)) ids.delete(event.data.nodeId)
  return ids
}

function requeued(events: readonly RunEvent[], { seq, data }: Extract<RunEvent, { type: 'node.withdrawn' }>): boolean {
  return events.some((event) => event.seq > seq && event.type === 'node.queued' && event.data.nodeId === data.nodeId)
}

/** Agents in bodies of scopes that are not over: each may run, however often. */
function agentsInBodies(ir: Ir, fates: Readonly<Record<string, Fate>>): number {
  const inside = (node: IrNode): number =>
    Object.values(node.scope?.nodes ?? {}).reduce((sum, inner) => sum + Number(isAgentType(inner.type)) + inside(inner), 0)
  return Object.values(ir.nodes).reduce(
    (sum, node) => sum + (own(fates, node.id) === 'finished' || own(fates, node.id) === 'will_not_run' ? 0 : inside(node)),
    0,
  )
}

function endsOf(scenarios: readonly Scenario[]): (RunStatus | 'open')[] {
  const ends = scenarios.map(({ state }) => (state.endedAt === undefined ? 'open' : state.status))
  return [...new Set(ends)].sort(compareIds)
}

function agentsOf(
  { ir, state }: Scenario,
  fates: Readonly<Record<string, Fate>>,
  scenarios: readonly Scenario[],
  complete: boolean,
): { least: number; most: number } {
  const agents = Object.keys(ir.nodes).filter((id) => isAgentType(own(ir.nodes, id)?.type ?? ''))
  const counted = (fate: Fate) => agents.filter((id) => own(fates, id) === fate).length
  if (!complete) return { least: counted('will_run'), most: counted('will_run') + counted('may_run') + agentsInBodies(ir, fates) }
  // By path: an agent in a body counts once, however often the body runs.
  const pathIn = (address: string) => pathOf(address).join('/')
  const perWay = scenarios.map(
    ({ events }) => new Set(events.flatMap((event) => (event.type === 'node.queued' && isAgentType(event.data.nodeType) ? [pathIn(event.data.nodeId)] : []))),
  )
  const inside = [...runningIn(state, [])].filter((address) => address.includes('/') && isAgentType(siteAt(ir, address)?.node.type ?? ''))
  const live = [...agents.filter((id) => own(fates, id) === 'will_run'), ...inside.map(pathIn)]
  const sizes = perWay.map((queued) => new Set([...queued, ...live]).size)
  return { least: Math.min(...sizes), most: Math.max(...sizes) }
}
