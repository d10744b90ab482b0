import type { EdgeFacts } from '@aob/schemas'
import { copyRecord, own } from '../document/own-property.ts'
import type { EdgeFact, NodeState, RunState } from './state.ts'
import { isLive, isPending } from './status.ts'

type Scalars = Omit<RunState, 'nodes' | 'edges' | 'commands' | 'counter'>

/**
 * A run state being changed: changes lie over the state in maps, so that judging costs nothing per node, and records are copied once,
 * at the end. Keeps S1 by construction: the counter moves with every node that becomes or ceases to be live.
 */
export class Draft {
  readonly scalars: Scalars
  readonly #base: RunState
  readonly #nodes = new Map<string, NodeState>()
  readonly #edges = new Map<string, EdgeFact>()
  readonly #commands = new Set<string>()
  #counter: number
  /** Nodes that wait, counted when first asked for: a scan over all nodes that most decisions never need. */
  #tally: { waiting: number; pending: number } | undefined

  constructor(state: RunState) {
    const { nodes: _nodes, edges: _edges, commands: _commands, counter, ...scalars } = state
    this.scalars = scalars
    this.#base = state
    this.#counter = counter
  }

  get counter(): number {
    return this.#counter
  }

  /** Nodes that wait for a person. */
  get waiting(): number {
    return this.#tallied().waiting
  }

  /** Nodes that wait for anything but an executor. */
  get pending(): number {
    return this.#tallied().pending
  }

  /** Every node that has a state, with that state as it is now. Changes may be made on the way. */
  nodes(): [string, NodeState][] {
    const before = Object.entries(this.#base.nodes).map(([id, node]): [string, NodeState] => [id, this.#nodes.get(id) ?? node])
    const added = [...this.#nodes].filter(([id]) => !Object.hasOwn(this.#base.nodes, id))
    return [...before, ...added]
  }

  node(id: string): NodeState | undefined {
    return this.#nodes.get(id) ?? own(this.#base.nodes, id)
  }

  edge(id: string): EdgeFact | undefined {
    return this.#edges.get(id) ?? own(this.#base.edges, id)
  }

  setNode(id: string, next: NodeState): void {
    const before = this.node(id)
    this.#counter += Number(isLive(next.status)) - Number(before !== undefined && isLive(before.status))
    if (this.#tally) {
      this.#tally.waiting += Number(next.status === 'waiting') - Number(before?.status === 'waiting')
      this.#tally.pending += Number(isPending(next.status)) - Number(before !== undefined && isPending(before.status))
    }
    this.#nodes.set(id, next)
  }

  /** Records facts; a second fact for one edge would break S2, so it is an error of ours. */
  addFacts(facts: EdgeFacts): void {
    for (const [id, fact] of Object.entries(facts)) {
      const before = this.edge(id)
      if (before !== undefined) throw new Error(`Edge ${id} is resolved already (${before}); an event resolves it again.`)
      this.#edges.set(id, fact)
    }
  }

  addCommand(id: string): void {
    this.#commands.add(id)
  }

  /** The state as it is now. The draft is not to be used afterwards. */
  finish(): RunState {
    const { nodes, edges, commands } = this.#base
    return {
      ...this.scalars,
      counter: this.#counter,
      nodes: withEntries(nodes, this.#nodes),
      edges: withEntries(edges, this.#edges),
      commands: withEntries(commands, new Map([...this.#commands].map((id) => [id, true as const]))),
    }
  }

  #tallied(): { waiting: number; pending: number } {
    if (!this.#tally) {
      const tally = { waiting: 0, pending: 0 }
      const count = ({ status }: NodeState) => {
        if (status === 'waiting') tally.waiting++
        if (isPending(status)) tally.pending++
      }
      for (const [id, node] of Object.entries(this.#base.nodes)) if (!this.#nodes.has(id)) count(node)
      for (const node of this.#nodes.values()) count(node)
      this.#tally = tally
    }
    return this.#tally
  }
}

/** The same record when nothing was added, so that what is untouched stays identical. */
function withEntries<T>(record: Readonly<Record<string, T>>, added: ReadonlyMap<string, T>): Readonly<Record<string, T>> {
  if (added.size === 0) return record
  const copy = copyRecord(record)
  for (const [id, value] of added) copy[id] = value
  return copy
}
