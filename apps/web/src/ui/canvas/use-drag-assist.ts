import { type NodeChange, useStoreApi, type Viewport } from '@xyflow/react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { loadedAfterFirstView } from '../../lib/first-view.ts'
import type { EqualGaps, Guide } from './alignment.ts'
import type { CanvasEditing } from './canvas-editing.ts'
import { letGo, onGivingUp } from './giving-up.ts'
import type * as HandHelpers from './hand-helpers.ts'
import type { XY } from './point.ts'
import type { CardNode, LinkEdge } from './projection.ts'
import { type Box, boundsOf } from './spatial-grid.ts'
import { useCamera } from './use-camera.ts'

/** Of an event only this matters. */
interface Keys {
  altKey: boolean
}

/** What the canvas draws while cards are in the hand. */
export interface DragAssist {
  guides: readonly Guide[]
  spacings: readonly EqualGaps[]
  /** Where the originals stand while a copy is in the hand. */
  originals: readonly Box[]
  /** The connection that would take the card in. */
  dropEdge?: string
}

const IDLE: DragAssist = { guides: [], spacings: [], originals: [] }

/** Told which cards are in the hand, so that they stay mounted. */
export interface Holding {
  onLift: (moving: readonly CardNode[]) => void
  onDrop: () => void
}

interface Drag {
  starts: ReadonlyMap<string, Box>
  others: readonly Box[]
  by: XY
  copy: boolean
  /** Everything stays where it was. */
  givenUp: boolean
  /** No longer listens for that. */
  end: () => void
}

function boxOf({ position, width = 0, height = 0 }: CardNode): Box {
  return { ...position, width, height }
}

/**
 * The hand's helper: lines moving cards up with what is in view, tells a copy (Alt) from a move, and finds the connection under a
 * card. Moves stay in the view until the drop, which is one call of `onMove`.
 */
export function useDragAssist(editing: CanvasEditing | undefined, holding: Holding) {
  const camera = useCamera()
  const store = useStoreApi<CardNode, LinkEdge>()
  const { onLift, onDrop } = holding
  const drag = useRef<Drag | undefined>(undefined)
  const [assist, setAssist] = useState<DragAssist>(IDLE)
  const helpers = useHelpers(editing !== undefined)

  const onNodeDragStart = useCallback(
    (event: Keys, _: unknown, moved: readonly CardNode[]) => {
      onLift(moved)
      const moving = new Set(moved.map(({ id }) => id))
      const starts = new Map(moved.map((node) => [node.id, boxOf(node)]))
      const others = store.getState().nodes.flatMap((node) => (moving.has(node.id) || node.type !== 'card' ? [] : [boxOf(node)]))
      const stopGivingUp = onGivingUp(() => {
        if (drag.current) drag.current.givenUp = true
        letGo()
      })
      const stopPanning = helpers.current.panOnlyAtRims(store)
      const end = () => {
        stopGivingUp()
        stopPanning()
      }
      drag.current = { starts, others: inView(others, camera.getViewport()), by: { x: 0, y: 0 }, copy: event.altKey, givenUp: false, end }
    },
    [camera, store, onLift, helpers],
  )

  /** Shifts the positions React Flow asks for, so that what moves falls into line. */
  const adjust = useCallback(
    (changes: NodeChange<CardNode>[]): NodeChange<CardNode>[] => {
      const current = drag.current
      if (!current || !editing) return changes
      if (current.givenUp) return putBack(changes, current.starts)
      const boxes = changes.flatMap((change) => {
        const start = change.type === 'position' && change.dragging && change.position ? current.starts.get(change.id) : undefined
        return start && change.type === 'position' && change.position ? [{ ...start, ...change.position }] : []
      })
      const moving = boundsOf(boxes)
      if (!moving) return shifted(changes, current.by)
      const { by, guides, spacings } = helpers.current.alignmentOf(moving, current.others)
      current.by = by
      const dropEdge = editing.edgeForDrop?.([...current.starts.keys()], { ...moving, x: moving.x + by.x, y: moving.y + by.y })
      const originals = current.copy ? [...current.starts.values()] : []
      setAssist((before) =>
        quiet(before) && guides.length + spacings.length + originals.length === 0 && !dropEdge ? before : { guides, spacings, originals, dropEdge },
      )
      return shifted(changes, by)
    },
    [editing, helpers],
  )

  const onNodeDrag = useCallback((event: Keys) => {
    if (drag.current) drag.current.copy = event.altKey
  }, [])

  const onNodeDragStop = useCallback(
    (event: Keys, _: unknown, moved: readonly CardNode[]) => {
      const current = drag.current
      drag.current = undefined
      current?.end()
      onDrop()
      setAssist(IDLE)
      if (!current || current.givenUp || !editing) return
      const moves = moved.map(({ id, position }) => ({ id, position: { x: position.x + current.by.x, y: position.y + current.by.y } }))
      const last = boundsOf(moves.map(({ id, position }) => ({ ...(current.starts.get(id) ?? { width: 0, height: 0 }), ...position })))
      const edgeId = last && editing.edgeForDrop?.([...current.starts.keys()], last)
      editing.onMove(moves, { copy: event.altKey, ...(edgeId && !event.altKey ? { edgeId } : {}) })
    },
    [editing, onDrop],
  )
  const onSelectionDragStart = useCallback((event: Keys, moved: readonly CardNode[]) => onNodeDragStart(event, undefined, moved), [onNodeDragStart])
  const onSelectionDragStop = useCallback((event: Keys, moved: readonly CardNode[]) => onNodeDragStop(event, undefined, moved), [onNodeDragStop])
  return { assist, adjust, onNodeDragStart, onNodeDrag, onNodeDragStop, onSelectionDragStart, onSelectionDragStop }
}

const NOT_YET: typeof HandHelpers = { alignmentOf: () => ({ by: { x: 0, y: 0 }, guides: [], spacings: [] }), panOnlyAtRims: () => () => undefined }

/** What lines cards up comes along when the page stands; until then they go where the hand goes. */
function useHelpers(wanted: boolean) {
  const helpers = useRef(NOT_YET)
  useEffect(() => {
    if (!wanted) return
    void loadedAfterFirstView('What helps to move cards', () => import('./hand-helpers.ts')).then((loaded) => {
      if (loaded) helpers.current = loaded
    })
  }, [wanted])
  return helpers
}

/** Only what a person can see takes part. */
function inView(boxes: readonly Box[], { x, y, zoom }: Viewport): Box[] {
  const view = { x: -x / zoom, y: -y / zoom, width: window.innerWidth / zoom, height: window.innerHeight / zoom }
  return boxes.filter((box) => box.x < view.x + view.width && box.x + box.width > view.x && box.y < view.y + view.height && box.y + box.height > view.y)
}

function quiet({ guides, spacings, originals, dropEdge }: DragAssist): boolean {
  return guides.length + spacings.length + originals.length === 0 && dropEdge === undefined
}

function putBack(changes: NodeChange<CardNode>[], starts: ReadonlyMap<string, Box>): NodeChange<CardNode>[] {
  return changes.map((change) => {
    const start = change.type === 'position' ? starts.get(change.id) : undefined
    return start && change.type === 'position' ? { ...change, position: { x: start.x, y: start.y } } : change
  })
}

function shifted(changes: NodeChange<CardNode>[], by: XY): NodeChange<CardNode>[] {
  if (by.x === 0 && by.y === 0) return changes
  return changes.map((change) =>
    change.type === 'position' && change.position ? { ...change, position: { x: change.position.x + by.x, y: change.position.y + by.y } } : change,
  )
}
