import { type FieldProblem, isKnownType, portsOf, type WorkflowBody, type WorkflowEdge } from '@aob/schemas'
import { type Graph, graphOf } from './graph.ts'
import { formatPointer } from './pointer.ts'
import { fault, warning } from './problem.ts'
import { findCycle } from './topology.ts'

/** V3 to V8: ids, edges, ports, cycles, reachability and joins. Nothing is made for an element that is well: large documents are judged for every patch. */
export function graphProblems(doc: WorkflowBody, graph: Graph = graphOf(doc)): FieldProblem[] {
  return [...emptyProblem(doc), ...idProblems(doc), ...edgeProblems(doc, graph), ...cycleProblems(doc, graph), ...joinProblems(doc, graph)]
}

/** V3: a graph without nodes may be stored, and ends as soon as it starts. */
function emptyProblem(doc: WorkflowBody): FieldProblem[] {
  return doc.nodes.length === 0 ? [warning('graph.empty', '/nodes', 'There is no node to start with.')] : []
}

/** V4: ids are unique, among nodes and among edges, and are not the name of a member every object has. */
function idProblems(doc: WorkflowBody): FieldProblem[] {
  return [...idProblemsIn(doc, 'nodes'), ...idProblemsIn(doc, 'edges')]
}

function idProblemsIn(doc: WorkflowBody, list: 'nodes' | 'edges'): FieldProblem[] {
  const problems: FieldProblem[] = []
  const seen = new Set<string>()
  for (const [index, { id }] of doc[list].entries()) {
    const reserved = Object.hasOwn(Object.prototype, id)
    if (!reserved && !seen.has(id)) seen.add(id)
    else {
      const where = list === 'nodes' ? { nodeId: id } : { edgeId: id }
      const [code, message] = reserved
        ? (['workflow.invalid', `The id ${id} is reserved.`] as const)
        : (['graph.duplicate_id', `The id ${id} occurs twice among the ${list}.`] as const)
      problems.push(fault(code, formatPointer([list, index, 'id']), message, where))
    }
  }
  return problems
}

/** V5: both ends of an edge exist. V6: an edge leaves by a port its node has; of unknown types only the usual ports are certain. */
function edgeProblems(doc: WorkflowBody, graph: Graph): FieldProblem[] {
  const problems: FieldProblem[] = []
  for (const [index, edge] of doc.edges.entries()) {
    const source = graph.nodes.get(edge.from)
    if (!source) problems.push(endProblem(edge, index, 'from'))
    if (!graph.nodes.has(edge.to)) problems.push(endProblem(edge, index, 'to'))
    const port = edge.fromPort ?? 'out'
    const ports = source ? portsOf(source.type, source.config) : []
    if (!source || ports.includes(port)) continue
    const message = `Edge ${edge.id} leaves ${edge.from} by the port ${port}; a ${source.type} has ${ports.join(', ')}.`
    const judge = isKnownType(source.type) ? fault : warning
    problems.push(judge('graph.unknown_port', formatPointer(['edges', index, 'fromPort']), message, { edgeId: edge.id }))
  }
  return problems
}

function endProblem(edge: WorkflowEdge, index: number, end: 'from' | 'to'): FieldProblem {
  const message = `Edge ${edge.id} names the node ${edge[end]}, which does not exist.`
  return fault('graph.unknown_node', formatPointer(['edges', index, end]), message, { edgeId: edge.id })
}

/** V7: no cycles; the path shows one. Nodes that only a cycle leads to cannot be reached. */
function cycleProblems(doc: WorkflowBody, graph: Graph): FieldProblem[] {
  const path = findCycle(graph)
  if (!path) return []
  const closing = doc.edges.findIndex((edge) => edge.from === path.at(-1) && edge.to === path[0])
  const pointer = closing < 0 ? '/edges' : formatPointer(['edges', closing])
  const edgeId = doc.edges[closing]?.id
  const cycle = fault('graph.cycle', pointer, `The edges form a cycle: ${[...path, path[0]].join(' → ')}.`, {
    path,
    ...(edgeId === undefined ? {} : { edgeId }),
  })
  const reached = reachableFrom(graph, graph.entries)
  const onCycle = new Set(path)
  const unreachable = doc.nodes.flatMap((node, index) =>
    reached.has(node.id) || onCycle.has(node.id)
      ? []
      : [fault('graph.unreachable', formatPointer(['nodes', index]), `Node ${node.id} cannot be reached from any start.`, { nodeId: node.id })],
  )
  return [cycle, ...unreachable]
}

/** V8: a join does not wait for more branches than lead into it. */
function joinProblems(doc: WorkflowBody, graph: Graph): FieldProblem[] {
  const problems: FieldProblem[] = []
  for (const [index, { id, join }] of doc.nodes.entries()) {
    if (typeof join !== 'object') continue
    const branches = graph.incoming.get(id)?.length ?? 0
    if (join.n <= Math.max(1, branches)) continue
    const message = `Node ${id} waits for ${join.n} branches, but ${branches} ${branches === 1 ? 'leads' : 'lead'} into it.`
    problems.push(fault('graph.join', formatPointer(['nodes', index, 'join', 'n']), message, { nodeId: id }))
  }
  return problems
}

/** Ids of the nodes that edges lead to from the given ones, these included. */
export function reachableFrom(graph: Graph, starts: readonly string[]): Set<string> {
  const reached = new Set(starts)
  const work = [...starts]
  for (let id = work.pop(); id !== undefined; id = work.pop()) {
    for (const { to } of graph.outgoing.get(id) ?? []) {
      if (reached.has(to)) continue
      reached.add(to)
      work.push(to)
    }
  }
  return reached
}
