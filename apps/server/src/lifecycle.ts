import { longLived } from './long-lived.ts'
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
  const controller = longLived()
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

/** Longest a stopping loop goes on with what is left; what is not done by then is done by the next start. */
const FINISH_MS = 5000

/** A loop that, once stopped, goes on turn by turn until a turn finds nothing left (false), fails, or five seconds are over. */
export function finishing(loop: BackgroundLoop, options: LoopOptions, turn: () => Promise<boolean>): BackgroundLoop {
  const finish = async () => {
    await loop.stop()
    const deadline = performance.now() + FINISH_MS
    try {
      while (performance.now() < deadline && (await turn()));
    } catch (error) {
      options.onError(options.name, error)
    }
  }
  let finished: Promise<void> | undefined
  return {
    stop() {
      finished ??= finish()
      return finished
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
