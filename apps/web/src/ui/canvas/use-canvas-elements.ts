import { applyEdgeChanges, applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { type CardNode, type LinkEdge, type Projection, type ProjectionInput, project } from './projection.ts'
import { type CanvasSelection, sameSelection } from './selection.ts'

function withSelection<T extends { id: string; selected?: boolean }>(items: readonly T[], ids: readonly string[]): T[] {
  const chosen = new Set(ids)
  return items.map((item) => (Boolean(item.selected) === chosen.has(item.id) ? item : { ...item, selected: chosen.has(item.id) }))
}

function selectedIds(items: ReadonlyArray<{ id: string; selected?: boolean }>): string[] {
  return items.filter((item) => item.selected).map((item) => item.id)
}

/** Elements as drawn: the projection, with what only the view knows (selection, a drag in progress) laid over it. */
export function useCanvasElements(input: ProjectionInput, selection: CanvasSelection, onSelectionChange: ((selection: CanvasSelection) => void) | undefined) {
  const { document, statusOf, edgeStateOf, diffOf, problemsOf, muted } = input
  const previous = useRef<Projection | undefined>(undefined)
  const projection = useMemo(() => {
    previous.current = project({ document, statusOf, edgeStateOf, diffOf, problemsOf, muted }, previous.current)
    return previous.current
  }, [document, statusOf, edgeStateOf, diffOf, problemsOf, muted])

  const [shown, setShown] = useState(() => ({ source: projection, selection, ...select(projection, selection) }))
  let current = shown
  if (shown.source !== projection || shown.selection !== selection) {
    current = { source: projection, selection, ...select(projection, selection) }
    setShown(current)
  }

  const latest = useRef(current)
  latest.current = current
  const report = useCallback(
    (nodes: CardNode[], edges: LinkEdge[]) => {
      const next = { nodes: selectedIds(nodes), edges: selectedIds(edges) }
      latest.current = { ...latest.current, nodes, edges }
      setShown((state) => ({ ...state, nodes, edges }))
      if (!sameSelection(next, latest.current.selection)) onSelectionChange?.(next)
    },
    [onSelectionChange],
  )
  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => report(applyNodeChanges(changes, latest.current.nodes), latest.current.edges),
    [report],
  )
  const onEdgesChange = useCallback(
    (changes: EdgeChange<LinkEdge>[]) => report(latest.current.nodes, applyEdgeChanges(changes, latest.current.edges)),
    [report],
  )
  return { nodes: current.nodes, edges: current.edges, onNodesChange, onEdgesChange }
}

function select(projection: Projection, selection: CanvasSelection): { nodes: CardNode[]; edges: LinkEdge[] } {
  return { nodes: withSelection(projection.nodes, selection.nodes), edges: withSelection(projection.edges, selection.edges) }
}
