import { v7 as uuid } from 'uuid'
import type { DraftSession } from './draft-session.ts'
import { carriedTo, type LocalGesture } from './local-gesture.ts'

/** Gestures that were kept in another log become gestures of an open draft, in order; what others stand against waits for a choice. */
export function withTaken(session: DraftSession, gestures: readonly LocalGesture[]): void {
  for (const kept of gestures) {
    const gesture = { ...kept, patchId: uuid() }
    const carried = carriedTo(gesture, session.state().document)
    if (carried.kind === 'ok') session.append(carried.gesture, carried.document)
    else if (carried.kind === 'conflict') session.setAside({ gesture, conflicts: carried.conflicts })
  }
}

/** Resolves when the log of this browser has what the session took; rejects where it keeps nothing. */
export function whenKept(session: DraftSession): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { kept, unwritten } = session.state()
      if (kept && unwritten) return
      stop()
      if (kept) resolve()
      else reject(new Error('This browser does not keep what was taken over.'))
    }
    const stop = session.subscribe(look)
    look()
  })
}
