import { type Actor, DEFAULT_LIMITS, type Ir, type IrEdge, type RunEvent, type Workflow } from '@aob/schemas'
import { activationsAround } from '../../document/index.ts'
import { lower, siteAt } from '../../program/index.ts'
import {
  type ConditionResult,
  conditionsNeeded,
  conditionsOfSwap,
  type Decision,
  decide,
  type Effect,
  evolveAll,
  isTerminal,
  type RunCommand,
  type RunState,
} from '../../run/index.ts'
import { swapIn } from '../../run/swap.ts'
import type { Random } from '../random.ts'

const PERSON: Actor = { kind: 'human', id: 'ada' }

type ApplyPatch = Extract<RunCommand, { kind: 'apply_patch' }>

/** Called after every decision that changed the run. */
export type Observer = (run: ExploredRun, events: readonly RunEvent[], effects: readonly Effect[]) => void

/** A run answered at random by a seed, without the assertions of a test: millions of decisions are made with it. */
export class ExploredRun {
  doc: Workflow
  ir: Ir
  state: RunState
  now = 1_000
  readonly #random: Random
  readonly #observe: Observer

  constructor(doc: Workflow, random: Random, observe: Observer) {
    this.doc = doc
    this.ir = lower(doc, DEFAULT_LIMITS)
    this.#random = random
    this.#observe = observe
    const start = { kind: 'start', runId: 'run', workflowName: doc.name, artifactId: 'a', irRef: 'cas://1', inputsRef: 'cas://in', actor: PERSON } as const
    const decision = decide(this.ir, undefined, start, this.now)
    const state = decision.kind === 'events' ? evolveAll(undefined, decision.events) : undefined
    if (!state || decision.kind !== 'events') throw new Error('The run did not start.')
    this.state = state
    observe(this, decision.events, decision.effects)
  }

  /** One random answer; false when nothing can move. `well`: steps succeed and people approve, so that every run comes to rest. */
  step(well: boolean): boolean {
    if (isTerminal(this.state.status)) return false
    const movable = this.state.nodes.entries().filter(([id, { status }]) => MOVABLE.has(status) && !(status === 'retrying' && this.#dropsRetry(id)))
    if (movable.length === 0) return false
    const [nodeId, { attempt, status, approvalId, awaiting, port, dueAt }] = this.#random.pick(movable)
    this.now = Math.max(this.now + 1, status === 'retrying' ? (dueAt ?? 0) : 0)
    if (status === 'retrying' && this.state.failing) return this.#otherThan(nodeId, well)
    if (status === 'retrying') this.send({ kind: 'retry_due', nodeId, attempt })
    else if (awaiting) {
      const conditions = this.#conditions(conditionsNeeded(this.ir, this.state, nodeId, port ?? 'out'), well)
      this.send({ kind: 'release', commandId: `r-${nodeId}-${attempt}`, nodeId, attempt, outputRef: `cas://${nodeId}`, conditions })
    } else if (status === 'waiting') this.#decide(nodeId, approvalId ?? '', well)
    else this.#answer(nodeId, attempt, status === 'queued', well)
    return true
  }

  /** The command that would swap to another document; conditions that are to be judged hold or do not, at random. */
  patch(after: Workflow, actor: Actor): ApplyPatch {
    const ir = lower(after, DEFAULT_LIMITS)
    const conditions = this.#conditions(conditionsOfSwap(ir, this.state), true)
    return { kind: 'apply_patch', commandId: 'patch', patchId: 'patch', artifactId: 'b', irRef: 'cas://2', ir, actor, conditions }
  }

  send(command: RunCommand, after?: Workflow): Decision {
    return this.#commit(decide(this.ir, this.state, command, this.now), command, after)
  }

  /** Swaps without asking whether it may. */
  force(command: ApplyPatch, after: Workflow): Decision {
    return this.#commit(swapIn(this.ir, this.state, command, this.now), command, after)
  }

  #commit(decision: Decision, command: RunCommand, after: Workflow | undefined): Decision {
    if (decision.kind !== 'events') return decision
    this.state = evolveAll(this.state, decision.events) ?? this.state
    if (command.kind === 'apply_patch' && after) {
      this.ir = command.ir
      this.doc = after
    }
    this.#observe(this, decision.events, decision.effects)
    return decision
  }

  /** The retry of a node in an activation that is failing goes with it. */
  #dropsRetry(nodeId: string): boolean {
    return activationsAround(nodeId).some((activation) => this.state.failures[activation] !== undefined)
  }

