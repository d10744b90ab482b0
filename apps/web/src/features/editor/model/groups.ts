import type { Workflow, WorkflowEdge, WorkflowGroup, WorkflowNode } from '@aob/schemas'
import { GROUP_TYPE } from '../../../ui/canvas/card-geometry.ts'
import { frameAround } from '../../../ui/canvas/group-frame.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { type Box, boundsOf } from '../../../ui/canvas/spatial-grid.ts'
import { boxOf } from './card-box.ts'
import { compact, withGroups } from './document-edit.ts'
import type { EditorStore } from './editor-store.ts'

export function changeGroup(store: EditorStore, id: string, label: string, change: Partial<WorkflowGroup>, mergeKey?: string): void {
  store.edit(
    label,
    (document) =>
      withGroups(
        document,
        (document.groups ?? []).map((group) => (group.id === id ? compact({ ...group, ...change }) : group)),
      ),
    mergeKey ? { mergeKey } : {},
  )
}

/** The nodes of a group that are there, in the order of the document. */
export function membersOf({ nodes }: Workflow, group: WorkflowGroup): WorkflowNode[] {
  const members = new Set(group.nodes)
  return nodes.filter((node) => members.has(node.id))
}

/** The frame around a group's cards; undefined when none of them is there. */
export function groupFrame(document: Workflow, group: WorkflowGroup): Box | undefined {
  return frameAround(membersOf(document, group).map(boxOf))
}

/** A document as drawn: each collapsed group is one card. */
export interface CollapsedView {
  document: Workflow
  /** Card id to the group it stands for. */
  cards: ReadonlyMap<string, WorkflowGroup>
  /** Node id to the card it is hidden in. */
  hidden: ReadonlyMap<string, string>
}

const cardId = (group: WorkflowGroup) => `group:${group.id}`

/** Connections across a group's border end at its card, parallel ones once; those within are not drawn. */
export function collapsedView(document: Workflow): CollapsedView {
  const collapsed = (document.groups ?? []).filter((group) => group.collapsed && membersOf(document, group).length > 0)
  if (collapsed.length === 0) return { document, cards: new Map(), hidden: new Map() }
  const cards = new Map(collapsed.map((group) => [cardId(group), group]))
  const hidden = new Map(collapsed.flatMap((group) => group.nodes.map((id) => [id, cardId(group)] as const)))
  const nodes = document.nodes.filter((node) => !hidden.has(node.id))
  return {
    document: { ...document, nodes: [...nodes, ...collapsed.flatMap((group) => cardOf(document, group))], edges: rerouted(document.edges, hidden) },
    cards,
    hidden,
  }
}

function cardOf(document: Workflow, group: WorkflowGroup): WorkflowNode[] {
  const members = membersOf(document, group)
  const around = boundsOf(members.map(boxOf))
  if (!around) return []
  return [
    {
      id: cardId(group),
      type: GROUP_TYPE,
      name: group.name || 'Group',
      position: { x: around.x, y: around.y },
      config: { count: members.length, names: members.map(nodeTitle).join(', ') },
    },
  ]
}

function rerouted(edges: readonly WorkflowEdge[], hidden: ReadonlyMap<string, string>): WorkflowEdge[] {
  const seen = new Set<string>()
  return edges.flatMap((edge) => {
    const [from, to] = [hidden.get(edge.from) ?? edge.from, hidden.get(edge.to) ?? edge.to]
    if (from === edge.from && to === edge.to) return [edge]
    const key = `${from} ${to} ${from === edge.from ? (edge.fromPort ?? 'out') : ''}`
    if (from === to || seen.has(key)) return []
    seen.add(key)
    const { fromPort, ...rest } = edge
    return [{ ...rest, from, to, ...(from === edge.from && fromPort ? { fromPort } : {}) }]
  })
}
