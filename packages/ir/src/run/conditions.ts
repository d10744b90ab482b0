import type { EdgeFacts, Ir, IrEdge, IrNode, NodeError } from '@aob/schemas'
import { emptyRecord, own } from '../document/own-property.ts'
import type { ConditionResult } from './command.ts'
import type { RunState } from './state.ts'

/** Results of edge conditions by edge id. */
export type Conditions = Readonly<Record<string, ConditionResult>>

/**
 * Outgoing, unresolved edges with a condition that leave a node by `port`: what is to be evaluated before the node's outcome
 * is decided. For a failure the port is `error`.
 */
export function conditionsNeeded(ir: Ir, state: RunState, nodeId: string, port: string): IrEdge[] {
  const node = own(ir.nodes, nodeId)
  return node ? outgoing(ir, node).filter((edge) => edge.when !== undefined && edge.port === port && own(state.edges, edge.id) === undefined) : []
}

/**
 * Edges with a condition that a swap to `next` would resolve at once: those added out of nodes that succeeded or failed, by the port
 * they left by. To be evaluated before `apply_patch` is decided.
 */
export function conditionsOfSwap(next: Ir, state: RunState): IrEdge[] {
  return Object.keys(next.nodes).flatMap((id) => {
    const node = own(state.nodes, id)
    return node?.status === 'succeeded' || node?.status === 'failed' ? conditionsNeeded(next, state, id, node.port ?? 'out') : []
  })
}

/** Outgoing edges of a node, in id order. */
export function outgoing(ir: Ir, node: IrNode): IrEdge[] {
  return node.out.flatMap((id) => own(ir.edges, id) ?? [])
}

export type Resolution = { kind: 'facts'; facts: EdgeFacts } | { kind: 'failed'; edge: IrEdge; error: NodeError }

/**
 * Facts of edges whose node left by `port` (undefined: by none, all dead). An edge is taken when its port matches and its
 * condition, if any, holds; a condition that failed is reported instead of facts.
 * Throws when a condition was not evaluated: the shell promised to.
 */
export function resolveEdges(edges: readonly IrEdge[], port: string | undefined, conditions: Conditions): Resolution {
  const facts = emptyRecord<'taken' | 'not_taken'>()
  for (const edge of edges) {
    if (edge.port !== port) {
      facts[edge.id] = 'not_taken'
      continue
    }
    const holds = edge.when === undefined ? true : own(conditions, edge.id)
    if (holds === undefined) throw new Error(`The condition of edge ${edge.id} was not evaluated before the decision.`)
    if (typeof holds === 'object') return { kind: 'failed', edge, error: holds.error }
    facts[edge.id] = holds ? 'taken' : 'not_taken'
  }
  return { kind: 'facts', facts }
}

/**
 * Facts of edges where nothing can be evaluated any more: after a failure, or past a skipped node, which has no output.
 * A condition counts only when it was recorded as true.
 */
export function resolveLeniently(edges: readonly IrEdge[], port: string | undefined, conditions: Conditions): EdgeFacts {
  const facts = emptyRecord<'taken' | 'not_taken'>()
  for (const edge of edges) {
    const holds = edge.when === undefined || own(conditions, edge.id) === true
    facts[edge.id] = edge.port === port && holds ? 'taken' : 'not_taken'
  }
  return facts
}
