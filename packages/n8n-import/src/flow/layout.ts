import type { WorkflowNode, WorkflowNote } from '@aob/schemas'
import type { N8nNode } from '../document.ts'

/** Our cards are wider and higher than n8n's squares: the grid is stretched, what stood in a row stays in a row. */
const STRETCH = { x: 1.45, y: 1.25 }
const GRID = 8
/** A card as it is drawn, about: one with many ports is higher. */
export const CARD = { width: 232, height: 112 }
/** From one column to the next when there is room for a step between. */
const COLUMN = 304
const AIR = 24
const FAR = 10_000_000

const snapped = (value: number): number => Math.min(FAR, Math.max(-FAR, Math.round(value / GRID) * GRID))

export function placeOf({ position }: Pick<N8nNode, 'position'>): WorkflowNode['position'] {
  return { x: snapped(position.x * STRETCH.x), y: snapped(position.y * STRETCH.y) }
}

/** Width and height of a note that lay around nodes, so that it still does. */
export function sizeOf(width: number, height: number): { width: number; height: number } {
  return { width: snapped(width * STRETCH.x), height: snapped(height * STRETCH.y) }
}

/** Where a column was put in: what stands there or behind it is further right by as many columns. */
export type Columns = readonly number[]

/** The columns that the functions before nodes need, one for nodes that stand below each other. `owners`: their nodes. */
export function columnsBefore(owners: readonly WorkflowNode[]): Columns {
  const columns: number[] = []
  for (const x of owners.map(({ position }) => position.x).sort((a, b) => a - b)) if (x >= (columns.at(-1) ?? -Infinity) + CARD.width) columns.push(x)
  return columns
}

const movedRight = (x: number, columns: Columns): number => x + COLUMN * columns.filter((column) => column <= x).length

/**
 * Nodes with room between them: a column for the functions before some of them, by `preparing` (id of the function to that of its node),
 * and none over another: what hangs on agents stood closer in n8n than cards are wide.
 */
export function withRoom(nodes: readonly WorkflowNode[], preparing: ReadonlyMap<string, string>, columns: Columns): WorkflowNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const placed = nodes.map((node) => {
    const owner = byId.get(preparing.get(node.id) ?? '')
    const { x, y } = (owner ?? node).position
    return { ...node, position: { x: movedRight(x, columns) - (owner ? COLUMN : 0), y } }
  })
  return apart(placed)
}

/** What would lie over another stands below it, those further up and left first. */
function apart(nodes: readonly WorkflowNode[]): WorkflowNode[] {
  const order = [...nodes].sort((a, b) => a.position.y - b.position.y || a.position.x - b.position.x)
  const places = new Map<string, WorkflowNode['position']>()
  const rows = new Map<number, { x: number; y: number }[]>()
  const near = ({ x, y }: { x: number; y: number }) =>
    [-1, 0, 1]
      .flatMap((step) => rows.get(Math.floor(y / CARD.height) + step) ?? [])
      .filter((one) => Math.abs(one.x - x) < CARD.width && Math.abs(one.y - y) < CARD.height)
  for (const { id, position } of order) {
    let at = position
    // At the rim of what a place may be there is nowhere to go.
    for (let over = near(at); over.length > 0 && at.y < FAR; over = near(at))
      at = { x: at.x, y: snapped(Math.max(...over.map(({ y }) => y)) + CARD.height + AIR) }
    places.set(id, at)
    const row = Math.floor(at.y / CARD.height)
    rows.set(row, [...(rows.get(row) ?? []), at])
  }
  return nodes.map((node) => ({ ...node, position: places.get(node.id) ?? node.position }))
}

/** Notes where the columns have moved them; those that lay across one are wider by it. */
export function notesWithRoom(notes: readonly WorkflowNote[], columns: Columns): WorkflowNote[] {
  return notes.map((note) => {
    const x = movedRight(note.position.x, columns)
    const right = note.position.x + (note.width ?? 0)
    return { ...note, position: { x, y: note.position.y }, ...(note.width === undefined ? {} : { width: movedRight(right, columns) - x }) }
  })
}
