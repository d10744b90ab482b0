import { DEFAULT_LIMITS, type IrEdge, portsOf, type RunMode, type Workflow } from '@aob/schemas'
import { expect } from 'vitest'
import { activationsAround, findCycle, graphOf, judgePatch, prefixOf } from '../document/index.ts'
import { isIrreversible, lower, siteAt } from '../program/index.ts'
import {
  type ConditionResult,
  CURRENT_BEHAVIOURS,
  conditionsOfSwap,
  historyIn,
  isTerminal,
  type NodeState,
  type RunCommand,
  type RunState,
} from '../run/index.ts'
import { Random } from './random.ts'
import { randomPatch } from './random-patch.ts'
import { randomWorkflow } from './random-workflow.ts'
import { PERSON, RunDriver } from './run-driver.ts'

/** One random run: tokens answered in random order, with failures, retries, approvals, lost executors and repeated messages. */
export class RandomRun {
  readonly driver: RunDriver
  readonly random: Random
  doc: Workflow
  readonly #sent: RunCommand[] = []

  constructor(seed: number, mode: RunMode = 'full', behaviours: readonly number[] = CURRENT_BEHAVIOURS) {
    this.random = new Random(seed)
    this.doc = randomWorkflow(this.random, 10)
    this.driver = new RunDriver(this.doc, undefined, { mode, behaviours })
  }

  /** One whose log is what matters: the invariants at every step are the business of `runs.property.test.ts`. */
  static unchecked(seed: number, mode: RunMode = 'full', behaviours: readonly number[] = CURRENT_BEHAVIOURS): RandomRun {
    const run = new RandomRun(seed, mode, behaviours)
    run.driver.checking = false
    return run
  }

  /** Steps until nothing can move any more; held nodes are given a type that is registered, or the run is cancelled. */
  finish(patch: boolean, losses = false): void {
    for (let step = 0; !isTerminal(this.driver.state.status); step++) {
      if (step > 2_000) throw new Error('The run does not end.')
      if (patch && this.random.chance(0.3) && step < 40) this.patch()
      else if (losses && this.random.chance(0.08)) this.loseHotState()
      else this.step()
    }
  }

  /** Hot state is gone and made again from the log. What was said before is heard by nobody any more. */
  loseHotState(): void {
    this.driver.now += 1
    this.driver.rebuild()
    this.#sent.length = 0
  }

  step(): void {
    const { state } = this.driver
    const movable = state.nodes.entries().filter(([id, node]) => this.#canMove(id, node))
    if (this.random.chance(0.2) && this.#sent.length > 0) {
      this.#repeat()
    } else if (state.pausedAt !== undefined && (movable.length === 0 || this.random.chance(0.3))) {
      this.#send({ kind: 'resume', commandId: `resume-${state.seq}`, actor: PERSON })
    } else if (state.pausedAt === undefined && this.random.chance(0.05)) {
      this.#send({ kind: 'pause', commandId: `pause-${state.seq}`, actor: PERSON })
    } else if (movable.length === 0) {
      this.#release()
    } else {
      const [nodeId, node] = this.random.pick(movable)
      if (node.status === 'waiting' && node.awaiting) this.#settlePatches(nodeId, node.attempt, node.port ?? 'out')
      else if (node.status === 'waiting') this.#decide(nodeId, node.approvalId ?? '')
      else if (node.status === 'retrying') this.#retry(nodeId, node.attempt, node.dueAt ?? 0)
      else this.#answer(nodeId, node.attempt, node.status)
    }
  }

  /** Nobody answers a token that a paused run keeps back. */
  #canMove(nodeId: string, { status, attempt }: NodeState): boolean {
    const { ir, state, tokens } = this.driver
    const site = siteAt(ir, nodeId)
    if (status === 'queued') return tokens.get(nodeId) === attempt && !(state.pausedAt !== undefined && site && isIrreversible(site.node))
    return ['running', 'waiting', 'retrying'].includes(status)
  }

