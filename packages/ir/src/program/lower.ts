import { canonicalType, type Ir, type IrEdge, type IrNode, type IrRetry, type Limits, type Workflow, type WorkflowEdge, type WorkflowNode } from '@aob/schemas'
import { agentLimit, countAgents } from '../document/agents.ts'
import { immediateDominators } from '../document/dominators.ts'
import { compareIds, type Graph, graphOf } from '../document/graph.ts'
import { emptyRecord } from '../document/own-property.ts'

/** Retry of a node that says nothing: three attempts for transient failures. */
const DEFAULT_RETRY: IrRetry = { maxAttempts: 3, baseMs: 1_000, maxMs: 30_000 }

type UnknownPolicy = Ir['settings']['unknownPolicy']

/**
 * Lowers a valid document to the form that runs: layout, groups, notes and pins left out, adjacency precomputed, aliases and
 * defaults resolved. The same document in any element order gives the same bytes under JSON.stringify.
 * Throws on an edge without both ends: the document was to be validated before.
 */
export function lower(doc: Workflow, limits: Limits): Ir {
  const graph = graphOf(doc)
  const settings: Ir['settings'] = {
    maxAgents: agentLimit(doc, limits.maxAgents),
    unknownPolicy: doc.settings?.unknownPolicy ?? 'skip',
    ...(doc.settings?.timeoutMs === undefined ? {} : { timeoutMs: doc.settings.timeoutMs }),
    ...(doc.settings?.maxConcurrency === undefined ? {} : { maxConcurrency: doc.settings.maxConcurrency }),
  }
  const guards = guardsOfIrreversible(graph)
  const nodes = emptyRecord<IrNode>()
  for (const id of [...graph.nodes.keys()].sort(compareIds)) {
    const node = graph.nodes.get(id)
    if (node) nodes[id] = lowerNode(node, graph, effectiveUnknownPolicy(node, settings.unknownPolicy, guards.has(id)))
  }
  const edges = emptyRecord<IrEdge>()
  for (const id of [...graph.edges.keys()].sort(compareIds)) {
    const edge = graph.edges.get(id)
    if (edge) edges[id] = lowerEdge(edge, graph)
  }
  return { irFormat: 1, name: doc.name, settings, nodes, edges, entries: [...graph.entries], agentCount: countAgents(doc) }
}

function lowerNode(node: WorkflowNode, graph: Graph, unknownPolicy: UnknownPolicy): IrNode {
  const type = canonicalType(node.type)
  const join = node.join ?? 'all'
  return {
    id: node.id,
    ...(node.name === undefined ? {} : { name: node.name }),
    type: type ?? node.type,
    known: type !== undefined,
    config: node.config ?? {},
    ...(typeof join === 'object' ? { join: 'any' as const, joinCount: join.n } : { join }),
    in: (graph.incoming.get(node.id) ?? []).map((edge) => edge.id),
    out: (graph.outgoing.get(node.id) ?? []).map((edge) => edge.id),
    retry: lowerRetry(node),
    ...(node.timeoutMs === undefined ? {} : { timeoutMs: node.timeoutMs }),
    ...(node.cache === undefined ? {} : { cache: node.cache }),
    priority: node.priority ?? 'medium',
    onError: node.onError ?? 'fail',
    irreversible: node.irreversible ?? false,
    unknownPolicy,
  }
}

/** An irreversible effect is not tried again unless its author says so. */
function lowerRetry(node: WorkflowNode): IrRetry {
  const retry = { ...DEFAULT_RETRY, ...(node.irreversible ? { maxAttempts: 1 } : {}), ...node.retry }
  return { maxAttempts: retry.maxAttempts, baseMs: retry.baseMs, maxMs: Math.max(retry.baseMs, retry.maxMs) }
}

function lowerEdge(edge: WorkflowEdge, graph: Graph): IrEdge {
  if (!graph.nodes.has(edge.from) || !graph.nodes.has(edge.to)) throw new Error(`Edge ${edge.id} lacks an end; validate before lowering.`)
  return { id: edge.id, from: edge.from, to: edge.to, port: edge.fromPort ?? 'out', ...(edge.when === undefined ? {} : { when: edge.when }) }
}

/**
 * D-09: passing by is refused where it would do harm. A required node is never passed by; a node that guards an irreversible one
 * is held unless it says `skip` itself.
 */
function effectiveUnknownPolicy(node: WorkflowNode, workflowPolicy: UnknownPolicy, guards: boolean): UnknownPolicy {
  const policy = node.unknownPolicy ?? workflowPolicy
  if (policy !== 'skip') return policy
  return node.required || (guards && node.unknownPolicy === undefined) ? 'hold' : 'skip'
}

/** Nodes through which every path to some irreversible node leads. */
function guardsOfIrreversible(graph: Graph): Set<string> {
  const irreversible = [...graph.nodes.values()].filter((node) => node.irreversible)
  const guards = new Set<string>()
  if (irreversible.length === 0) return guards
  const immediate = immediateDominators(graph)
  for (const node of irreversible) {
    // A known guard's own dominators are in the set already, so the walk is linear over all nodes.
    for (let at = immediate.get(node.id); at !== undefined && !guards.has(at); at = immediate.get(at)) guards.add(at)
  }
  return guards
}
