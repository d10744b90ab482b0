import type { GestureRow } from '../../ports/draft-store.ts'

/** What undo and redo of one person lead to in a shared draft: only their own gestures count (D-36). */
export interface GestureStack {
  /** The gesture an undo takes back. */
  undo?: GestureRow
  /** The undo that a redo takes back. */
  redo?: GestureRow
}

export function gestureStack(gestures: readonly GestureRow[], actorId: string): GestureStack {
  const done: GestureRow[] = []
  const undone: GestureRow[] = []
  for (const gesture of gestures) {
    if (gesture.actor.id !== actorId) continue
    const redone = undone.findIndex(({ patchId }) => patchId === gesture.undoes)
    if (redone >= 0) {
      undone.splice(redone, 1)
      done.push(gesture)
    } else if (gesture.undoes !== undefined) {
      const at = done.findIndex(({ patchId }) => patchId === gesture.undoes)
      if (at >= 0) done.splice(at, 1)
      undone.push(gesture)
    } else {
      done.push(gesture)
      // Something new: what was undone stays undone.
      undone.length = 0
    }
  }
  const [undo, redo] = [done.at(-1), undone.at(-1)]
  return { ...(undo ? { undo } : {}), ...(redo ? { redo } : {}) }
}
