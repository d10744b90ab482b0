import { activationsAround, prefixOf, splitActivation } from '@aob/ir/document'
import { type IrGraph, type Site, siteAt } from '@aob/ir/program'
import type { RunState } from '@aob/ir/run'
import type { Ir } from '@aob/schemas'
import type { ExpressionScope } from '../ports/execution.ts'
import type { CasJson } from './cas-json.ts'
import { digestOf } from './cas-json.ts'
import { readItem } from './item-list.ts'

/** Builds the variables of expressions for one node from the run's state and the stored outputs. */
export interface ScopeReader {
  /**
   * `nodes` holds the outputs of the node's ancestors only: what ran beside it is a matter of timing and must not be seen. Inside a
   * body the ancestors of the scopes around it count too, and `item`, `index`, `iteration` and `previous` are those of the innermost
   * map and loop. A sub-workflow sees its own inputs and nodes and nothing of its caller.
   */
  forNode(ir: Ir, state: RunState, address: string): Promise<ExpressionScope>
  /** As above for the edges that leave the node: its own output is `output` and `nodes[id]`. */
  forEdges(ir: Ir, state: RunState, address: string, own: { outputRef: string } | { output: unknown }): Promise<ExpressionScope>
}

export function createScopeReader(deps: { cas: CasJson; vars: Readonly<Record<string, string>> }): ScopeReader {
  async function outputOf(ref: string): Promise<unknown> {
    return digestOf(ref) === undefined ? null : deps.cas.get(ref)
  }

  /** Outputs of the nodes before this one in its own graph. */
  async function outputsBefore(state: RunState, { graph, prefix, node }: Site): Promise<Record<string, unknown>> {
    const outputs = await Promise.all(
      ancestorsOf(graph, node.id).flatMap((id) => {
        const ref = state.nodes.get(prefix + id)?.outputRef
        return ref === undefined ? [] : [outputOf(ref).then((value) => [id, value] as const)]
      }),
    )
    return Object.fromEntries(outputs)
  }

  /** What an activation adds to the variables of the scope around it. */
  async function enter(outer: ExpressionScope, state: RunState, { address, node }: Site, index: number): Promise<ExpressionScope> {
    const ref = state.nodes.get(address)?.scope?.ref
    const read = async () => (ref === undefined ? null : deps.cas.get(ref))
    switch (node.type) {
      case 'map':
        return { ...outer, item: ref === undefined ? null : await readItem(deps.cas, ref, index), index }
      case 'loop':
        return { ...outer, iteration: index, previous: await read() }
      case 'workflow':
        return { inputs: await read(), nodes: {}, run: outer.run, vars: outer.vars }
      default:
        return outer
    }
  }

  async function scopeOf(ir: Ir, state: RunState, address: string): Promise<ExpressionScope> {
    let scope: ExpressionScope = {
      inputs: await deps.cas.get(state.inputsRef),
      nodes: {},
      run: { id: state.runId, workflow: state.workflowName },
      vars: deps.vars,
    }
    for (const activation of activationsAround(address).reverse()) {
      const { scope: around, index } = splitActivation(activation)
      const site = siteAt(ir, around)
      if (!site) continue
      scope = await enter(await withOutputs(scope, state, site), state, site, index)
    }
    const site = siteAt(ir, address)
    return site ? withOutputs(scope, state, site) : scope
  }

  async function withOutputs(scope: ExpressionScope, state: RunState, site: Site): Promise<ExpressionScope> {
    return { ...scope, nodes: { ...scope.nodes, ...(await outputsBefore(state, site)) } }
  }

  return {
    forNode: scopeOf,
    async forEdges(ir, state, address, own) {
      const scope = await scopeOf(ir, state, address)
      const output = 'outputRef' in own ? await outputOf(own.outputRef) : own.output
      return { ...scope, nodes: { ...scope.nodes, [address.slice(prefixOf(address).length)]: output }, output }
    },
  }
}

/** Every node of the graph with a path to this one, nearest first. */
export function ancestorsOf(graph: IrGraph, nodeId: string): string[] {
  const seen = new Set<string>()
  const queue = [nodeId]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const edgeId of graph.nodes[next]?.in ?? []) {
      const from = graph.edges[edgeId]?.from
      if (from === undefined || seen.has(from)) continue
      seen.add(from)
      queue.push(from)
    }
  }
  return [...seen]
}
