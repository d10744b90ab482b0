import { type FieldProblem, isKnownType, portsOf, type WorkflowBody } from '@aob/schemas'
import { type Graph, graphOf } from './graph.ts'
import { formatPointer } from './pointer.ts'
import { fault, warning } from './problem.ts'
import { findCycle } from './topology.ts'

/** V3 to V8: ids, edges, ports, cycles, reachability and joins. */
export function graphProblems(doc: WorkflowBody): FieldProblem[] {
  const graph = graphOf(doc)
  return [...emptyProblem(doc), ...idProblems(doc), ...edgeProblems(doc, graph), ...cycleProblems(doc, graph), ...joinProblems(doc, graph)]
}

/** V3: a graph without nodes may be stored, and ends as soon as it starts. */
function emptyProblem(doc: WorkflowBody): FieldProblem[] {
  return doc.nodes.length === 0 ? [warning('graph.empty', '/nodes', 'There is no node to start with.')] : []
}

/** V4: ids are unique, among nodes and among edges, and are not the name of a member every object has. */
function idProblems(doc: WorkflowBody): FieldProblem[] {
  const check = (list: 'nodes' | 'edges'): FieldProblem[] => {
    const seen = new Set<string>()
    return doc[list].flatMap(({ id }, index) => {
      const where = list === 'nodes' ? { nodeId: id } : { edgeId: id }
      const pointer = formatPointer([list, index, 'id'])
      if (Object.hasOwn(Object.prototype, id)) return [fault('workflow.invalid', pointer, `The id ${id} is reserved.`, where)]
      if (seen.has(id)) return [fault('graph.duplicate_id', pointer, `The id ${id} occurs twice among the ${list}.`, where)]
      seen.add(id)
      return []
    })
  }
  return [...check('nodes'), ...check('edges')]
}

/** V5: both ends of an edge exist. V6: an edge leaves by a port its node has; of unknown types only the usual ports are certain. */
function edgeProblems(doc: WorkflowBody, graph: Graph): FieldProblem[] {
  return doc.edges.flatMap((edge, index) => {
    const where = { edgeId: edge.id }
    const problems = (['from', 'to'] as const).flatMap((end) =>
      graph.nodes.has(edge[end])
        ? []
        : [fault('graph.unknown_node', formatPointer(['edges', index, end]), `Edge ${edge.id} names the node ${edge[end]}, which does not exist.`, where)],
    )
    const source = graph.nodes.get(edge.from)
    const port = edge.fromPort ?? 'out'
    const ports = source ? portsOf(source.type, source.config) : []
    if (source && !ports.includes(port)) {
      const message = `Edge ${edge.id} leaves ${edge.from} by the port ${port}; a ${source.type} has ${ports.join(', ')}.`
      const pointer = formatPointer(['edges', index, 'fromPort'])
      problems.push((isKnownType(source.type) ? fault : warning)('graph.unknown_port', pointer, message, where))
    }
    return problems
  })
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
  return doc.nodes.flatMap(({ id, join }, index) => {
    const branches = graph.incoming.get(id)?.length ?? 0
    if (typeof join !== 'object' || join.n <= Math.max(1, branches)) return []
    const message = `Node ${id} waits for ${join.n} branches, but ${branches} lead into it.`
    return [fault('workflow.invalid', formatPointer(['nodes', index, 'join', 'n']), message, { nodeId: id })]
  })
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
