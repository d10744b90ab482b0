import { applyEdgeChanges, applyNodeChanges, type EdgeChange, type NodeChange, useStoreApi } from '@xyflow/react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { type CardNode, type LinkEdge, type Projection, type ProjectionInput, project } from './projection.ts'
import { type CanvasSelection, sameSelection } from './selection.ts'

interface Item {
  id: string
  selected?: boolean
}

function withSelection<T extends Item>(items: readonly T[], ids: readonly string[]): T[] {
  const chosen = new Set(ids)
  return items.map((item) => (Boolean(item.selected) === chosen.has(item.id) ? item : { ...item, selected: chosen.has(item.id) }))
}

/**
 * The ids selected after React Flow has told of a choice among what it knows. What it does not know of (cards that are not mounted)
 * stays chosen while the choice is added to, and is no longer when it was made anew.
 */
export function selectedAfter(items: readonly Item[], before: readonly string[], adding: boolean): string[] {
  const chosen = items.filter((item) => item.selected).map((item) => item.id)
  if (!adding) return chosen
  const known = new Set(items.map((item) => item.id))
  return [...before.filter((id) => !known.has(id)), ...chosen]
}

/** Elements as drawn: the projection, with what only the view knows (selection, a drag in progress) laid over it. */
export function useCanvasElements(input: ProjectionInput, selection: CanvasSelection, onSelectionChange: ((selection: CanvasSelection) => void) | undefined) {
  const { document, statusOf, edgeStateOf, diffOf, problemsOf, muted, shown } = input
  const store = useStoreApi()
  const previous = useRef<Projection | undefined>(undefined)
  const projection = useMemo(() => {
    previous.current = project({ document, statusOf, edgeStateOf, diffOf, problemsOf, muted, shown }, previous.current)
    return previous.current
  }, [document, statusOf, edgeStateOf, diffOf, problemsOf, muted, shown])

  const [drawn, setDrawn] = useState(() => ({ source: projection, document, selection, ...select(projection, selection) }))
  let current = drawn
  if (drawn.source !== projection || drawn.selection !== selection) {
    const fresh = select(projection, selection)
    // Cards that come and go with the view must not put one in the hand back to where it was.
    const nodes = drawn.document === document ? keepDragged(fresh.nodes, drawn.nodes) : fresh.nodes
    current = { source: projection, document, selection, ...fresh, nodes }
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

function select(projection: Projection, selection: CanvasSelection): { nodes: CardNode[]; edges: LinkEdge[] } {
  return { nodes: withSelection(projection.nodes, selection.nodes), edges: withSelection(projection.edges, selection.edges) }
}
