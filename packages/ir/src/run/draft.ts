import type { EdgeFacts, NodeError } from '@aob/schemas'
import { activationsAround, prefixIn, splitActivation } from '../document/address.ts'
import { Overlay, overPlain } from './overlay.ts'
import type { PersistentRecord } from './persistent-record.ts'
import { type ActivationResult, hasResult, sheetOf, sheetsOf, withResult } from './results.ts'
import type { EdgeFact, NodeState, RunState } from './state.ts'
import { isLive, isPending, needsPerson } from './status.ts'

type Scalars = Omit<RunState, 'nodes' | 'edges' | 'commands' | 'counter' | 'results' | 'failures' | 'agents'>

/** Nodes that wait: for a person, and for anything but an executor. */
interface Tally {
  readonly asking: number
  readonly pending: number
}

/** Counted when first asked for, over all nodes, and carried along from then on: part of what nodes say, so that it is kept with them. */
const TALLIES = new WeakMap<PersistentRecord<NodeState>, Tally>()

/**
 * A run state being changed: changes lie over the state in maps, so that judging costs nothing per node, and the records
 * of the next state are made once, at the end, of those of this one. Keeps S1 by construction: the counter moves with every node that becomes or ceases to be live.
 */
export class Draft {
  readonly scalars: Scalars
  readonly #nodes: Overlay<NodeState, PersistentRecord<NodeState>>
  readonly #edges: Overlay<EdgeFact, PersistentRecord<EdgeFact>>
  readonly #commands: Overlay<true, RunState['commands']>
  readonly #results: Overlay<string, RunState['results']>
  readonly #failures: Overlay<{ nodeId: string; error: NodeError }, RunState['failures']>
  readonly #agents: Overlay<true, RunState['agents']>
  #counter: number
  #tally: Tally | undefined

  constructor(state: RunState) {
    const { nodes, edges, commands, counter, results, failures, agents, ...scalars } = state
    this.scalars = scalars
    this.#nodes = new Overlay(nodes, nodes)
    this.#edges = new Overlay(edges, edges)
    this.#commands = overPlain(commands)
    this.#results = overPlain(results)
    this.#failures = overPlain(failures)
    this.#agents = overPlain(agents)
    this.#tally = TALLIES.get(nodes)
    this.#counter = counter
  }

  get counter(): number {
    return this.#counter
  }

  /** Nodes that wait for a person. */
  get asking(): number {
    return this.#tallied().asking
  }

  /** Nodes that wait for anything but an executor. */
  get pending(): number {
    return this.#tallied().pending
  }

  /** Every node that has a state, with that state as it is now. Changes may be made on the way. */
  nodes(): [string, NodeState][] {
    return this.#nodes.entries()
  }

  node(address: string): NodeState | undefined {
    return this.#nodes.get(address)
  }

  edge(address: string): EdgeFact | undefined {
    return this.#edges.get(address)
  }

  setNode(address: string, next: NodeState): void {
    this.#count(this.node(address), next)
    this.#nodes.set(address, next)
  }

  /** Records facts; a second fact for one edge would break S2, so it is an error of ours. */
  addFacts(facts: EdgeFacts): void {
    for (const [address, fact] of Object.entries(facts)) {
      const before = this.edge(address)
      if (before !== undefined) throw new Error(`Edge ${address} is resolved already (${before}); an event resolves it again.`)
      this.#edges.set(address, fact)
    }
  }

  addCommand(id: string): void {
    this.#commands.set(id, true)
  }

  /** Paths of agents that had a token in an activation that is over. */
  agentPaths(): string[] {
    return this.#agents.entries().map(([path]) => path)
  }

  /** A failure nothing caught: it is the run's, or that of the innermost activation it happened in. The first counts. */
  addFailure(nodeId: string, error: NodeError): void {
    const [activation] = activationsAround(nodeId)
    if (activation === undefined) this.scalars.failing ??= { nodeId, error }
    else if (!this.failure(activation)) this.#failures.set(activation, { nodeId, error })
  }

  failure(activation: string): { nodeId: string; error: NodeError } | undefined {
    return this.#failures.get(activation)
  }

  /** Nodes in an activation that have a state, nested ones included. */
  nodesIn(activation: string): [string, NodeState][] {
    const prefix = prefixIn(activation)
    return this.nodes().filter(([address]) => address.startsWith(prefix))
  }

  isSettled(activation: string): boolean {
    const { scope, index } = splitActivation(activation)
    return hasResult(this.#results.get(sheetOf(scope, index)), index)
  }

  /** An activation is over: what lies in it leaves the state, its result stays. */
  settle(activation: string, result: ActivationResult, agents: readonly string[]): void {
    const { scope, index } = splitActivation(activation)
    const prefix = prefixIn(activation)
    for (const [address, node] of this.nodesIn(activation)) {
      this.#count(node, undefined)
      this.#nodes.delete(address)
    }
    for (const part of [this.#edges, this.#results, this.#failures]) for (const key of part.keysFrom(prefix)) part.delete(key)
    this.#failures.delete(activation)
    for (const path of agents) this.#agents.set(path, true)
    const sheet = sheetOf(scope, index)
    this.#results.set(sheet, withResult(this.#results.get(sheet), index, result))
  }

  /** Forgets the results of a scope that has made its output of them. */
  dropResults(scope: string, count: number): void {
    for (const sheet of sheetsOf(scope, count)) this.#results.delete(sheet)
  }

  /** The state as it is now. The draft is not to be used afterwards. */
  finish(): RunState {
    const nodes = this.#nodes.finish()
    if (this.#tally) TALLIES.set(nodes, this.#tally)
    return {
      ...this.scalars,
      counter: this.#counter,
      nodes,
      edges: this.#edges.finish(),
      results: this.#results.finish(),
      failures: this.#failures.finish(),
      agents: this.#agents.finish(),
      commands: this.#commands.finish(),
    }
  }

  #count(before: NodeState | undefined, next: NodeState | undefined): void {
    const change = (counts: (node: NodeState) => boolean) => Number(next !== undefined && counts(next)) - Number(before !== undefined && counts(before))
    this.#counter += change(({ status }) => isLive(status))
    if (!this.#tally) return
    const asking = this.#tally.asking + change(({ status }) => needsPerson(status))
    const pending = this.#tally.pending + change(({ status }) => isPending(status))
    this.#tally = { asking, pending }
  }

  #tallied(): Tally {
    if (!this.#tally) {
      const all = this.nodes()
      const count = (counts: (status: NodeState['status']) => boolean) => all.filter(([, { status }]) => counts(status)).length
      this.#tally = { asking: count(needsPerson), pending: count(isPending) }
    }
    return this.#tally
  }
}
