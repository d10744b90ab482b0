import type { Ir, RunEvent } from '@aob/schemas'
import type { RunCommand } from '../command.ts'
import { decide } from '../decide.ts'
import type { RunState } from '../state.ts'
import { isTerminal } from '../status.ts'
import type { Assumptions } from './assumptions.ts'
import { nextAnswers } from './next-answers.ts'

/** Ways a run is played through to its end, and decisions in all; beyond them, or MAX_LOOKS, the prediction falls back on bounds. */
export const MAX_WAYS = 256
export const MAX_DECISIONS = 20_000
/** Decisions times nodes of the run: a decision copies the state of every node. About a second of work. */
export const MAX_LOOKS = 2_000_000

/** One way the rest of a run may go. */
export interface Scenario {
  ir: Ir
  state: RunState
  events: RunEvent[]
}

export interface Exploration {
  scenarios: Scenario[]
  /** Whether these are all the ways there are. */
  complete: boolean
}

interface Branch extends Scenario {
  now: number
}

/** Plays every way the rest of a run may go through `decide` and `evolve`, depth first. A run that cannot move any more, or has ended, is one way. */
export function explore(ir: Ir, state: RunState, now: number, assumptions: Assumptions): Exploration {
  const scenarios: Scenario[] = []
  const open: Branch[] = [{ ir, state, events: [], now }]
  const mostDecisions = Math.min(MAX_DECISIONS, MAX_LOOKS / Math.max(1, Object.keys(ir.nodes).length))
  let complete = true
  for (let decisions = 0; open.length > 0; ) {
    const branch = open.pop()
    if (!branch) break
    const { alternatives, cut } = isTerminal(branch.state.status) ? { alternatives: [], cut: false } : nextAnswers(branch.ir, branch.state, assumptions)
    if (cut) complete = false
    if (alternatives.length === 0) {
      scenarios.push(branch)
      continue
    }
    decisions += alternatives.length
    if (scenarios.length + open.length + alternatives.length > (assumptions.maxWays ?? MAX_WAYS) || decisions > mostDecisions)
      return { scenarios, complete: false }
    open.push(...alternatives.flatMap((command) => carryOn(branch, command) ?? []).reverse())
  }
  return { scenarios, complete }
}

/** A branch after one more command; undefined when the command changes nothing. */
export function carryOn(branch: Branch, command: RunCommand, at = branch.now + 1): Branch | undefined {
  const due = command.kind === 'retry_due' || command.kind === 'delay_due' ? (branch.state.nodes.get(command.nodeId)?.dueAt ?? at) : at
  const now = Math.max(at, due)
  const decision = decide(branch.ir, branch.state, command, now)
  if (decision.kind !== 'events') return undefined
  return { ir: command.kind === 'apply_patch' ? command.ir : branch.ir, state: decision.next, events: [...branch.events, ...decision.events], now }
}
