import type { EdgeFacts, Ir, IrEdge, NodeError } from '@aob/schemas'
import { emptyRecord, own } from '../document/own-property.ts'
import { outgoing, siteAt } from '../program/site.ts'
import type { ConditionResult } from './command.ts'
import type { RunState } from './state.ts'

/** A decision needs the result of a condition that it was not given. */
export class UnjudgedCondition extends Error {
  constructor(edgeId: string) {
    super(`The condition of edge ${edgeId} was not evaluated before the decision.`)
    this.name = 'UnjudgedCondition'
  }
}

/** Results of edge conditions by edge id: all of one decision lie in one graph. */
export type Conditions = Readonly<Record<string, ConditionResult>>

/**
 * Outgoing, unresolved edges with a condition that leave the node at an address by `port`: what is to be evaluated before the node's outcome
 * is decided. For a failure the port is `error`.
 */
export function conditionsNeeded(ir: Ir, state: RunState, nodeId: string, port: string): IrEdge[] {
  const site = siteAt(ir, nodeId)
  if (!site) return []
  return outgoing(site).filter((edge) => edge.when !== undefined && edge.port === port && state.edges.get(site.prefix + edge.id) === undefined)
}

/**
 * Edges with a condition that a swap to `next` would resolve at once: those added out of nodes that succeeded or failed, by the port
 * they left by. To be evaluated before `apply_patch` is decided.
 */
export function conditionsOfSwap(next: Ir, state: RunState): IrEdge[] {
  return Object.keys(next.nodes).flatMap((id) => {
    const node = state.nodes.get(id)
    return node?.status === 'succeeded' || node?.status === 'failed' ? conditionsNeeded(next, state, id, node.port ?? 'out') : []
  })
}

export type Resolution = { kind: 'facts'; facts: EdgeFacts } | { kind: 'failed'; edge: IrEdge; error: NodeError }

/**
 * Facts of edges whose node left by `port` (undefined: by none, all dead). An edge is taken when its port matches and its
 * condition, if any, holds; a condition that failed is reported instead of facts. Facts are by address, behind `prefix`.
 * Throws when a condition was not evaluated: the shell promised to.
 */
export function resolveEdges(edges: readonly IrEdge[], port: string | undefined, conditions: Conditions, prefix = ''): Resolution {
  const facts = emptyRecord<'taken' | 'not_taken'>()
  for (const edge of edges) {
    if (edge.port !== port) {
      facts[prefix + edge.id] = 'not_taken'
      continue
    }
    const holds = edge.when === undefined ? true : own(conditions, edge.id)
    if (holds === undefined) throw new UnjudgedCondition(edge.id)
    if (typeof holds === 'object') return { kind: 'failed', edge, error: holds.error }
    facts[prefix + edge.id] = holds ? 'taken' : 'not_taken'
  }
  return { kind: 'facts', facts }
}

/**
 * Facts of edges where nothing can be evaluated any more: after a failure, or past a skipped node, which has no output.
 * A condition counts only when it was recorded as true.
 */
export function resolveLeniently(edges: readonly IrEdge[], port: string | undefined, conditions: Conditions, prefix = ''): EdgeFacts {
  const facts = emptyRecord<'taken' | 'not_taken'>()
  for (const edge of edges) {
    const holds = edge.when === undefined || own(conditions, edge.id) === true
    facts[prefix + edge.id] = edge.port === port && holds ? 'taken' : 'not_taken'
  }
  return facts
}
