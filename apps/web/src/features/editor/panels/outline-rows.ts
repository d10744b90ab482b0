import { bodyOf, graphOf, topologicalOrder } from '@aob/ir/document'
import type { Workflow, WorkflowBody } from '@aob/schemas'
import { portOfEdge } from '../../../ui/canvas/card-geometry.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'

/** One line of the outline: a node, or where one of its edges leads. */
export interface OutlineRow {
  /** Unique in the outline: the ids from the outermost node inwards, and the edge's. */
  key: string
  level: number
  /** The line it folds away under. */
  parent?: string
  /** The way to the body it lies in; empty in the workflow itself. */
  path: readonly string[]
  /** The step it stands for; of a connection the one it leads to. */
  nodeId: string
  /** Of a connection: which one it is. */
  edgeId?: string
  text: string
  /** Of a node: its type. */
  type?: string
  /** Whether lines fold away under it. */
  holds: boolean
}

/** The workflow in running order; under each node where it leads, and what its body holds in the same manner. */
export function outlineRows(document: Workflow): OutlineRow[] {
  return rowsOf(document, { level: 1, path: [] })
}

/** Whether two documents have one outline: moving nodes, or changing what the outline does not say, is no other one. */
export function isOutlinedAlike(document: Workflow, before: Workflow): boolean {
  const { nodes, edges } = document
  return (
    edges === before.edges &&
    nodes.length === before.nodes.length &&
    nodes.every((node, index) => {
      const old = before.nodes[index]
      return node === old || (node.id === old?.id && node.name === old.name && node.type === old.type && node.config === old.config)
    })
  )
}

function rowsOf(body: WorkflowBody, place: { level: number; path: readonly string[]; parent?: string }): OutlineRow[] {
  const { level, path, parent } = place
  const graph = graphOf(body)
  const ordered = topologicalOrder(graph)
  const known = new Set(ordered)
  const rest = body.nodes.map((node) => node.id).filter((id) => !known.has(id))
  return [...ordered, ...rest].flatMap((id): OutlineRow[] => {
    const node = graph.nodes.get(id)
    if (!node) return []
    const key = [...path, id].join('/')
    const leads = (graph.outgoing.get(id) ?? []).map((edge): OutlineRow => {
      const target = graph.nodes.get(edge.to)
      const port = portOfEdge(edge)
      const text = `${port === 'out' ? '' : `${port} `}→ ${target ? nodeTitle(target) : edge.to}`
      return { key: `${key}>${edge.id}`, level: level + 1, parent: key, path, nodeId: edge.to, edgeId: edge.id, text, holds: false }
    })
    const inner = bodyOf(node)
    const inside = inner ? rowsOf(inner, { level: level + 1, path: [...path, id], parent: key }) : []
    const own: OutlineRow = {
      key,
      level,
      ...(parent === undefined ? {} : { parent }),
      path,
      nodeId: id,
      text: nodeTitle(node),
      type: node.type,
      holds: leads.length + inside.length > 0,
    }
    return [own, ...inside, ...leads]
  })
}

/** What is to be seen while some lines are closed: nothing under a closed one. */
export function openRows(rows: readonly OutlineRow[], closed: ReadonlySet<string>): OutlineRow[] {
  const hidden = new Set<string>()
  return rows.filter(({ key, parent }) => {
    if (parent === undefined || (!closed.has(parent) && !hidden.has(parent))) return true
    hidden.add(key)
    return false
  })
}

/** Where a line stands among those under the same line: what a screen reader says of lines that are not all in the page. */
export interface SiblingPlace {
  position: number
  of: number
}

/** The place of every line among its siblings, in the order of the lines. */
export function siblingPlaces(rows: readonly OutlineRow[]): SiblingPlace[] {
  const counts = new Map<string | undefined, number>()
  const positions = rows.map(({ parent }) => {
    const position = (counts.get(parent) ?? 0) + 1
    counts.set(parent, position)
    return position
  })
  return rows.map(({ parent }, index) => ({ position: positions[index] ?? 0, of: counts.get(parent) ?? 0 }))
}
