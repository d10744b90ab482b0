import type { EdgeFacts, NodeError } from '@aob/schemas'
import { activationsAround, prefixIn, splitActivation } from '../document/address.ts'
import { Overlay } from './overlay.ts'
import { type ActivationResult, hasResult, sheetOf, sheetsOf, withResult } from './results.ts'
import type { EdgeFact, NodeState, RunState } from './state.ts'
import { isLive, isPending, needsPerson } from './status.ts'

type Scalars = Omit<RunState, 'nodes' | 'edges' | 'commands' | 'counter' | 'results' | 'failures' | 'agents'>

/**
 * A run state being changed: changes lie over the state in maps, so that judging costs nothing per node, and records are copied once,
 * at the end. Keeps S1 by construction: the counter moves with every node that becomes or ceases to be live.
 */
export class Draft {
  readonly scalars: Scalars
  readonly #nodes: Overlay<NodeState>
  readonly #edges: Overlay<EdgeFact>
  readonly #commands: Overlay<true>
  readonly #results: Overlay<string>
  readonly #failures: Overlay<{ nodeId: string; error: NodeError }>
  readonly #agents: Overlay<true>
  #counter: number
  /** Nodes that wait, counted when first asked for: a scan over all nodes that most decisions never need. */
  #tally: { asking: number; pending: number } | undefined

  constructor(state: RunState) {
    const { nodes, edges, commands, counter, results, failures, agents, ...scalars } = state
    this.scalars = scalars
    this.#nodes = new Overlay(nodes)
    this.#edges = new Overlay(edges)
    this.#commands = new Overlay(commands)
    this.#results = new Overlay(results)
    this.#failures = new Overlay(failures)
    this.#agents = new Overlay(agents)
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
    return {
      ...this.scalars,
      counter: this.#counter,
      nodes: this.#nodes.finish(),
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
    this.#tally.asking += change(({ status }) => needsPerson(status))
    this.#tally.pending += change(({ status }) => isPending(status))
  }

  #tallied(): { asking: number; pending: number } {
    if (!this.#tally) {
      const tally = { asking: 0, pending: 0 }
      for (const [, { status }] of this.nodes()) {
        if (needsPerson(status)) tally.asking++
        if (isPending(status)) tally.pending++
      }
      this.#tally = tally
    }
    return this.#tally
  }
}
