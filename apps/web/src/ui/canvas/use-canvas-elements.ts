import { applyEdgeChanges, applyNodeChanges, type EdgeChange, type NodeChange, useStoreApi } from '@xyflow/react'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { Item } from './card-walk.ts'
import { type CardNode, type LinkEdge, type Projection, type ProjectionInput, project, TAB_STOP } from './projection.ts'
import { type CanvasSelection, sameSelection } from './selection.ts'

interface Selectable {
  id: string
  selected?: boolean
}

function withSelection<T extends Selectable>(items: readonly T[], ids: readonly string[]): T[] {
  const chosen = new Set(ids)
  return items.map((item) => (Boolean(item.selected) === chosen.has(item.id) ? item : { ...item, selected: chosen.has(item.id) }))
}

/**
 * The ids selected after React Flow has told of a choice among what it knows. What it does not know of (cards that are not mounted)
 * stays chosen while the choice is added to, and is no longer when it was made anew.
 */
export function selectedAfter(items: readonly Selectable[], before: readonly string[], adding: boolean): string[] {
  const chosen = items.filter((item) => item.selected).map((item) => item.id)
  if (!adding) return chosen
  const known = new Set(items.map((item) => item.id))
  return [...before.filter((id) => !known.has(id)), ...chosen]
}

/** What only the view knows. */
export interface ElementsView {
  selection: CanvasSelection
  /** What Tab leads to, if it is mounted. */
  reached: Item | undefined
}

/** Elements as drawn: the projection, with what only the view knows (selection, the stop of Tab, a drag in progress) laid over it. */
export function useCanvasElements(input: ProjectionInput, view: ElementsView, onSelectionChange: ((selection: CanvasSelection) => void) | undefined) {
  const { selection, reached } = view
  const { document, statusOf, edgeStateOf, diffOf, problemsOf, todoOf, muted, shown } = input
  const store = useStoreApi()
  const previous = useRef<Projection | undefined>(undefined)
  const projection = useMemo(() => {
    previous.current = project({ document, statusOf, edgeStateOf, diffOf, problemsOf, todoOf, muted, shown }, previous.current)
    return previous.current
  }, [document, statusOf, edgeStateOf, diffOf, problemsOf, todoOf, muted, shown])

  const [drawn, setDrawn] = useState(() => ({ source: projection, document, selection, reached, ...lay(projection, view) }))
  let current = drawn
  if (drawn.source !== projection || drawn.selection !== selection || drawn.reached !== reached) {
    const fresh = lay(projection, view)
    // Cards that come and go with the view must not put one in the hand back to where it was.
    const nodes = drawn.document === document ? keepDragged(fresh.nodes, drawn.nodes) : fresh.nodes
    current = { source: projection, document, selection, reached, ...fresh, nodes }
    setDrawn(current)
  }

  const latest = useRef(current)
  latest.current = current
  const report = useCallback(
    (nodes: CardNode[], edges: LinkEdge[], chose: boolean) => {
      latest.current = { ...latest.current, nodes, edges }
      setDrawn((state) => ({ ...state, nodes, edges }))
      if (!chose) return
      const before = latest.current.selection
      const adding = store.getState().multiSelectionActive
      const next = { nodes: selectedAfter(nodes, before.nodes, adding), edges: selectedAfter(edges, before.edges, adding) }
      if (!sameSelection(next, before)) onSelectionChange?.(next)
    },
    [onSelectionChange, store],
  )
  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => report(applyNodeChanges(changes, latest.current.nodes), latest.current.edges, changes.some(isChoice)),
    [report],
  )
  const onEdgesChange = useCallback(
    (changes: EdgeChange<LinkEdge>[]) => report(latest.current.nodes, applyEdgeChanges(changes, latest.current.edges), changes.some(isChoice)),
    [report],
  )
  return { nodes: current.nodes, edges: current.edges, onNodesChange, onEdgesChange }
}

const isChoice = (change: { type: string }) => change.type === 'select'

function keepDragged(fresh: CardNode[], before: readonly CardNode[]): CardNode[] {
  const dragged = new Map(before.filter((node) => node.dragging).map((node) => [node.id, node]))
  return dragged.size === 0 ? fresh : fresh.map((node) => dragged.get(node.id) ?? node)
}

function lay(projection: Projection, { selection, reached }: ElementsView): { nodes: CardNode[]; edges: LinkEdge[] } {
  const stop = stopOf(projection, reached)
  return {
    nodes: withStop(withSelection(projection.nodes, selection.nodes), stop?.kind === 'node' ? stop.id : undefined),
    edges: withStop(withSelection(projection.edges, selection.edges), stop?.kind === 'edge' ? stop.id : undefined),
  }
}

/** What Tab leads to: what was reached where it is mounted, else the first card. Undefined where nothing is. */
export function stopOf({ nodes, edges }: Pick<Projection, 'nodes' | 'edges'>, reached: Item | undefined): Item | undefined {
  const there = reached && (reached.kind === 'node' ? nodes : edges).find(({ id }) => id === reached.id)
  if (there && !there.hidden) return reached
  const first = nodes.find(({ hidden }) => !hidden)
  return first && { kind: 'node', id: first.id }
}

function withStop<T extends CardNode | LinkEdge>(items: T[], id: string | undefined): T[] {
  return id === undefined ? items : items.map((item) => (item.id === id ? { ...item, domAttributes: TAB_STOP } : item))
}
