import type { ConditionResult, RunState } from '@aob/ir/run'
import type { Ir, IrEdge } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { Expressions } from '../ports/execution.ts'
import type { ScopeReader } from './expression-scope.ts'

/** Evaluates edge conditions outside the pure core; the results are recorded in events (D-27). */
export interface ConditionJudge {
  judge(ir: Ir, state: RunState, nodeId: string, outputRef: string, edges: readonly IrEdge[]): Promise<Record<string, ConditionResult>>
  /** Conditions of edges that a patch adds out of nodes that have already finished. */
  judgeAdded(ir: Ir, state: RunState): Promise<Record<string, ConditionResult>>
}

export function createConditionJudge(deps: { expressions: Expressions; scopes: ScopeReader }): ConditionJudge {
  async function judge(ir: Ir, state: RunState, nodeId: string, outputRef: string, edges: readonly IrEdge[]) {
    const results: Record<string, ConditionResult> = {}
    if (edges.length === 0) return results
    const scope = await deps.scopes.forEdges(ir, state, nodeId, outputRef)
    for (const edge of edges) {
      if (edge.when === undefined) continue
      try {
        results[edge.id] = deps.expressions.condition(edge.when, scope)
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        results[edge.id] = { error: { code: 'condition.failed', message: `The condition of edge ${edge.id} failed: ${error.message}`, retryable: false } }
      }
    }
    return results
  }

  return {
    judge,
    async judgeAdded(ir, state) {
      const results: Record<string, ConditionResult> = {}
      for (const node of Object.values(ir.nodes)) {
        const finished = state.nodes[node.id]
        if (finished?.outputRef === undefined) continue
        const edges = node.out.flatMap((id) => {
          const edge = ir.edges[id]
          return edge?.when !== undefined && state.edges[id] === undefined ? [edge] : []
        })
        Object.assign(results, await judge(ir, state, node.id, finished.outputRef, edges))
      }
      return results
    },
  }
}
