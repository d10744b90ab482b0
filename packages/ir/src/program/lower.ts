import {
  canonicalType,
  type Ir,
  type IrEdge,
  type IrNode,
  type IrPinned,
  type IrRetry,
  type Limits,
  type Workflow,
  type WorkflowBody,
  type WorkflowEdge,
  type WorkflowNode,
} from '@aob/schemas'
import { agentLimit, countAgents } from '../document/agents.ts'
import { bodyOf, holdsIrreversible, isScopeType, ownConfig } from '../document/bodies.ts'
import { immediateDominators } from '../document/dominators.ts'
import { compareIds, type Graph, graphOf } from '../document/graph.ts'
import { emptyRecord } from '../document/own-property.ts'
import type { IrGraph } from './site.ts'

/** Retry of a node that says nothing: three attempts for transient failures. */
const DEFAULT_RETRY: IrRetry = { maxAttempts: 3, baseMs: 1_000, maxMs: 30_000 }
/** Activations of a map that says nothing about it. */
const DEFAULT_CONCURRENCY = 10

type UnknownPolicy = Ir['settings']['unknownPolicy']

/**
 * Lowers a valid document to the form that runs: layout, groups, notes and pins left out, adjacency precomputed, aliases and
 * defaults resolved, bodies lowered like graphs of their own. The same document in any element order gives the same bytes under
 * JSON.stringify. Throws on an edge without both ends and on a sub-workflow that was not expanded: the document was to be validated,
 * and its sub-workflows pinned, before.
 */
export function lower(doc: Workflow, limits: Pick<Limits, 'maxAgents'>): Ir {
  const settings: Ir['settings'] = {
    maxAgents: agentLimit(doc, limits.maxAgents),
    unknownPolicy: doc.settings?.unknownPolicy ?? 'skip',
    ...(doc.settings?.timeoutMs === undefined ? {} : { timeoutMs: doc.settings.timeoutMs }),
    ...(doc.settings?.maxConcurrency === undefined ? {} : { maxConcurrency: doc.settings.maxConcurrency }),
  }
  return { irFormat: 1, name: doc.name, settings, ...lowerGraph(doc, settings.unknownPolicy), agentCount: countAgents(doc) }
}

function lowerGraph(doc: WorkflowBody, unknownPolicy: UnknownPolicy): Pick<Ir, 'nodes' | 'edges' | 'entries'> & IrGraph {
  const graph = graphOf(doc)
  const guards = guardsOfIrreversible(graph)
  const nodes = emptyRecord<IrNode>()
  for (const id of [...graph.nodes.keys()].sort(compareIds)) {
    const node = graph.nodes.get(id)
    if (node) nodes[id] = lowerNode(node, graph, { own: effectiveUnknownPolicy(node, unknownPolicy, guards.has(id)), inside: unknownPolicy })
  }
  const edges = emptyRecord<IrEdge>()
  for (const id of [...graph.edges.keys()].sort(compareIds)) {
    const edge = graph.edges.get(id)
    if (edge) edges[id] = lowerEdge(edge, graph)
  }
  return { nodes, edges, entries: [...graph.entries] }
}

function lowerNode(node: WorkflowNode, graph: Graph, policies: { own: UnknownPolicy; inside: UnknownPolicy }): IrNode {
  const type = canonicalType(node.type)
  const join = node.join ?? 'all'
  return {
    id: node.id,
    ...(node.name === undefined ? {} : { name: node.name }),
    type: type ?? node.type,
    known: type !== undefined,
    config: { ...ownConfig(node) },
    ...(typeof join === 'object' ? { join: 'any' as const, joinCount: join.n } : { join }),
    in: (graph.incoming.get(node.id) ?? []).map((edge) => edge.id),
    out: (graph.outgoing.get(node.id) ?? []).map((edge) => edge.id),
    retry: lowerRetry(node),
    ...(node.timeoutMs === undefined ? {} : { timeoutMs: node.timeoutMs }),
    ...(node.cache === undefined ? {} : { cache: node.cache }),
    priority: node.priority ?? 'medium',
    onError: node.onError ?? 'fail',
    irreversible: holdsIrreversible(node),
    unknownPolicy: policies.own,
    ...(isScopeType(node.type) ? { scope: lowerScope(node, policies.inside) } : {}),
  }
}

/** The inner graph of a scope and how its activations run. */
function lowerScope(node: WorkflowNode, unknownPolicy: UnknownPolicy): NonNullable<IrNode['scope']> {
  const body = bodyOf(node)
  if (!body) throw new Error(`Node ${node.id} has no body; validate, and expand sub-workflows, before lowering.`)
  const config: Record<string, unknown> = { ...node.config }
  const { concurrency, onItemError, output, pinned } = config
  return {
    ...lowerGraph(body, unknownPolicy),
    // The config fits its type's schema: the document is valid.
    concurrency: node.type === 'map' ? ((concurrency as number | undefined) ?? DEFAULT_CONCURRENCY) : 1,
    itemErrors: node.type === 'map' ? ((onItemError as 'fail' | 'skip' | 'collect' | undefined) ?? 'fail') : 'fail',
    keeps: output === undefined ? 'last' : 'all',
    ...(pinned === undefined ? {} : { pinned: pinned as IrPinned }),
  }
}

/** An irreversible effect is not tried again unless its author says so; opening a scope is no effect. */
function lowerRetry(node: WorkflowNode): IrRetry {
  const retry = { ...DEFAULT_RETRY, ...(node.irreversible && !isScopeType(node.type) ? { maxAttempts: 1 } : {}), ...node.retry }
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

/** Nodes through which every path to some irreversible node of the graph leads; a scope that holds one counts as one. */
function guardsOfIrreversible(graph: Graph): Set<string> {
  const irreversible = [...graph.nodes.values()].filter(holdsIrreversible)
  const guards = new Set<string>()
  if (irreversible.length === 0) return guards
  const immediate = immediateDominators(graph)
  for (const node of irreversible) {
    // A known guard's own dominators are in the set already, so the walk is linear over all nodes.
    for (let at = immediate.get(node.id); at !== undefined && !guards.has(at); at = immediate.get(at)) guards.add(at)
  }
  return guards
}
