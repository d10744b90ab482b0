import type { EdgeFacts } from '@aob/schemas'
import { copyRecord, own } from '../document/own-property.ts'
import type { EdgeFact, NodeState, RunState } from './state.ts'
import { isLive, isPending } from './status.ts'

type Scalars = Omit<RunState, 'nodes' | 'edges' | 'commands' | 'counter'>

/**
 * A run state being changed: records are copied once, on first write, so that a batch of events costs one copy.
 * Keeps S1 by construction: the counter moves with every node that becomes or ceases to be live.
 */
export class Draft {
  readonly scalars: Scalars
  #nodes: Readonly<Record<string, NodeState>>
  #edges: Readonly<Record<string, EdgeFact>>
  #commands: Readonly<Record<string, true>>
  #ownNodes: Record<string, NodeState> | undefined
  #ownEdges: Record<string, EdgeFact> | undefined
  #ownCommands: Record<string, true> | undefined
  #counter: number
  /** Nodes that wait, counted when first asked for: a scan over all nodes that most decisions never need. */
  #tally: { waiting: number; pending: number } | undefined

  constructor(state: RunState) {
    const { nodes, edges, commands, counter, ...scalars } = state
    this.scalars = scalars
    this.#nodes = nodes
    this.#edges = edges
    this.#commands = commands
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

  #tallied(): { waiting: number; pending: number } {
    if (!this.#tally) {
      const statuses = Object.values(this.#nodes).map((node) => node.status)
      this.#tally = { waiting: statuses.filter((status) => status === 'waiting').length, pending: statuses.filter(isPending).length }
    }
    return this.#tally
  }

  get nodes(): Readonly<Record<string, NodeState>> {
    return this.#nodes
  }

  get edges(): Readonly<Record<string, EdgeFact>> {
    return this.#edges
  }

  node(id: string): NodeState | undefined {
    return own(this.#nodes, id)
  }

  edge(id: string): EdgeFact | undefined {
    return own(this.#edges, id)
  }

  hasCommand(id: string): boolean {
    return own(this.#commands, id) === true
  }

  setNode(id: string, next: NodeState): void {
    const before = this.node(id)
    this.#counter += Number(isLive(next.status)) - Number(before !== undefined && isLive(before.status))
    if (this.#tally) {
      this.#tally.waiting += Number(next.status === 'waiting') - Number(before?.status === 'waiting')
      this.#tally.pending += Number(isPending(next.status)) - Number(before !== undefined && isPending(before.status))
    }
    this.#ownNodes ??= copyRecord(this.#nodes)
    this.#ownNodes[id] = next
    this.#nodes = this.#ownNodes
  }

  /** Records facts; a second fact for one edge would break S2, so it is an error of ours. */
  addFacts(facts: EdgeFacts): void {
    for (const [id, fact] of Object.entries(facts)) {
      const before = this.edge(id)
      if (before !== undefined) throw new Error(`Edge ${id} is resolved already (${before}); an event resolves it again.`)
      this.#ownEdges ??= copyRecord(this.#edges)
      this.#ownEdges[id] = fact
      this.#edges = this.#ownEdges
    }
  }

  addCommand(id: string): void {
    this.#ownCommands ??= copyRecord(this.#commands)
    this.#ownCommands[id] = true
    this.#commands = this.#ownCommands
  }

  /** The state as it is now. The draft is not to be used afterwards. */
  finish(): RunState {
    return { ...this.scalars, counter: this.#counter, nodes: this.#nodes, edges: this.#edges, commands: this.#commands }
  }
}
