import { type Actor, DEFAULT_LIMITS, type Ir, type IrEdge, type RunEvent, type ScopeProgress, type Workflow } from '@aob/schemas'
import { expect } from 'vitest'
import { jsonEqual } from '../document/json-equality.ts'
import type { RunHistory } from '../document/run-history.ts'
import { lower, siteAt, verifyIr } from '../program/index.ts'
import { isIrreversible } from '../program/site.ts'
import {
  type ConditionResult,
  conditionsNeeded,
  type Decision,
  decide,
  decodeState,
  diffFields,
  type Effect,
  encodeState,
  evolve,
  foldEvents,
  historyIn,
  isTerminal,
  liveTokens,
  type Outcome,
  PersistentRecord,
  type RunCommand,
  type RunRecord,
  type RunState,
  redispatchAll,
} from '../run/index.ts'

export const PERSON: Actor = { kind: 'human', id: 'ada' }
export const AGENT: Actor = { kind: 'agent', id: 'agent-1' }

/** Drives one run through `decide` as a coordinator would, and checks the invariants after every step. */
export class RunDriver {
  ir: Ir
  state: RunState
  now = 1_000
  readonly events: RunEvent[] = []
  readonly effects: Effect[] = []
  /** Tokens by node id: the attempt last dispatched. */
  readonly tokens = new Map<string, number>()
  /** Every graph the run had, by its reference. */
  readonly graphs = new Map<string, Ir>()
  /** Whether the invariants are checked at every step: most of the time a run takes, and of no use where its log alone is what is tried. */
  checking = true
  #hot: Record<string, string>
  #checks = 0

  /** What legality needs to know of the run as it stands. */
  get history(): RunHistory {
    return historyIn(this.state)
  }

  constructor(doc: Workflow, inspect: (ir: Ir) => void = () => {}, start: Partial<Extract<RunCommand, { kind: 'start' }>> = {}) {
    this.ir = lower(doc, DEFAULT_LIMITS)
    inspect(this.ir)
    this.graphs.set('cas://1', this.ir)
    expect(verifyIr(this.ir)).toEqual([])
    const started = decide(
      this.ir,
      undefined,
      { kind: 'start', runId: 'run-1', workflowName: doc.name, artifactId: 'art-1', irRef: 'cas://1', inputsRef: 'cas://in', actor: PERSON, ...start },
      this.now,
    )
    if (started.kind !== 'events') throw new Error('The run did not start.')
    this.state = started.next
    this.#hot = encodeState(started.next)
    this.events.push(...started.events)
    this.#carryOut(started.effects)
    this.check()
  }

  /** Decides a command, commits what comes of it and checks the invariants. */
  send(command: RunCommand): Decision {
    const decision = decide(this.ir, this.state, command, this.now)
    if (decision.kind !== 'events') return decision
    const before = this.state
    if (before.pausedAt !== undefined && command.kind !== 'resume') {
      expect(
        decision.effects.filter(({ kind }) => kind === 'dispatch'),
        'R17 a paused run emits no token',
      ).toEqual([])
    }
    if (this.checking && before.mode === undefined) {
      const folded = decision.events.reduce<RunState>((state, event) => evolve(state, event), before)
      same('S4 the decision is the fold of its events', decision.next, folded)
    }
    this.state = decision.next
    if (command.kind === 'apply_patch') {
      this.ir = command.ir
      this.graphs.set(command.irRef, command.ir)
    }
    this.events.push(...decision.events)
    this.#carryOut(decision.effects)
    if (this.checking) this.#checkWritten(before)
    return decision
  }

  /** S5: what is written of a step turns the fields of the state before into those of the state now, and names no unchanged one. */
  #checkWritten(before: RunState): void {
    const { set, remove } = diffFields(before, this.state)
    expect(
      Object.keys(set).filter((field) => set[field] === this.#hot[field]),
      'fields written without need',
    ).toEqual([])
    this.#hot = { ...this.#hot, ...set }
    for (const field of remove) delete this.#hot[field]
    this.check()
  }

  /** As a coordinator does that finds no hot state: the fold of the log, with every lost token out again. */
  rebuild(): void {
    const folded = foldEvents(this.events)
    if (!folded) throw new Error('Nothing is logged.')
    const { state, events, effects } = redispatchAll(this.ir, folded, this.now)
    this.state = state
    this.#hot = encodeState(state)
    this.events.push(...events)
    this.tokens.clear()
    this.#carryOut(effects)
    if (this.checking) this.check()
  }

  /** What the run leaves behind. */
  get record(): RunRecord {
    const irOf = (irRef: string) => {
      const ir = this.graphs.get(irRef)
      if (!ir) throw new Error(`There is no graph ${irRef}.`)
      return ir
    }
    return { events: this.events, irOf }
  }

  signal(nodeId: string, outcome: Outcome, conditions?: Readonly<Record<string, ConditionResult>>): Decision {
    return this.send({ kind: 'signal', nodeId, attempt: this.state.nodes.get(nodeId)?.attempt ?? 0, outcome, ...(conditions ? { conditions } : {}) })
  }

  succeed(nodeId: string, port = 'out', conditions?: Readonly<Record<string, ConditionResult>>): Decision {
    return this.signal(nodeId, { kind: 'succeeded', port, outputRef: `cas://${nodeId}` }, conditions)
  }

