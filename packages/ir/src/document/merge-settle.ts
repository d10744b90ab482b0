import type { Workflow, WorkflowBody, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { bodyOf } from './bodies.ts'
import { diffFieldsOf } from './diff.ts'
import type { MergeConflict } from './merge-conflict.ts'
import { DECORATIONS } from './merge-elements.ts'
import { valueAt, withMember } from './merge-values.ts'
import { referencedNodes } from './node-references.ts'
import { parsePointer } from './pointer.ts'
import { graphAt, withBody } from './scope-bodies.ts'

export type Side = 'left' | 'right'
export type Sides = Readonly<Record<'base' | Side, Workflow>>

/** One graph as both sides and their base have it: the winner's, and the loser's, which is to say the same. */
interface Graphs {
  base: WorkflowBody
  won: WorkflowBody
  lost: WorkflowBody
}

/**
 * The sides with one conflict decided: the other side has what the chosen one has at that place. A node that returns brings its
 * connections back; one that goes takes them along, and new steps that only they led to.
 */
export function settled(sides: Sides, conflict: MergeConflict, side: Side): Sides {
  const other = side === 'left' ? 'right' : 'left'
  const { kind, path } = conflict.target
  if (kind === 'root') return { ...sides, [other]: withRootPlace(sides[side], sides[other], conflict.pointer) }
  const scope = path.slice(0, -1)
  const [base, won, lost] = [sides.base, sides[side], sides[other]].map((doc) => graphAt(doc, scope))
  // A conflict inside a body is only found where all three have that body.
  if (!base || !won || !lost) return sides
  return { ...sides, [other]: withGraphAt(sides[other], scope, settledGraph({ base, won, lost }, conflict, other)) }
}

/** Of a field of an outer step by itself: the one kind there can be thousands of. */
export function isPlainField({ reason, target, pointer }: Pick<MergeConflict, 'reason' | 'target' | 'pointer'>): boolean {
  return reason === 'value_changed' && target.kind === 'node' && target.path.length === 1 && pointer !== '/type'
}

/** The sides with such fields decided, all of them for one side: the same as one after the other, in one walk over the steps. */
export function settledFields(sides: Sides, conflicts: readonly MergeConflict[], side: Side): Sides {
  if (conflicts.length === 0) return sides
  const other = side === 'left' ? 'right' : 'left'
  const pointers = new Map<string, string[]>()
  for (const { target, pointer } of conflicts) {
    const [id = ''] = target.path
    const known = pointers.get(id)
    if (known) known.push(pointer)
    else pointers.set(id, [pointer])
  }
  const won = new Map(sides[side].nodes.map((node) => [node.id, node]))
  const nodes = sides[other].nodes.map((node) =>
    (pointers.get(node.id) ?? []).reduce((changed, pointer) => {
      const tokens = parsePointer(pointer) ?? []
      return withMember(changed, tokens, valueAt(won.get(node.id), tokens))
    }, node),
  )
  return { ...sides, [other]: { ...sides[other], nodes } }
}

function withRootPlace(won: Workflow, lost: Workflow, pointer: string): Workflow {
  const tokens = parsePointer(pointer) ?? []
  const [member = '', id = '', ...inside] = tokens
  const list = DECORATIONS.find((name) => name === member)
  if (!list) return withMember(lost, tokens, valueAt(won, tokens))
  const [theirs, ours] = [won, lost].map((doc) => doc[list]?.find((element) => element.id === id))
  const next = inside.length > 0 && ours ? withMember(ours, inside, valueAt(theirs, inside)) : theirs
  return { ...lost, [list]: withElement<{ id: string }>(lost[list] ?? [], id, next) }
}

function settledGraph(graphs: Graphs, conflict: MergeConflict, loser: Side): WorkflowBody {
  const { won, lost } = graphs
  const { target, pointer } = conflict
  const id = target.path.at(-1) ?? ''
  switch (conflict.reason) {
    case 'value_changed':
      return target.kind === 'edge'
        ? { ...lost, edges: withField(won.edges, lost.edges, id, pointer) }
        : { ...lost, nodes: pointer === '/type' ? withKind(won.nodes, lost.nodes, id) : withField(won.nodes, lost.nodes, id, pointer) }
    case 'added_twice':
    case 'removed_and_changed':
      return target.kind === 'edge' ? withEdge(graphs, id) : withNode(graphs, id)
    case 'edge_dangles':
      return withEdge(graphs, id)
    case 'flow_changed':
      return withoutEdges(restored(graphs, id), edgeIds(conflict[loser]), graphs)
    case 'cycle':
      return withoutEdges(lost, edgeIds(conflict[loser]), graphs)
    case 'reference_lost':
      return loser in conflict ? withoutReference(graphs, id, pointer) : withReadBy(graphs, valueAt(find(won.nodes, id), parsePointer(pointer) ?? []))
  }
}

const find = <T extends { id: string }>(list: readonly T[], id: string): T | undefined => list.find((element) => element.id === id)

/** The list with what an id stands for: replaced in its place, new at the end, or gone. */
function withElement<T extends { id: string }>(list: readonly T[], id: string, next: T | undefined): T[] {
  if (next === undefined) return list.filter((element) => element.id !== id)
  return find(list, id) ? list.map((element) => (element.id === id ? next : element)) : [...list, next]
}

function withField<T extends { id: string }>(won: readonly T[], lost: readonly T[], id: string, pointer: string): T[] {
  const tokens = parsePointer(pointer) ?? []
  const value = valueAt(find(won, id), tokens)
  return lost.map((element) => (element.id === id ? withMember(element, tokens, value) : element))
}

/** A type is what its config belongs to: both or neither. */
function withKind(won: readonly WorkflowNode[], lost: readonly WorkflowNode[], id: string): WorkflowNode[] {
  return withField(won, withField(won, lost, id, '/type'), id, '/config')
}

/**
 * The node as the winner has it; where the loser had taken it out, with the connections it has there and what it reads. Where the winner
 * took it out, the loser's is as it was, so that it goes, and whatever the loser newly led to it or read from it is asked about.
 */
function withNode(graphs: Graphs, id: string): WorkflowBody {
  const { base, won, lost } = graphs
  const node = find(won.nodes, id)
  const nodes = withElement(lost.nodes, id, node ?? find(base.nodes, id))
  if (!node || find(lost.nodes, id)) return { ...lost, nodes }
  const present = new Set(nodes.map((element) => element.id))
  const back = won.edges.filter((edge) => touches(edge, id) && present.has(edge.from) && present.has(edge.to) && !find(lost.edges, edge.id))
  const round = new Set(bypasses(base, lost, id).map((edge) => edge.id))
  return withReadBy({ ...graphs, lost: { nodes, edges: [...lost.edges.filter((edge) => !round.has(edge.id)), ...back] } }, node)
}

/** The loser's graph with the winner's nodes that a value reads. */
function withReadBy(graphs: Graphs, value: unknown): WorkflowBody {
  const missing = [...referencedNodes(value)].filter((id) => isTakenOut(graphs, id)).sort()
  return missing.reduce((graph, id) => (find(graph.nodes, id) ? graph : withNode({ ...graphs, lost: graph }, id)), graphs.lost)
}

/** By the loser alone. What is new on the winner's side comes by the merge itself. */
const isTakenOut = ({ base, won, lost }: Graphs, id: string) => find(base.nodes, id) && find(won.nodes, id) && !find(lost.nodes, id)

const touches = (edge: WorkflowEdge, id: string) => edge.from === id || edge.to === id

/** New edges that lead past a node that was taken out, from what came before it to what came after. */
function bypasses(base: WorkflowBody, lost: WorkflowBody, id: string): WorkflowEdge[] {
  const before = new Set(base.edges.filter(({ to }) => to === id).map(({ from }) => from))
  const after = new Set(base.edges.filter(({ from }) => from === id).map(({ to }) => to))
  return lost.edges.filter((edge) => before.has(edge.from) && after.has(edge.to) && !find(base.edges, edge.id))
}

/** The edge as the winner has it, with the nodes it is between; or gone. */
function withEdge(graphs: Graphs, id: string): WorkflowBody {
  const { won, lost } = graphs
  const edge = find(won.edges, id)
  if (!edge) return withoutEdges(lost, new Set([id]), graphs)
  const ends = [edge.from, edge.to].filter((end) => isTakenOut(graphs, end))
  const whole = ends.reduce((graph, end) => withNode({ ...graphs, lost: graph }, end), lost)
  return { ...whole, edges: withElement(whole.edges, id, edge) }
}

/** The loser's graph with the connection of the base that it had led another way. */
function restored({ base, lost }: Graphs, id: string): WorkflowBody {
  return { ...lost, edges: withElement(lost.edges, id, find(base.edges, id)) }
}

function edgeIds(edges: unknown): Set<string> {
  // What these conflicts hold on each side are edges.
  return new Set(((edges ?? []) as readonly WorkflowEdge[]).map(({ id }) => id))
}

/** Without these edges, and without the loser's own new nodes that something led to and nothing leads to any more: they would run by themselves. */
function withoutEdges(graph: WorkflowBody, gone: ReadonlySet<string>, graphs: Graphs): WorkflowBody {
  const left = { ...graph, edges: graph.edges.filter(({ id }) => !gone.has(id)) }
  const reached = new Set(left.edges.map(({ to }) => to))
  const ends = new Set(graph.edges.filter(({ id }) => gone.has(id)).map(({ to }) => to))
  const orphans = [...ends].filter((id) => !reached.has(id) && find(left.nodes, id) && isNew(graphs, id))
  return orphans.length === 0 ? left : withoutNodes(left, new Set(orphans), graphs)
}

const isNew = ({ base, won }: Graphs, id: string) => !find(base.nodes, id) && !find(won.nodes, id)

/** Without new nodes of the loser, what only they led to, and what read from them: as the winner has it, or gone too where it is new. */
function withoutNodes(graph: WorkflowBody, gone: ReadonlySet<string>, graphs: Graphs): WorkflowBody {
  const left = graph.nodes.filter(({ id }) => !gone.has(id))
  const readers = left.filter((node) => readsOf(node, gone))
  const nodes = left.map((node) => (readers.includes(node) ? withoutReads(node, find(graphs.won.nodes, node.id), gone) : node))
  const loose = new Set(graph.edges.filter(({ from, to }) => gone.has(from) || gone.has(to)).map(({ id }) => id))
  const next = withoutEdges({ nodes, edges: graph.edges }, loose, graphs)
  const further = new Set(readers.map(({ id }) => id).filter((id) => isNew(graphs, id)))
  return further.size === 0 ? next : withoutNodes(next, further, graphs)
}

const readsOf = (value: unknown, gone: ReadonlySet<string>) => [...referencedNodes(value)].some((id) => gone.has(id))

function withoutReads(node: WorkflowNode, theirs: WorkflowNode | undefined, gone: ReadonlySet<string>): WorkflowNode {
  if (!theirs) return node
  const fields = diffFieldsOf(theirs, node).filter(({ after }) => readsOf(after, gone))
  return fields.reduce((mended, { pointer, before }) => withMember(mended, parsePointer(pointer) ?? [], before), node)
}

/** The loser wrote an expression that reads what the winner removed: it is as the winner has it, or goes with its new node. */
function withoutReference(graphs: Graphs, id: string, pointer: string): WorkflowBody {
  const { won, lost } = graphs
  return find(won.nodes, id) ? { ...lost, nodes: withField(won.nodes, lost.nodes, id, pointer) } : withoutNodes(lost, new Set([id]), graphs)
}

/** The document with another graph where a path of scope ids leads. */
function withGraphAt(doc: Workflow, path: readonly string[], graph: WorkflowBody): Workflow {
  return { ...doc, ...within(doc, path, graph) }
}

function within(doc: WorkflowBody, [id, ...rest]: readonly string[], graph: WorkflowBody): WorkflowBody {
  if (id === undefined) return graph
  const nodes = doc.nodes.map((node) => {
    const body = node.id === id ? bodyOf(node) : undefined
    return body ? withBody(node, within(body, rest, graph)) : node
  })
  return { nodes, edges: doc.edges }
}
