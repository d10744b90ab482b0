import type { Workflow, WorkflowBody, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { bodyOf } from './bodies.ts'
import { diffFieldsOf } from './diff.ts'
import type { MergeConflict } from './merge-conflict.ts'
import { GraphDraft } from './merge-draft.ts'
import { DECORATIONS } from './merge-elements.ts'
import { valueAt, withMember } from './merge-values.ts'
import { referencedNodes } from './node-references.ts'
import { parsePointer } from './pointer.ts'
import { graphAt, withBody } from './scope-bodies.ts'

export type Side = 'left' | 'right'
export type Sides = Readonly<Record<'base' | Side, Workflow>>

export interface Settlement {
  conflict: MergeConflict
  side: Side
}

/** One graph as both sides and their base have it: the winner's, and the loser's, which is to say the same. */
interface Graphs {
  base: GraphDraft
  won: GraphDraft
  lost: GraphDraft
}

/** The graph that is being settled, and where it lies. */
interface Open {
  scope: readonly string[]
  drafts: Readonly<Record<'base' | Side, GraphDraft>>
}

/**
 * The sides with conflicts decided, one after the other: the other side has what the chosen one has at that place. A node that returns
 * brings its connections back; one that goes takes them along, and new steps that only they led to.
 */
export function settled(sides: Sides, settlements: readonly Settlement[]): Sides {
  let all = sides
  let open: Open | undefined
  for (const { conflict, side } of settlements) {
    const other = side === 'left' ? 'right' : 'left'
    const { kind, path } = conflict.target
    if (kind === 'root') {
      all = { ...all, [other]: withRootPlace(all[side], all[other], conflict.pointer) }
      continue
    }
    const scope = path.slice(0, -1)
    if (!open || !samePath(open.scope, scope)) {
      all = closed(all, open)
      open = opened(all, scope)
    }
    // A conflict inside a body is only found where all three have that body.
    if (open) settle({ base: open.drafts.base, won: open.drafts[side], lost: open.drafts[other] }, conflict, other)
  }
  return closed(all, open)
}

const samePath = (one: readonly string[], other: readonly string[]) => one.length === other.length && one.every((id, index) => id === other[index])

function opened(sides: Sides, scope: readonly string[]): Open | undefined {
  const [base, left, right] = [sides.base, sides.left, sides.right].map((doc) => graphAt(doc, scope))
  return base && left && right && { scope, drafts: { base: new GraphDraft(base), left: new GraphDraft(left), right: new GraphDraft(right) } }
}

function closed(sides: Sides, open: Open | undefined): Sides {
  if (!open) return sides
  const { scope, drafts } = open
  return { ...sides, left: withGraphAt(sides.left, scope, drafts.left.body()), right: withGraphAt(sides.right, scope, drafts.right.body()) }
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

/** The list with what an id stands for: replaced in its place, new at the end, or gone. */
function withElement<T extends { id: string }>(list: readonly T[], id: string, next: T | undefined): T[] {
  if (next === undefined) return list.filter((element) => element.id !== id)
  return list.some((element) => element.id === id) ? list.map((element) => (element.id === id ? next : element)) : [...list, next]
}

function settle(graphs: Graphs, conflict: MergeConflict, loser: Side): void {
  const { target, pointer, reason } = conflict
  const id = target.path.at(-1) ?? ''
  if (reason === 'reference_lost') settleReference(graphs, conflict, loser)
  else if (reason === 'flow_changed' || reason === 'cycle') {
    if (reason === 'flow_changed') restoreEdge(graphs, id)
    removeEdges(graphs, edgeIds(conflict[loser]))
  } else if (reason === 'value_changed') {
    if (target.kind === 'edge') takeEdgeField(graphs, id, pointer)
    else takeField(graphs, id, pointer)
  } else if (target.kind === 'edge') takeEdge(graphs, id)
  else takeNode(graphs, id)
}

function settleReference(graphs: Graphs, conflict: MergeConflict, loser: Side): void {
  const id = conflict.target.path.at(-1) ?? ''
  if (loser in conflict) takeReference(graphs, id, conflict.pointer)
  else takeNodes(graphs, missingReads(graphs, valueAt(graphs.won.node(id), tokensOf(conflict.pointer))))
}

const tokensOf = (pointer: string) => parsePointer(pointer) ?? []

/** A type is what its config belongs to: both or neither. */
function takeField({ won, lost }: Graphs, id: string, pointer: string): void {
  for (const place of pointer === '/type' ? ['/type', '/config'] : [pointer]) {
    const node = lost.node(id)
    if (node) lost.putNode(withMember(node, tokensOf(place), valueAt(won.node(id), tokensOf(place))))
  }
}

function takeEdgeField({ won, lost }: Graphs, id: string, pointer: string): void {
  const edge = lost.edge(id)
  if (edge) lost.putEdge(withMember(edge, tokensOf(pointer), valueAt(won.edge(id), tokensOf(pointer))))
}

/**
 * The node as the winner has it; where the loser had taken it out, with the connections it has there and what it reads. Where the winner
 * took it out, the loser's is as it was, so that it goes, and whatever the loser newly led to it or read from it is asked about.
 */
function takeNode(graphs: Graphs, id: string): void {
  const { base, won, lost } = graphs
  const [node, was] = [won.node(id), lost.node(id)]
  const next = node ?? base.node(id)
  if (node && !was) takeNodes(graphs, [id])
  else if (next) lost.putNode(next)
  else lost.removeNode(id)
}

/** The loser's graph with nodes it had taken out, and with what they read, and what that reads. */
function takeNodes(graphs: Graphs, ids: readonly string[]): void {
  const work = [...ids].reverse()
  for (let id = work.pop(); id !== undefined; id = work.pop()) {
    const node = graphs.won.node(id)
    if (!node || graphs.lost.node(id)) continue
    returnNode(graphs, node)
    work.push(...missingReads(graphs, node).reverse())
  }
}

function returnNode({ base, won, lost }: Graphs, node: WorkflowNode): void {
  lost.putNode(node)
  const back = [...won.arriving(node.id), ...won.leaving(node.id)].filter((edge) => lost.node(edge.from) && lost.node(edge.to) && !lost.edge(edge.id))
  for (const { id } of bypasses(base, lost, node.id)) lost.removeEdge(id)
  for (const edge of back) lost.putEdge(edge)
}

/** Nodes a value reads that the loser alone took out. What is new on the winner's side comes by the merge itself. */
function missingReads(graphs: Graphs, value: unknown): string[] {
  return [...referencedNodes(value)].filter((id) => isTakenOut(graphs, id)).sort()
}

const isTakenOut = ({ base, won, lost }: Graphs, id: string) => base.node(id) && won.node(id) && !lost.node(id)

/** New edges that lead past a node that was taken out, from what came before it to what came after. */
function bypasses(base: GraphDraft, lost: GraphDraft, id: string): WorkflowEdge[] {
  const before = new Set(base.arriving(id).map(({ from }) => from))
  const after = new Set(base.leaving(id).map(({ to }) => to))
  // From the side with fewer ends: a step that thousands hang on is asked about for none of them.
  const edges = before.size <= after.size ? [...before].flatMap((end) => lost.leaving(end)) : [...after].flatMap((end) => lost.arriving(end))
  return edges.filter((edge) => before.has(edge.from) && after.has(edge.to) && !base.edge(edge.id))
}

/** The edge as the winner has it, with the nodes it is between; or gone. */
function takeEdge(graphs: Graphs, id: string): void {
  const { won, lost } = graphs
  const edge = won.edge(id)
  if (edge) {
    takeNodes(
      graphs,
      [edge.from, edge.to].filter((end) => isTakenOut(graphs, end)),
    )
    lost.putEdge(edge)
  } else removeEdges(graphs, [id])
}

/** The connection of the base that the loser had led another way. */
function restoreEdge({ base, lost }: Graphs, id: string): void {
  const edge = base.edge(id)
  if (edge) lost.putEdge(edge)
  else lost.removeEdge(id)
}

function edgeIds(edges: unknown): string[] {
  // What these conflicts hold on each side are edges.
  return ((edges ?? []) as readonly WorkflowEdge[]).map(({ id }) => id)
}

/** Takes edges out, and the loser's own new nodes that something led to and nothing leads to any more: they would run by themselves. */
function removeEdges(graphs: Graphs, ids: readonly string[]): void {
  removeNodes(graphs, cutOff(graphs, ids))
}

/** Takes edges out; answers the new nodes that only they led to. */
function cutOff(graphs: Graphs, ids: readonly string[]): string[] {
  const { lost } = graphs
  const gone = ids.flatMap((id) => lost.edge(id) ?? [])
  for (const { id } of gone) lost.removeEdge(id)
  const ends = new Set(gone.map(({ to }) => to))
  return [...ends].filter((id) => lost.node(id) && !lost.isReached(id) && isNew(graphs, id))
}

const isNew = ({ base, won }: Graphs, id: string) => !base.node(id) && !won.node(id)

/**
 * Takes new nodes of the loser out, what only they led to, and what read from them: as the winner has it, or gone too where it is new.
 * Step by step, not call within call: a way of new nodes may be as long as a document.
 */
function removeNodes(graphs: Graphs, ids: readonly string[]): void {
  const { won, lost } = graphs
  for (let gone = new Set(ids); gone.size > 0; ) {
    for (const id of gone) lost.removeNode(id)
    const readers = lost.readersOf(gone)
    for (const node of readers) lost.putNode(withoutReads(node, won.node(node.id), gone))
    const edges = [...gone].flatMap((id) => [...lost.arriving(id), ...lost.leaving(id)].map((edge) => edge.id))
    gone = new Set([...cutOff(graphs, edges), ...readers.map(({ id }) => id).filter((id) => isNew(graphs, id))])
  }
}

const readsOf = (value: unknown, gone: ReadonlySet<string>) => [...referencedNodes(value)].some((id) => gone.has(id))

function withoutReads(node: WorkflowNode, theirs: WorkflowNode | undefined, gone: ReadonlySet<string>): WorkflowNode {
  if (!theirs) return node
  const fields = diffFieldsOf(theirs, node).filter(({ after }) => readsOf(after, gone))
  return fields.reduce((mended, { pointer, before }) => withMember(mended, tokensOf(pointer), before), node)
}

/** The loser wrote an expression that reads what the winner removed: it is as the winner has it, or goes with its new node. */
function takeReference(graphs: Graphs, id: string, pointer: string): void {
  if (graphs.won.node(id)) takeField(graphs, id, pointer)
  else removeNodes(graphs, [id])
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
