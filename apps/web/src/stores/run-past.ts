import { activationOf, activationsAround, prefixIn } from '@aob/ir/document'
import { nodeRunViews, PersistentRecord, type RunState } from '@aob/ir/run'
import type { EdgeFacts, NodeError, NodeRunView, RunEvent } from '@aob/schemas'

/** What a round of a scope's body came to, kept from before it left the run's state. */
export interface PastRound {
  nodes: Readonly<Record<string, NodeRunView>>
  edges: Readonly<EdgeFacts>
  /** Set when the round failed. */
  error?: NodeError
}

/**
 * Rounds that are over, by activation: the run itself forgets their nodes as soon as they settle. Models of one run share it, because it only ever
 * grows and a round settles once: a copy per batch of events would cost the square of the rounds.
 */
export type RunPast = Map<string, PastRound>

/** Keeps a round that this event ends, as the state before it shows the round. */
export function keepRound(past: RunPast, state: RunState | undefined, event: RunEvent): void {
  if (event.type !== 'scope.settled' || !state) return
  const { nodeId, index, error } = event.data
  const activation = activationOf(nodeId, index)
  const prefix = prefixIn(activation)
  const nodes = PersistentRecord.of(state.nodes.entries().filter(([address]) => address.startsWith(prefix)))
  const edges = Object.fromEntries(state.edges.entries().filter(([address]) => address.startsWith(prefix)))
  past.set(activation, { nodes: nodeRunViews({ ...state, nodes }), edges, ...(error ? { error } : {}) })
}

interface Seen {
  nodes: Readonly<Record<string, NodeRunView>>
  edges: Readonly<EdgeFacts>
  past: RunPast
}

/** The node at an address, whether its round is under way or over. */
export function nodeViewAt({ nodes, past }: Pick<Seen, 'nodes' | 'past'>, address: string): NodeRunView | undefined {
  if (Object.hasOwn(nodes, address)) return nodes[address]
  const [activation] = activationsAround(address)
  const round = activation === undefined ? undefined : past.get(activation)
  return round && Object.hasOwn(round.nodes, address) ? round.nodes[address] : undefined
}

/** Whether the edge at an address was taken, whether its round is under way or over. */
export function edgeFactAt({ edges, past }: Pick<Seen, 'edges' | 'past'>, address: string): 'taken' | 'not_taken' | undefined {
  if (Object.hasOwn(edges, address)) return edges[address]
  const [activation] = activationsAround(address)
  return activation === undefined ? undefined : past.get(activation)?.edges[address]
}
