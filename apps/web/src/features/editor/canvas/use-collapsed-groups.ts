import type { Workflow } from '@aob/schemas'
import { useCallback, useMemo } from 'react'
import type { CanvasEditing } from '../../../ui/canvas/canvas-editing.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import type { CanvasSelection } from '../../../ui/canvas/selection.ts'
import type { EditorStore } from '../model/editor-store.ts'
import { moveNodes } from '../model/gestures.ts'
import { type CollapsedView, changeGroup, collapsedView } from '../model/groups.ts'

/** A selection of nodes as the canvas shows it: hidden ones are their group's card. */
export function shownSelection({ hidden }: CollapsedView, selection: CanvasSelection): CanvasSelection {
  if (hidden.size === 0) return selection
  return { nodes: [...new Set(selection.nodes.map((id) => hidden.get(id) ?? id))], edges: selection.edges }
}

/** What was selected on the canvas in nodes of the document: a group's card is all its nodes. */
export function meantSelection({ cards }: CollapsedView, selection: CanvasSelection): CanvasSelection {
  if (cards.size === 0) return selection
  return { nodes: [...new Set(selection.nodes.flatMap((id) => cards.get(id)?.nodes ?? [id]))], edges: selection.edges }
}

/** Draws collapsed groups as cards and translates between those and the nodes they stand for. */
export function useCollapsedGroups(document: Workflow, selection: CanvasSelection, store: EditorStore, editing: CanvasEditing) {
  const view = useMemo(() => collapsedView(document), [document])
  const shown = useMemo(() => shownSelection(view, selection), [view, selection])
  const onSelectionChange = useCallback((next: CanvasSelection) => store.select(meantSelection(view, next)), [store, view])
  const translated = useMemo<CanvasEditing>(() => {
    if (view.cards.size === 0) return editing
    const closed = (...ids: string[]) => ids.some((id) => view.cards.has(id))
    return {
      ...editing,
      onMove: (moves, drop) => {
        if (!moves.some(({ id }) => view.cards.has(id))) return editing.onMove(moves, drop)
        moveNodes(store, movesOf(view, store.getState().document, moves))
      },
      edgeForDrop: (ids, box) => (closed(...ids) ? undefined : editing.edgeForDrop?.(ids, box)),
      refusalOf: (connection, insteadOf) =>
        closed(connection.from, connection.to)
          ? 'This is a collapsed group. Open it (double-click) to connect inside.'
          : editing.refusalOf(connection, insteadOf),
      refusalsFrom: (end) => (closed(end.nodeId) ? new Map() : editing.refusalsFrom(end)),
      onLooseEnd: (end, at) => (closed(end.nodeId) ? undefined : editing.onLooseEnd(end, at)),
      onOpenNode: (id) => {
        const group = view.cards.get(id)
        if (group) changeGroup(store, group.id, `open ${group.name || 'group'}`, { collapsed: undefined })
        else editing.onOpenNode?.(id)
      },
    }
  }, [editing, store, view])
  return { view, shown, onSelectionChange, editing: translated }
}

type Moves = ReadonlyArray<{ id: string; position: XY }>

/** A group's card moves all its nodes by as much. However many cards and groups move, the document is gone through once. */
export function movesOf(view: CollapsedView, document: Workflow, moves: Moves): Moves {
  const places = new Map(view.document.nodes.map((node) => [node.id, node.position]))
  const by = new Map(
    moves.flatMap(({ id, position }) => {
      const card = places.get(id)
      return card && view.cards.has(id) ? [[id, { x: position.x - card.x, y: position.y - card.y }] as const] : []
    }),
  )
  const taken = document.nodes.flatMap(({ id, position }) => {
    const shift = by.get(view.hidden.get(id) ?? '')
    return shift ? [{ id, position: { x: position.x + shift.x, y: position.y + shift.y } }] : []
  })
  return [...moves.filter(({ id }) => !by.has(id)), ...taken]
}
