import type { Workflow, WorkflowEdge, WorkflowGroup, WorkflowNode, WorkflowNote } from '@aob/schemas'
import type { XY } from '../../../ui/canvas/point.ts'
import { boundsOf } from '../../../ui/canvas/spatial-grid.ts'
import { boxOf } from './card-box.ts'
import { freeName, snap } from './document-edit.ts'
import { freeId } from './fresh-id.ts'
import { renameReferences } from './rename-references.ts'
import { encloses, noteBox, sectionsOf } from './sections.ts'

/**
 * What copying puts on the system clipboard; the version says how to read it in years to come. Groups and notes may be there: a page that
 * does not know them takes the rest.
 */
export interface ClipboardEnvelope {
  kind: 'aob/workflow-fragment'
  version: 1
  nodes: WorkflowNode[]
  edges: WorkflowEdge[]
  groups?: WorkflowGroup[]
  notes?: WorkflowNote[]
}

/**
 * The chosen nodes and the edges between them, groups that are chosen as a whole, and notes that go with them. Where only cards are to be
 * copied, notes stay.
 */
export function copyFragment(document: Workflow, nodeIds: readonly string[], what: 'with notes' | 'cards' = 'with notes'): ClipboardEnvelope {
  const chosen = new Set(nodeIds)
  const groups = (document.groups ?? []).filter(({ nodes }) => nodes.every((id) => chosen.has(id)))
  const notes = what === 'cards' ? [] : notesWith(document, chosen)
  return {
    kind: 'aob/workflow-fragment',
    version: 1,
    nodes: document.nodes.filter((node) => chosen.has(node.id)),
    edges: document.edges.filter((edge) => chosen.has(edge.from) && chosen.has(edge.to)),
    ...(groups.length > 0 ? { groups } : {}),
    ...(notes.length > 0 ? { notes } : {}),
  }
}

/** Sections of which every card is chosen, and notes that lie among the chosen cards. One card is copied alone. */
function notesWith(document: Workflow, chosen: ReadonlySet<string>): WorkflowNote[] {
  if (chosen.size < 2 || !document.notes) return []
  const sections = sectionsOf(document)
  const around = boundsOf(document.nodes.filter(({ id }) => chosen.has(id)).map(boxOf))
  return document.notes.filter((note) => {
    const cards = sections.get(note.id)
    return cards ? [...cards].every((id) => chosen.has(id)) : around !== undefined && encloses(around, noteBox(note))
  })
}

/**
 * Lays a fragment into a document under fresh ids, none of them `used`, moved by `offset`. Edges follow their nodes, and so do
 * groups; expressions keep naming the old ids where those still exist, and the copied ones where they were remapped.
 */
export function pasteFragment(
  document: Workflow,
  fragment: ClipboardEnvelope,
  { offset, used }: { offset: XY; used: ReadonlySet<string> },
): { document: Workflow; pasted: string[] } {
  const renamed = freshIds(fragment.nodes, [...used, ...document.nodes.map(({ id }) => id)])
  const moved = ({ x, y }: XY) => snap({ x: x + offset.x, y: y + offset.y })
  const rename = renaming(document.nodes)
  const nodes = fragment.nodes.map((node) => ({
    ...rename(node),
    id: renamed.get(node.id) ?? node.id,
    position: moved(node.position),
    ...(node.config ? { config: renameReferences(node.config, renamed) } : {}),
  }))
  const notes = withFreshIds(
    (fragment.notes ?? []).map((note) => ({ ...note, position: moved(note.position) })),
    document.notes,
  )
  const groups = withFreshIds(pastedGroups(fragment, renamed), document.groups).map(renaming(document.groups))
  const grown = { ...document, nodes: [...document.nodes, ...nodes], edges: [...document.edges, ...pastedEdges(document, fragment, renamed)] }
  return {
    document: {
      ...grown,
      ...(groups.length > 0 ? { groups: [...(document.groups ?? []), ...groups] } : {}),
      ...(notes.length > 0 ? { notes: [...(document.notes ?? []), ...notes] } : {}),
    },
    pasted: nodes.map((node) => node.id),
  }
}

/** Gives each a name that none of the others has, as what is added has one. */
function renaming(others: ReadonlyArray<{ name?: string }> = []) {
  const taken = new Set(others.map(({ name }) => name))
  const reached = new Map<string, number>()
  return <Item extends { name?: string }>(item: Item): Item => {
    if (item.name === undefined) return item
    const name = freeName(item.name, taken, reached)
    taken.add(name)
    return { ...item, name }
  }
}

/** Each id to one that is free, in their order. */
function freshIds(items: ReadonlyArray<{ id: string }>, used: Iterable<string>): Map<string, string> {
  const taken = new Set(used)
  const reached = new Map<string, number>()
  return new Map(
    items.map(({ id }) => {
      const fresh = freeId(id, taken, reached)
      taken.add(fresh)
      return [id, fresh]
    }),
  )
}

function withFreshIds<Item extends { id: string }>(items: readonly Item[], there: ReadonlyArray<{ id: string }> = []): Item[] {
  const fresh = freshIds(
    items,
    there.map(({ id }) => id),
  )
  return items.map((item) => ({ ...item, id: fresh.get(item.id) ?? item.id }))
}

function pastedEdges(document: Workflow, fragment: ClipboardEnvelope, renamed: ReadonlyMap<string, string>): WorkflowEdge[] {
  const edgeIds = new Set(document.edges.map((edge) => edge.id))
  const reached = new Map<string, number>()
  return fragment.edges.flatMap((edge) => {
    const [from, to] = [renamed.get(edge.from), renamed.get(edge.to)]
    if (!from || !to) return []
    const id = freeId(`${from}-${to}`, edgeIds, reached)
    edgeIds.add(id)
    return [{ ...edge, id, from, to, ...(edge.when === undefined ? {} : { when: renameReferences(edge.when, renamed) }) }]
  })
}

/** A node stands in one group at most: what others say of it counts no more. */
function pastedGroups({ groups = [] }: ClipboardEnvelope, renamed: ReadonlyMap<string, string>): WorkflowGroup[] {
  const grouped = new Set<string>()
  return groups.flatMap((group) => {
    const nodes = group.nodes.flatMap((id) => (grouped.has(id) ? [] : (renamed.get(id) ?? [])))
    for (const id of group.nodes) grouped.add(id)
    return nodes.length === 0 ? [] : [{ ...group, nodes }]
  })
}
