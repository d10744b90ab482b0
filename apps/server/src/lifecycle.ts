/** Something that works in the background. `stop` is idempotent and waits until the work in hand is done. */
export interface BackgroundLoop {
  stop(): Promise<void>
}

export interface LoopOptions {
  name: string
  /** Told of every failure; the loop goes on after `retryMs`. */
  onError(name: string, error: unknown): void
  retryMs?: number
}

/**
 * Runs `turn` again and again until stopped. A turn that found nothing returns the milliseconds to rest;
 * a turn that waits by itself returns 0. A failing turn never ends the loop.
 */
export function startLoop(options: LoopOptions, turn: (signal: AbortSignal) => Promise<number>): BackgroundLoop {
  const controller = new AbortController()
  const { signal } = controller
  const done = (async () => {
    while (!signal.aborted) {
      let restMs: number
      try {
        restMs = await turn(signal)
      } catch (error) {
        if (signal.aborted) return
        options.onError(options.name, error)
        restMs = options.retryMs ?? 500
      }
      if (restMs > 0) await rest(restMs, signal)
    }
  })()
  return {
    async stop() {
      controller.abort()
      await done
    },
  }
}

/** Waits, or returns early when the signal aborts. */
export function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    signal.addEventListener('abort', finish)
  })
}
