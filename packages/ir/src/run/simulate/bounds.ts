import type { Ir, IrEdge, IrNode } from '@aob/schemas'
import { isAgentType } from '../../document/agents.ts'
import { compareIds } from '../../document/graph.ts'
import { own } from '../../document/own-property.ts'
import { phaseOf } from '../../document/run-history.ts'
import type { IrGraph } from '../../program/site.ts'
import type { RunState } from '../state.ts'

/** Whether something comes about: `yes` and `no` hold whatever is answered, as long as no step fails. */
export type Certainty = 'yes' | 'no' | 'maybe'

/**
 * What can be said of every node without playing a run through: joins judged with edges whose fate is open. Sound, and less sharp than
 * playing every way through: two branches of which exactly one is taken count as two that may be. Linear in the graph.
 * `mayFail`: a step may fail, so that nothing is certain that has not begun.
 */
export function boundsOf(ir: Ir, state: RunState, mayFail = false): ReadonlyMap<string, Certainty> {
  const bounds = new Bounds(ir, state, mayFail)
  for (const id of inOrder(ir)) {
    const node = own(ir.nodes, id)
    if (node) bounds.judge(node)
  }
  return bounds.runs
}

class Bounds {
  readonly runs = new Map<string, Certainty>()
  /** Whether a node's join lets it through, known type or not. */
  readonly #reached = new Map<string, Certainty>()
  /** Nodes that may never settle: held, or behind one that is. */
  readonly #stuck = new Set<string>()
  readonly #ir: Ir
  readonly #state: RunState
  readonly #mayFail: boolean

  constructor(ir: Ir, state: RunState, mayFail: boolean) {
    this.#ir = ir
    this.#state = state
    this.#mayFail = mayFail
  }

  /** Nodes are judged in an order in which every edge points forwards. */
  judge(node: IrNode): void {
    const before = this.#state.nodes.get(node.id)
    const phase = phaseOf(before)
    if (phase === 'finished') {
      this.runs.set(node.id, before?.status === 'succeeded' || before?.status === 'failed' ? 'yes' : 'no')
    } else if (before?.status === 'held') {
      // Nobody answers a review here, nor registers a type.
      this.runs.set(node.id, 'no')
      this.#stuck.add(node.id)
    } else if (phase === 'pristine') this.#judgePristine(node)
    else {
      this.runs.set(node.id, 'yes')
      if (node.scope && (mayStall(node.scope) || this.#holdsInside(node.id))) this.#stuck.add(node.id)
    }
  }

  #judgePristine(node: IrNode): void {
    const edges = node.in.map((edgeId) => this.#edge(own(this.#ir.edges, edgeId)))
    const waits = node.in.some((edgeId) => this.#mayStay(own(this.#ir.edges, edgeId)))
    const joined = joinOf(node, edges, waits)
    const reached = this.#mayFail && joined === 'yes' ? 'maybe' : joined
    this.#reached.set(node.id, reached)
    const stalls = (!node.known && node.unknownPolicy === 'hold') || (node.scope && mayStall(node.scope))
    if ((waits && joined !== 'yes') || stalls) this.#stuck.add(node.id)
    // A failing run emits no token any more.
    if (this.#state.failing || !node.known) this.runs.set(node.id, 'no')
    else this.runs.set(node.id, reached === 'yes' && this.#overLimit(node) ? 'maybe' : reached)
  }

  /** Whether something in the body of a scope waits for a review. */
  #holdsInside(id: string): boolean {
    return this.#state.nodes.entries().some(([address, { status }]) => status === 'held' && address.startsWith(`${id}[`))
  }

  /** Which agents are passed by at their limit depends on the order in which they become ready. */
  #overLimit({ type }: IrNode): boolean {
    return isAgentType(type) && this.#ir.agentCount > this.#ir.settings.maxAgents
  }

  /** Whether an edge will be taken. */
  #edge(edge: IrEdge | undefined): Certainty {
    const from = edge && own(this.#ir.nodes, edge.from)
    if (!edge || !from) return 'no'
    const fact = this.#state.edges.get(edge.id)
    if (fact !== undefined) return fact === 'taken' ? 'yes' : 'no'
    const plain = edge.port === 'out' && edge.when === undefined
    // An unknown type passes by, is held or fails: which of it is its policy's business.
    if (!from.known) return plain && from.unknownPolicy === 'skip' ? (this.#reached.get(from.id) ?? 'maybe') : 'maybe'
    const source = this.runs.get(from.id) ?? 'maybe'
    if (source === 'no' && !isAgentType(from.type)) return 'no'
    // A scope that waits in its body for a type nobody registers has begun, and may never be left.
    return source === 'yes' && plain && onlyPort(from) && !this.#stuck.has(from.id) ? 'yes' : 'maybe'
  }

  /** Whether an edge may stay without a fact for ever. */
  #mayStay(edge: IrEdge | undefined): boolean {
    return edge !== undefined && this.#state.edges.get(edge.id) === undefined && this.#stuck.has(edge.from)
  }
}

/** Whether a body may wait for a type that nobody registers. */
function mayStall({ nodes }: IrGraph): boolean {
  return Object.values(nodes).some(({ known, unknownPolicy, scope }) => (!known && unknownPolicy === 'hold') || (scope !== undefined && mayStall(scope)))
}

/** Types that leave by `out` whenever they succeed. */
function onlyPort(node: IrNode): boolean {
  return node.type !== 'conditional' && node.type !== 'switch' && node.type !== 'hitl'
}

/** `waits`: an edge may never be resolved, for which a join of all waits in vain. */
function joinOf(node: IrNode, edges: readonly Certainty[], waits: boolean): Certainty {
  if (edges.length === 0) return 'yes'
  const sure = edges.filter((edge) => edge === 'yes').length
  const possible = edges.filter((edge) => edge !== 'no').length
  const needed = node.join === 'all' ? 1 : (node.joinCount ?? 1)
  if (possible < needed) return 'no'
  return sure >= needed && !(waits && node.join === 'all') ? 'yes' : 'maybe'
}

/** Node ids so that every edge points forwards. */
function inOrder(ir: Ir): string[] {
  const open = new Map(Object.values(ir.nodes).map((node) => [node.id, node.in.length]))
  const order = [...ir.entries].sort(compareIds)
  for (let at = 0; at < order.length; at++) {
    for (const edgeId of own(ir.nodes, order[at] ?? '')?.out ?? []) {
      const to = own(ir.edges, edgeId)?.to ?? ''
      const left = (open.get(to) ?? 0) - 1
      open.set(to, left)
      if (left === 0) order.push(to)
    }
  }
  return order
}
