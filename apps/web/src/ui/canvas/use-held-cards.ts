import { useStoreApi } from '@xyflow/react'
import { type PointerEvent, useCallback, useMemo, useState } from 'react'
import type { CanvasEditing } from './canvas-editing.ts'
import type { CardNode } from './projection.ts'
import { placeAt, type Scene } from './scene.ts'
import type { CanvasSelection } from './selection.ts'
import { useCamera } from './use-camera.ts'
import { isAfar } from './use-card-window.ts'

const NONE: ReadonlySet<string> = new Set()

/**
 * Cards that are mounted whatever the window says: those in the hand, and, where cards are painted, the one under the pointer, so
 * that it can be pressed and taken like any other.
 */
export function useHeldCards(scene: Scene) {
  const camera = useCamera()
  const store = useStoreApi()
  const [lifted, setLifted] = useState(NONE)
  const [under, setUnder] = useState<string | undefined>(undefined)
  const held = useMemo(() => (under === undefined || lifted.has(under) ? lifted : new Set([...lifted, under])), [lifted, under])

  const onPointerMove = useCallback(
    (event: PointerEvent) => {
      if (event.buttons !== 0) return
      const afar = isAfar(scene, store.getState().transform[2])
      const at = afar ? camera.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false }) : undefined
      setUnder(at && placeAt(scene, at.x, at.y)?.id)
    },
    [camera, scene, store],
  )
  const onLift = useCallback((moving: readonly CardNode[]) => setLifted(new Set(moving.map(({ id }) => id))), [])
  const onDrop = useCallback(() => setLifted(NONE), [])
  return { held, lifted, onPointerMove, onLift, onDrop }
}

/** Editing in which selected cards that are not mounted go along with those in the hand. */
export function useFollowers(editing: CanvasEditing | undefined, scene: Scene, selection: CanvasSelection): CanvasEditing | undefined {
  return useMemo(
    () => editing && { ...editing, onMove: (moves, manner) => editing.onMove(movesOf(moves, scene, selection), manner) },
    [editing, scene, selection],
  )
}

/** Where everything that was dragged now stands: selected cards that were not mounted went the same way. */
export function movesOf(moved: readonly Pick<CardNode, 'id' | 'position'>[], scene: Scene, selection: CanvasSelection) {
  const moves = moved.map(({ id, position }) => ({ id, position }))
  const known = new Set(moves.map(({ id }) => id))
  const leader = moves.find(({ id }) => selection.nodes.includes(id))
  const start = leader && scene.places.get(leader.id)
  if (!leader || !start) return moves
  const by = { x: leader.position.x - start.x, y: leader.position.y - start.y }
  const followers = selection.nodes.flatMap((id) => (known.has(id) ? [] : (scene.places.get(id) ?? [])))
  return [...moves, ...followers.map(({ id, x, y }) => ({ id, position: { x: x + by.x, y: y + by.y } }))]
}
