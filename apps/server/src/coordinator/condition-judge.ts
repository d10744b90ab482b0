import { type ConditionResult, conditionsOfSwap, type RunState } from '@aob/ir/run'
import type { Ir, IrEdge, NodeError } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { ExpressionScope, Expressions } from '../ports/execution.ts'
import type { ScopeReader } from './expression-scope.ts'

/** Evaluates edge conditions outside the pure core; the results are recorded in events (D-27). */
export interface ConditionJudge {
  judge(ir: Ir, state: RunState, nodeId: string, outputRef: string, edges: readonly IrEdge[]): Promise<Record<string, ConditionResult>>
  /** Conditions of error edges: `output` is `{error: {code, message}}`. */
  judgeFailed(ir: Ir, state: RunState, nodeId: string, error: NodeError, edges: readonly IrEdge[]): Promise<Record<string, ConditionResult>>
  /** Conditions of edges that a patch adds out of nodes that have already finished. */
  judgeAdded(ir: Ir, state: RunState): Promise<Record<string, ConditionResult>>
}

export function createConditionJudge(deps: { expressions: Expressions; scopes: ScopeReader }): ConditionJudge {
  async function judgeWith(scopeOf: () => Promise<ExpressionScope>, edges: readonly IrEdge[]) {
    const results: Record<string, ConditionResult> = {}
    if (edges.length === 0) return results
    const scope = await scopeOf()
    for (const edge of edges) if (edge.when !== undefined) results[edge.id] = judgeEdge(deps.expressions, edge.id, edge.when, scope)
    return results
  }

  const judge: ConditionJudge['judge'] = (ir, state, nodeId, outputRef, edges) => judgeWith(() => deps.scopes.forEdges(ir, state, nodeId, { outputRef }), edges)
  const judgeFailed: ConditionJudge['judgeFailed'] = (ir, state, nodeId, { code, message }, edges) =>
    judgeWith(() => deps.scopes.forEdges(ir, state, nodeId, { output: { error: { code, message } } }), edges)

  return {
    judge,
    judgeFailed,
    async judgeAdded(ir, state) {
      const byNode = new Map<string, IrEdge[]>()
      for (const edge of conditionsOfSwap(ir, state)) byNode.set(edge.from, [...(byNode.get(edge.from) ?? []), edge])
      const results: Record<string, ConditionResult> = {}
      for (const [nodeId, edges] of byNode) {
        const { outputRef, error } = state.nodes.get(nodeId) ?? {}
        if (outputRef !== undefined) Object.assign(results, await judge(ir, state, nodeId, outputRef, edges))
        else if (error) Object.assign(results, await judgeFailed(ir, state, nodeId, error, edges))
      }
      return results
    },
  }
}

function judgeEdge(expressions: Expressions, edgeId: string, when: string, scope: ExpressionScope): ConditionResult {
  try {
    return expressions.condition(when, scope)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return { error: { code: 'condition.failed', message: `The condition of edge ${edgeId} failed: ${error.message}`, retryable: false } }
  }
}