  /** As a scope's executor does: says how often its body runs, and a loop goes on at times. */
  #opensWith(nodeId: string, type: string): number | undefined {
    const { count } = this.state.nodes.get(nodeId)?.scope ?? {}
    if (count === undefined) return type === 'map' ? this.#random.below(4) : 1
    return type === 'loop' && count < 3 && !this.state.nodes.get(nodeId)?.scope?.error && this.#random.chance(0.4) ? count + 1 : undefined
  }

  /** A failing run drops its retries: another node has to move. */
  #otherThan(nodeId: string, well: boolean): boolean {
    const live = this.state.nodes.entries().find(([id, { status }]) => id !== nodeId && (status === 'queued' || status === 'running'))
    if (!live) return false
    this.#answer(live[0], live[1].attempt, live[1].status === 'queued', well)
    return true
  }

  #decide(nodeId: string, approvalId: string, well: boolean): void {
    const decision = well || this.#random.chance(0.5) ? 'approve' : 'reject'
    const conditions = this.#conditions(conditionsNeeded(this.ir, this.state, nodeId, decision), well)
    const commandId = `d-${nodeId}-${this.state.seq}`
    this.send({ kind: 'decide_approval', commandId, approvalId, nodeId, decision, outputRef: `cas://${nodeId}`, actor: PERSON, conditions })
  }

  #answer(nodeId: string, attempt: number, queued: boolean, well: boolean): void {
    const random = this.#random
    const site = siteAt(this.ir, nodeId)
    const node = site?.node
    const opens = node?.scope ? this.#opensWith(nodeId, node.type) : undefined
    const signal = (outcome: Extract<RunCommand, { kind: 'signal' }>['outcome'], conditions = {}) => {
      this.send({ kind: 'signal', nodeId, attempt, outcome, conditions })
    }
    const roll = random.fraction()
    if (queued && roll < 0.4) signal({ kind: 'started' })
    else if (!well && roll < 0.5) this.send({ kind: 'redispatch', nodeId, attempt })
    else if (!well && roll < 0.65) {
      const conditions = this.#conditions(conditionsNeeded(this.ir, this.state, nodeId, 'error'), well)
      signal({ kind: 'failed', error: { code: 'http.unavailable', message: 'Busy.', retryable: random.chance(0.6) } }, conditions)
    } else if (opens !== undefined) signal({ kind: 'opened', count: opens })
    else if (node?.type === 'hitl') signal({ kind: 'waiting', approvalId: `ap-${nodeId}-${attempt}`, requestHash: 'h', title: 'Ok?' })
    else if (node?.type === 'agent' && roll < 0.8) signal({ kind: 'succeeded', port: 'out', outputRef: `cas://${nodeId}`, awaitPatches: ['p'] })
    else {
      const port = random.pick([...new Set(['out', ...(node?.out ?? []).flatMap((id) => site?.graph.edges[id]?.port ?? [])])])
      signal({ kind: 'succeeded', port, outputRef: `cas://${nodeId}` }, this.#conditions(conditionsNeeded(this.ir, this.state, nodeId, port), well))
    }
  }

  #conditions(edges: readonly IrEdge[], well: boolean): Record<string, ConditionResult> {
    const judge = (): ConditionResult =>
      !well && this.#random.chance(0.1) ? { error: { code: 'expression.failed', message: 'No such key.', retryable: false } } : this.#random.chance(0.6)
    return Object.fromEntries(edges.map((edge) => [edge.id, judge()]))
  }
}

const MOVABLE: ReadonlySet<string> = new Set(['queued', 'running', 'waiting', 'retrying'])
