import type { XY } from '../../../ui/canvas/point.ts'
import { sceneOf } from '../../../ui/canvas/scene.ts'
import type { CanvasSelection } from '../../../ui/canvas/selection.ts'
import type { Camera } from '../../../ui/canvas/use-camera.ts'
import type { CollapsedView } from '../model/groups.ts'

/** What a menu is asked for at. A card may be that of a collapsed group. */
export type MenuTarget =
  | { kind: 'card'; id: string }
  | { kind: 'edge'; id: string }
  | { kind: 'note'; id: string }
  | { kind: 'group'; id: string }
  | { kind: 'selection' }
  | { kind: 'canvas' }

/** Text has the browser's own menu, and so has what lies over the page. */
const OTHERS = 'input, textarea, select, [contenteditable=true], a[href], [role=dialog], [role=menu], [cmdk-root]'

/** How the parts of the editor say in the page what they are. */
const MARKS: ReadonlyArray<readonly [kind: 'card' | 'edge' | 'note' | 'group', selector: string, attribute: string]> = [
  ['note', '[data-note]', 'data-note'],
  ['group', '.canvas-group-bar', 'data-group'],
  ['card', '.react-flow__node', 'data-id'],
  ['edge', '.react-flow__edge', 'data-id'],
  ['edge', '[data-edge-handle]', 'data-edge-handle'],
  ['card', '[role=treeitem][data-outline-card]', 'data-outline-card'],
  ['edge', '[role=treeitem][data-outline-edge]', 'data-outline-edge'],
]

/** The name of a group fills the bar it is taken by; only who writes in it means the text. */
const isGroupName = (element: Element) => element.matches('.canvas-group-bar input')

/** What an element belongs to; undefined where there is no menu of ours. `before` had the focus until the button was pressed. */
export function targetOf(element: Element, before: Element | null): MenuTarget | undefined {
  if (element.closest(OTHERS) && !(isGroupName(element) && element !== before)) return undefined
  for (const [kind, selector, attribute] of MARKS) {
    const id = element.closest(selector)?.closest(`[${attribute}]`)?.getAttribute(attribute)
    if (id != null) return { kind, id }
  }
  if (element.closest('.react-flow__nodesselection')) return { kind: 'selection' }
  return element.closest('.react-flow__renderer') || element.matches('[data-region=canvas]') ? { kind: 'canvas' } : undefined
}

/** From afar cards are painted, and none of them is an element: the one that lies at a point of the window. */
export function paintedCardAt({ document }: CollapsedView, camera: Camera, at: XY): MenuTarget | undefined {
  const point = camera.screenToFlowPosition(at, { snapToGrid: false })
  const over = sceneOf(document).grid.within({ ...point, width: 0, height: 0 })
  const top = over.sort((one, other) => other.order - one.order)[0]
  return top && { kind: 'card', id: top.id }
}

/** What is selected while the menu is open: what it was asked for at, unless that is part of what is selected already. */
export function selectedAt(target: MenuTarget, { cards }: CollapsedView, selection: CanvasSelection, groupNodes: readonly string[]): CanvasSelection {
  if (target.kind === 'canvas' || target.kind === 'selection' || target.kind === 'note') return selection
  if (target.kind === 'edge') return selection.edges.includes(target.id) ? selection : { nodes: [], edges: [target.id] }
  const nodes = target.kind === 'group' ? groupNodes : (cards.get(target.id)?.nodes ?? [target.id])
  const chosen = new Set(selection.nodes)
  return nodes.every((id) => chosen.has(id)) ? selection : { nodes: [...nodes], edges: [] }
}
