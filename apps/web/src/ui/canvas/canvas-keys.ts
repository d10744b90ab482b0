/** What keys do on a canvas that has the focus: R3 and R4 of `use-roving-focus.ts`. */
import type { KeyboardEvent } from 'react'
import { boxOf, cardNear, type Item, itemOf, middleOf, nearest, sameItem } from './card-walk.ts'
import type { Scene } from './scene.ts'
import type { CanvasSelection } from './selection.ts'
import type { Box } from './spatial-grid.ts'

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const
type Arrow = keyof typeof DIRECTIONS

/** How much further a card may seem for each pixel it lies aside of the way. */
const ASIDE = 2

/** The nearest card in a direction, those straight ahead first; undefined at the rim. Looks at every card once. */
export function cardTowards(scene: Scene, from: Box, arrow: Arrow): string | undefined {
  const [x, y] = DIRECTIONS[arrow]
  const here = middleOf(from)
  return nearest(scene, (place) => {
    const there = middleOf(place)
    const ahead = (there.x - here.x) * x + (there.y - here.y) * y
    const aside = Math.abs((there.x - here.x) * y) + Math.abs((there.y - here.y) * x)
    return ahead > 0 ? ahead + aside * ASIDE : undefined
  })
}

export interface CanvasKeysInput {
  scene: Scene
  selection: CanvasSelection
  onSelectionChange: ((selection: CanvasSelection) => void) | undefined
  editable: boolean
  /** What has the focus; the canvas itself without. */
  item: Item | undefined
  /** What is seen. */
  view: Box | undefined
  /** Takes the focus to a card. */
  go: (nodeId: string) => void
}

export function pressed(event: KeyboardEvent, input: CanvasKeysInput): void {
  const { scene, selection, onSelectionChange, editable, item, view, go } = input
  if (event.ctrlKey || event.altKey || event.metaKey) return
  if (isArrow(event.key)) {
    if (event.shiftKey || (editable && selection.nodes.length > 0)) return
    const next = item ? towards(scene, item, event.key) : view && cardNear(scene, view)
    if (next !== undefined) go(next)
  } else if (item && onSelectionChange && (event.key === ' ' || (event.key === 'Enter' && !event.shiftKey))) {
    // Enter on what alone is selected means more than that it is selected.
    if (!event.shiftKey && selection.nodes.length + selection.edges.length === 1 && sameItem(itemOf(selection, undefined), item)) return
    // A key that is held has done it once.
    if (!event.repeat) onSelectionChange(event.shiftKey ? toggled(selection, item) : only(item))
  } else return
  event.preventDefault()
}

function towards(scene: Scene, item: Item, arrow: Arrow): string | undefined {
  const box = boxOf(scene, item)
  return box && cardTowards(scene, box, arrow)
}

const isArrow = (key: string): key is Arrow => key in DIRECTIONS

const only = ({ kind, id }: Item): CanvasSelection => (kind === 'node' ? { nodes: [id], edges: [] } : { nodes: [], edges: [id] })

function toggled({ nodes, edges }: CanvasSelection, { kind, id }: Item): CanvasSelection {
  const among = (ids: readonly string[]) => (ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id])
  return kind === 'node' ? { nodes: among(nodes), edges } : { nodes, edges: among(edges) }
}
