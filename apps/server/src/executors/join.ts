import type { ExecutionRequest, Executor } from '../ports/execution.ts'
import { attempt, succeeded } from './outcome.ts'

function branchOutputs({ node, graph, scope }: ExecutionRequest): Record<string, unknown> {
  const sources = node.in.flatMap((edgeId) => graph.edges[edgeId]?.from ?? [])
  return Object.fromEntries(sources.flatMap((id) => (Object.hasOwn(scope.nodes, id) ? [[id, scope.nodes[id]]] : [])))
}

/** Gathers the outputs of the branches that ran, by node id; when it may run is decided by routing (EX-04). */
export function createJoinExecutor(): Executor {
  return { type: 'join', execute: (request) => attempt(async () => succeeded(branchOutputs(request))) }
}
