import type { RunState } from '@aob/ir/run'
import type { Ir } from '@aob/schemas'
import type { ExpressionScope } from '../ports/execution.ts'
import type { CasJson } from './cas-json.ts'
import { digestOf } from './cas-json.ts'

/** Builds the variables of expressions for one node from the run's state and the stored outputs. */
export interface ScopeReader {
  /** `nodes` holds the outputs of the node's ancestors only: what ran beside it is a matter of timing and must not be seen. */
  forNode(ir: Ir, state: RunState, nodeId: string): Promise<ExpressionScope>
  /** As above for the edges that leave the node: its own output is `output` and `nodes[nodeId]`. */
  forEdges(ir: Ir, state: RunState, nodeId: string, own: { outputRef: string } | { output: unknown }): Promise<ExpressionScope>
}

export function createScopeReader(deps: { cas: CasJson; vars: Readonly<Record<string, string>> }): ScopeReader {
  async function outputOf(ref: string): Promise<unknown> {
    return digestOf(ref) === undefined ? null : deps.cas.get(ref)
  }

  async function scopeOf(state: RunState, nodeIds: readonly string[]): Promise<ExpressionScope> {
    const outputs = await Promise.all(
      nodeIds.flatMap((id) => {
        const ref = state.nodes[id]?.outputRef
        return ref === undefined ? [] : [outputOf(ref).then((value) => [id, value] as const)]
      }),
    )
    return {
      inputs: await deps.cas.get(state.inputsRef),
      nodes: Object.fromEntries(outputs),
      run: { id: state.runId, workflow: state.workflowName },
      vars: deps.vars,
    }
  }

  return {
    forNode: (ir, state, nodeId) => scopeOf(state, ancestorsOf(ir, nodeId)),
    async forEdges(ir, state, nodeId, own) {
      const scope = await scopeOf(state, ancestorsOf(ir, nodeId))
      const output = 'outputRef' in own ? await outputOf(own.outputRef) : own.output
      return { ...scope, nodes: { ...scope.nodes, [nodeId]: output }, output }
    },
  }
}

/** Every node with a path to this one, nearest first. */
export function ancestorsOf(ir: Ir, nodeId: string): string[] {
  const seen = new Set<string>()
  const queue = [nodeId]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const edgeId of ir.nodes[next]?.in ?? []) {
      const from = ir.edges[edgeId]?.from
      if (from === undefined || seen.has(from)) continue
      seen.add(from)
      queue.push(from)
    }
  }
  return [...seen]
}
