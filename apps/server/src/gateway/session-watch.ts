import { DomainError } from '../domain-error.ts'
import type { Sessions } from '../usecases/sessions/sessions.ts'

export interface SessionWatch {
  /** `onEnd` is called when the session has ended; answers the remover. */
  hold(sessionId: string, onEnd: () => void): () => void
  /** Its live connections end at once: here, where it was signed out. */
  ended(sessionId: string): void
  close(): void
}

const LONGEST_TIMER_MS = 2_147_483_647
/** Half of the promised time, so that asking and closing fit into the rest. */
const CHECKS_IN_BOUND = 2

/**
 * Ends what lives on after a session has ended: it may have expired, or been ended at another server. Each session with live connections
 * is asked about again and again; a store that does not answer twice in a row counts as one that said no, since nobody can know.
 */
export function createSessionWatch(sessions: Pick<Sessions, 'holds'>, boundMs: number): SessionWatch {
  const held = new Map<string, { ends: Set<{ onEnd: () => void }>; silent: number }>()
  const ended = (sessionId: string) => {
    const entry = held.get(sessionId)
    held.delete(sessionId)
    for (const { onEnd } of entry?.ends ?? []) onEnd()
  }
  const check = async (sessionId: string) => {
    const entry = held.get(sessionId)
    if (!entry) return
    try {
      if (await sessions.holds(sessionId)) entry.silent = 0
      else ended(sessionId)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      entry.silent += 1
      if (entry.silent > 1) ended(sessionId)
    }
  }
  let underWay = false
  const timer = setInterval(
    () => {
      if (underWay) return
      underWay = true
      void Promise.allSettled([...held.keys()].map(check)).finally(() => {
        underWay = false
      })
    },
    Math.min(Math.max(boundMs / CHECKS_IN_BOUND, 10), LONGEST_TIMER_MS),
  )
  timer.unref()
  return {
    hold(sessionId, onEnd) {
      const entry = held.get(sessionId) ?? { ends: new Set(), silent: 0 }
      held.set(sessionId, entry)
      const end = { onEnd }
      entry.ends.add(end)
      return () => {
        entry.ends.delete(end)
        if (entry.ends.size === 0 && held.get(sessionId) === entry) held.delete(sessionId)
      }
    },
    ended,
    close: () => clearInterval(timer),
  }
}