  #send(command: RunCommand): void {
    this.driver.now += 1
    const decision = this.driver.send(command)
    expect(decision.kind, JSON.stringify(command)).toBe('events')
    this.#sent.push(command)
  }

  /** Whatever has been answered once changes nothing a second time. `started` of a running node and calls may repeat. */
  #repeat(): void {
    const command = this.random.pick(this.#sent)
    if (command.kind === 'signal' && command.outcome.kind === 'agent_called') return
    const seq = this.driver.state.seq
    const decision = this.driver.send(command)
    expect(decision.kind === 'events', JSON.stringify(command)).toBe(false)
    expect(this.driver.state.seq).toBe(seq)
  }

  #conditions(edges: readonly IrEdge[], errors: boolean): Record<string, ConditionResult> {
    const judge = (): ConditionResult =>
      errors && this.random.chance(0.1) ? { error: { code: 'expression.failed', message: 'No such key.', retryable: false } } : this.random.chance(0.6)
    return Object.fromEntries(edges.map((edge) => [edge.id, judge()]))
  }

  #answer(nodeId: string, attempt: number, status: string): void {
    const { random, driver } = this
    const site = siteAt(driver.ir, nodeId)
    const node = site?.node
    const signal = (outcome: Extract<RunCommand, { kind: 'signal' }>['outcome'], conditions = {}) =>
      this.#send({ kind: 'signal', nodeId, attempt, outcome, conditions })
    const roll = random.fraction()
    if (status === 'queued' && roll < 0.4) signal({ kind: 'started' })
    else if (roll < 0.5) this.#send({ kind: 'redispatch', nodeId, attempt, takeover: random.chance(0.5) })
    else if (roll < 0.65) {
      const error = { code: 'http.unavailable', message: 'Busy.', retryable: random.chance(0.6) }
      signal({ kind: 'failed', error }, this.#conditions(driver.needed(nodeId, 'error'), true))
    } else if (node?.scope && this.#opens(nodeId, node.type)) signal({ kind: 'opened', count: this.#countFor(nodeId, node.type) })
    else if (node?.type === 'hitl') signal({ kind: 'waiting', approvalId: `ap-${nodeId}-${attempt}`, requestHash: 'h', title: 'Ok?' })
    else if (node?.type === 'agent' && roll < 0.7) signal({ kind: 'agent_called', model: 'm', call: 1 })
    else if (node?.type === 'agent' && roll < 0.85) {
      const port = random.pick(['out', 'error'])
      signal({ kind: 'succeeded', port, outputRef: `cas://${nodeId}`, awaitPatches: ['p1', 'p2'] })
    } else {
      const port = random.pick([...new Set(['out', ...(node?.out ?? []).flatMap((id) => site?.graph.edges[id]?.port ?? [])])])
      signal({ kind: 'succeeded', port, outputRef: `cas://${nodeId}` }, this.#conditions(driver.needed(nodeId, port), true))
    }
  }

  /** As a scope's executor does: open first, then collect, except that a loop may go on. */
  #opens(nodeId: string, type: string): boolean {
    const scope = this.driver.state.nodes.get(nodeId)?.scope
    return scope === undefined || (type === 'loop' && !scope.error && scope.count < 4 && this.random.chance(0.5))
  }

  #countFor(nodeId: string, type: string): number {
    const before = this.driver.state.nodes.get(nodeId)?.scope?.count ?? 0
    return type === 'map' ? this.random.below(5) : before + 1
  }

  #decide(nodeId: string, approvalId: string): void {
    const decision = this.random.pick(['approve', 'reject'] as const)
    const conditions = this.#conditions(this.driver.needed(nodeId, decision), true)
    const commandId = `decide-${nodeId}-${this.driver.state.seq}`
    this.#send({ kind: 'decide_approval', commandId, approvalId, nodeId, decision, outputRef: `cas://${nodeId}`, actor: PERSON, conditions })
  }

  #settlePatches(nodeId: string, attempt: number, port: string): void {
    const conditions = this.#conditions(this.driver.needed(nodeId, port), true)
    this.#send({ kind: 'release', commandId: `release-${nodeId}-${attempt}`, nodeId, attempt, outputRef: `cas://${nodeId}/decided`, conditions })
  }

  #retry(nodeId: string, attempt: number, dueAt: number): void {
    if (isBlocked(this.driver.state, nodeId)) {
      expect(this.driver.send({ kind: 'retry_due', nodeId, attempt })).toEqual({ kind: 'ignored', reason: 'terminal' })
      return
    }
    if (this.driver.now < dueAt) expect(this.driver.send({ kind: 'retry_due', nodeId, attempt })).toEqual({ kind: 'ignored', reason: 'not_due' })
    this.driver.now = Math.max(this.driver.now, dueAt)
    const { pausedAt, counter } = this.driver.state
    const reason = pausedAt !== undefined ? 'paused' : counter >= (this.driver.ir.settings.maxConcurrency ?? counter + 1) ? 'full' : undefined
    if (reason) expect(this.driver.send({ kind: 'retry_due', nodeId, attempt })).toEqual({ kind: 'ignored', reason })
    else this.#send({ kind: 'retry_due', nodeId, attempt })
  }

  /** A person decides about a held node. */
  #resolve(nodeId: string): void {
    const { driver, random } = this
    const node = siteAt(driver.ir, nodeId)?.node
    const resolution = random.pick(node?.known ? (['retry', 'skip', 'fail', 'complete'] as const) : (['skip', 'fail', 'complete'] as const))
    const port = node ? random.pick(portsOf(node.type, node.config)) : 'out'
    const needed = resolution === 'complete' ? driver.needed(nodeId, port) : driver.needed(nodeId, 'error')
    const result = resolution === 'complete' ? { port, outputRef: `cas://${nodeId}/person` } : {}
    const commandId = `resolve-${nodeId}-${driver.state.seq}`
    this.#send({ kind: 'resolve_node', commandId, nodeId, resolution, reason: 'Seen.', actor: PERSON, conditions: this.#conditions(needed, true), ...result })
  }

  /** Nothing moves: something is held. A registered type releases a node of an unknown one; a review ends with the run. */
  #release(): void {
    const held = this.driver.state.nodes.entries().filter(([, node]) => node.status === 'held')
    expect(held.length, 'a run that cannot move holds something').toBeGreaterThan(0)
    const unknown = held.filter(([id, node]) => node.error === undefined && prefixOf(id) === '').map(([id]) => id)
    if (unknown.length === 0 || this.random.chance(0.3)) {
      if (this.random.chance(0.1)) this.#send({ kind: 'cancel', commandId: 'stop', actor: PERSON })
      else this.#resolve(held[0]?.[0] ?? '')
      return
    }
    const nodes = this.doc.nodes.map((node) => (unknown.includes(node.id) ? { ...node, type: 'join', config: {} } : node))
    expect(this.swap({ ...this.doc, nodes })).toBe(true)
  }

  /** Applies a random change to the graph, legal or not. */
  patch(): void {
    const after = randomPatch(this.doc, this.random, this.driver.state.seq)
    if (!findCycle(graphOf(after))) this.swap(after)
  }

  /** Applies a document; whether it was legal. The verdicts of `judgePatch` and `decide` agree. */
  swap(after: Workflow): boolean {
    const { driver } = this
    const limits = { ...DEFAULT_LIMITS, maxAgents: 100 }
    const verdict = judgePatch({ before: this.doc, after, ir: driver.ir, state: historyIn(driver.state), actor: PERSON, limits })
    const conditions = this.#conditions(conditionsOfSwap(lower(after, DEFAULT_LIMITS), driver.state), false)
    const command = driver.swapTo(after, conditions)
    const decision = driver.send(command)
    if (decision.kind === 'events') {
      if (verdict.kind === 'illegal') expect(['L11', 'L12']).toContain(verdict.refusal.rule)
      this.doc = after
      this.#sent.push(command)
      return true
    }
    expect(decision.kind).toBe('refused')
    if (decision.kind === 'refused') expect(verdict).toEqual({ kind: 'illegal', refusal: decision.refusal })
    return false
  }
}

/** Whether the run fails, or an activation the node lies in does. */
function isBlocked(state: RunState, nodeId: string): boolean {
  return state.failing !== undefined || activationsAround(nodeId).some((activation) => state.failures[activation] !== undefined)
}
