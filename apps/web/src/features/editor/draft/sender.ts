import type { LocalGesture } from './local-gesture.ts'

/** How long a gesture that may grow (typing) waits for more, in ms. */
export const GROWS_MS = 500
/** Pauses between attempts while the server cannot be reached, in ms; the last one repeats. */
const PAUSES = [1_000, 2_000, 5_000, 10_000] as const

/** `sent` goes on with the next one, `again` tries at once (the gesture was rebased), `later` waits for the server. */
export type SendOutcome = 'sent' | 'again' | 'later'

/**
 * Sends pending gestures one at a time, oldest first. A gesture that may grow is held back while it is the last one and young.
 */
export function createSender(port: { pending(): readonly LocalGesture[]; send(gesture: LocalGesture): Promise<SendOutcome> }) {
  let running = false
  let closed = false
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let held: string | undefined
  let inFlight: string | undefined

  function plan(delay: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      held = undefined
      void run()
    }, delay)
  }

  function next(): LocalGesture | undefined {
    const [first, ...others] = port.pending()
    return first && !(others.length === 0 && first.patchId === held) ? first : undefined
  }

  async function run(): Promise<void> {
    if (running || closed) return
    running = true
    try {
      for (let gesture = next(); gesture && !closed; gesture = next()) {
        inFlight = gesture.patchId
        const outcome = await port.send(gesture)
        inFlight = undefined
        failures = outcome === 'later' ? failures + 1 : 0
        if (outcome === 'later') return plan(PAUSES[Math.min(failures, PAUSES.length) - 1] ?? 0)
      }
    } finally {
      running = false
      inFlight = undefined
    }
  }

  return {
    /** Something new is pending; one that may grow waits a moment. */
    offer(gesture: LocalGesture) {
      held = gesture.mergeKey === undefined ? undefined : gesture.patchId
      // While the server cannot be reached the next attempt is planned already.
      if (failures > 0) return
      if (held !== undefined) plan(GROWS_MS)
      void run()
    },
    /** Sends now, whatever may still grow and whatever failed before. */
    flush() {
      held = undefined
      failures = 0
      clearTimeout(timer)
      void run()
    },
    isSending: (patchId: string) => inFlight === patchId,
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}

export type Sender = ReturnType<typeof createSender>
