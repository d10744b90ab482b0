import { type Decision, decide, type Effect, type RunCommand, type RunState } from '@aob/ir/run'
import type { Ir } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { Clock } from '../ports/clock.ts'
import type { CasJson } from './cas-json.ts'
import { withConditions } from './command-conditions.ts'
import type { ConditionJudge } from './condition-judge.ts'

/** A token as `decide` emits it. */
export type Token = Extract<Effect, { kind: 'dispatch' }>

/** A caller that goes on with a token its own command emitted, under the lease of the entry it has in hand (D-34). */
export interface Onwards {
  worker: string
  /** The token to go on with; undefined: all of them go on their streams. Called anew for every state that is judged. */
  choose(tokens: readonly Token[], state: RunState, ir: Ir): Token | undefined
}

type Events = Extract<Decision, { kind: 'events' }>

/** What several commands come to: their events and effects one after another, and the token their caller goes on with. */
export type Decided = (Events & { token?: Token }) | Exclude<Decision, { kind: 'events' }>

interface DeciderDeps {
  cas: CasJson
  judge: ConditionJudge
  clock: Clock
}

/** Makes decisions with the graph and the conditions they need; commits nothing. */
export function createDecider({ cas, judge, clock }: DeciderDeps) {
  // An IR is content-addressed and written by us; the reference is its proof.
  const irAt = async (ref: string) => (await cas.get(ref)) as Ir
  const irOf = (state: RunState) => irAt(state.irRef)

  async function decideOne(state: RunState | undefined, command: RunCommand, now: number): Promise<Decision> {
    const ir = state ? await irOf(state) : await irAt(startOf(command).irRef)
    const ready = state ? await withConditions(judge, { ir, state, command }) : command
    return decide(ir, state, ready, now)
  }

  /** Each command on what the one before leads to; the first that changes nothing is the answer for all. */
  async function decideAll(state: RunState | undefined, commands: readonly RunCommand[], onwards?: Onwards): Promise<Decided> {
    const now = clock.now()
    let all: Events | undefined
    for (const command of commands) {
      const decision = await decideOne(all?.next ?? state, command, now)
      // That a node had begun may have been said before; what follows is judged by itself.
      if (decision.kind === 'ignored' && commands.length > 1 && isStart(command)) continue
      if (decision.kind !== 'events') return decision
      all = all ? joined(all, decision) : decision
    }
    if (!all) return { kind: 'ignored', reason: 'stale_attempt' }
    return commands.length > 1 || onwards ? goOn(all, onwards, now) : all
  }

  async function goOn(all: Events, onwards: Onwards | undefined, now: number): Promise<Decided> {
    const token = onwards?.choose(tokensOf(all), all.next, await irOf(all.next))
    if (!token || !onwards) return withoutTaken(all)
    const { nodeId, attempt } = token
    const started = await decideOne(all.next, { kind: 'signal', nodeId, attempt, outcome: { kind: 'started', worker: onwards.worker } }, now)
    return started.kind === 'events' ? { ...withoutTaken(joined(all, started)), token } : withoutTaken(all)
  }

  return { irOf, decideAll }
}

/** Tokens that wait for somebody: of nodes that nothing decided since has started, settled or queued anew. */
export function tokensOf({ effects, next }: Pick<Events, 'effects' | 'next'>): Token[] {
  return effects.flatMap((effect) => (effect.kind === 'dispatch' && isWaiting(effect, next) ? [effect] : []))
}

function withoutTaken(all: Events): Events {
  return { ...all, effects: all.effects.filter((effect) => effect.kind !== 'dispatch' || isWaiting(effect, all.next)) }
}

function isWaiting({ nodeId, attempt }: Token, next: RunState): boolean {
  const node = next.nodes.get(nodeId)
  return node?.status === 'queued' && node.attempt === attempt
}

function joined(before: Events, after: Events): Events {
  return { kind: 'events', events: [...before.events, ...after.events], effects: [...before.effects, ...after.effects], next: after.next }
}

function isStart(command: RunCommand): boolean {
  return command.kind === 'signal' && command.outcome.kind === 'started'
}

function startOf(command: RunCommand): Extract<RunCommand, { kind: 'start' }> {
  if (command.kind !== 'start') throw new DomainError('internal.error', 'Only a start can create a run.')
  return command
}