  fail(nodeId: string, retryable = false, conditions?: Readonly<Record<string, ConditionResult>>): Decision {
    return this.signal(nodeId, { kind: 'failed', error: { code: 'http.status', message: 'It answered 500.', retryable } }, conditions)
  }

  /** The command that swaps to another document, its conditions given. */
  swapTo(doc: Workflow, conditions: Readonly<Record<string, ConditionResult>> = {}, actor: Actor = PERSON): RunCommand {
    const id = `patch-${this.events.length}`
    return { kind: 'apply_patch', commandId: id, patchId: id, artifactId: `art-${id}`, irRef: `cas://${id}`, ir: lower(doc, DEFAULT_LIMITS), actor, conditions }
  }

  needed(nodeId: string, port: string): IrEdge[] {
    return conditionsNeeded(this.ir, this.state, nodeId, port)
  }

  status(nodeId: string): string {
    return this.state.nodes.get(nodeId)?.status ?? 'idle'
  }

  /** `type nodeId` of the events since an index, for readable expectations. */
  story(from = 0): string[] {
    return this.events.slice(from).map(({ type, data }) => ('nodeId' in data ? `${type} ${data.nodeId}` : type))
  }

  /** S1 to S4, the encoding and the tokens. */
  check(): void {
    expect(this.state.counter, 'S1 counter').toBe(liveTokens(this.state))
    expect(this.state.counter, 'R20 bound').toBeLessThanOrEqual(this.ir.settings.maxConcurrency ?? Number.POSITIVE_INFINITY)
    if (!isTerminal(this.state.status)) expect(this.state.status === 'PAUSED', 'R17 status').toBe(this.state.pausedAt !== undefined)
    // The whole log is folded at every step of a short one, then at every tenth: the work would grow with its square.
    if (this.events.length < 60 || ++this.#checks % 10 === 0 || isTerminal(this.state.status)) this.#checkFold()
    expect(this.events.findIndex(({ seq }, index) => seq !== index + 1)).toBe(-1)
    const encoded = encodeState(this.state)
    same('S5 decoded again', decodeState(encoded), this.state)
    same('hot fields', this.#hot, encoded)
    for (const [id, node] of this.state.nodes.entries()) {
      // Tokens of a paused run go out when it is resumed.
      if (this.state.pausedAt !== undefined && node.status === 'queued') continue
      if (node.status === 'queued' || node.status === 'running') expect(this.tokens.get(id), `token of ${id}`).toBe(node.attempt)
      if (node.scope) this.#checkScope(id, node.scope)
    }
  }

  /** SC3, SC4: never more activations than may run, and state of none but those under way. */
  #checkScope(address: string, { count, next, open, settled, failed }: ScopeProgress): void {
    const concurrency = siteAt(this.ir, address)?.node.scope?.concurrency ?? 0
    expect(open, `activations of ${address}`).toBeLessThanOrEqual(concurrency)
    expect([next - open, next <= count, failed <= settled]).toEqual([settled, true, true])
    const inside = this.state.nodes.keys().filter((key) => key.startsWith(`${address}[`))
    const activations = new Set(inside.map((key) => key.slice(0, key.indexOf(']', address.length))))
    expect(activations.size).toBeLessThanOrEqual(open)
  }

  #checkFold(): void {
    const folded = foldEvents(this.events)
    if (this.state.mode === undefined) same('S4 fold', folded, this.state)
    else same('S6 fold of a fast log', folded && withoutTokens(folded, this.ir), withoutTokens(this.state, this.ir))
  }

  #carryOut(effects: readonly Effect[]): void {
    this.effects.push(...effects)
    for (const effect of effects) if (effect.kind === 'dispatch') this.tokens.set(effect.nodeId, effect.attempt)
  }
}

/** A state with its records copied out: two that hold the same may have come to it by different ways. */
export function plain<T>(value: T): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, part instanceof PersistentRecord ? part.toRecord() : part]))
}

/** As `expect` has it, which takes most of a run's time where nothing is wrong and is asked only where something may be. */
function same(what: string, found: unknown, expected: unknown): void {
  const [left, right] = [found, expected].map(plain)
  if (!jsonEqual(left, right)) expect(left, what).toEqual(right)
}

/**
 * What a log in mode `fast` tells: everything but where tokens are. A node that is on its way (queued, running, or due to be tried again)
 * is the same as one without a token, unless an irreversible effect may have begun; times and attempts of the way are nobody's promise.
 */
export function withoutTokens(state: RunState, ir: Ir): unknown {
  const nodes = state.nodes.entries().flatMap(([id, node]) => {
    const { status, port, outputRef, error, approvalId, awaiting } = node
    const site = siteAt(ir, id)
    const underway = status === 'queued' || status === 'retrying' || status === 'idle' || (status === 'running' && !(site && isIrreversible(site.node)))
    // A scope that waits for its activations, or for the token that collects them.
    if (status === 'open' || (underway && node.scope)) return []
    return underway ? [] : [[id, { status, port, outputRef, approvalId, awaiting, ...(status === 'cancelled' ? {} : { error }) }]]
  })
  const { runId, seq, irVersion, irRef, artifactId, inputsRef, startedAt, endedAt, edges, commands, failing, error } = state
  return { runId, seq, irVersion, irRef, artifactId, inputsRef, startedAt, endedAt, edges, commands, failing, error, nodes: Object.fromEntries(nodes) }
}
