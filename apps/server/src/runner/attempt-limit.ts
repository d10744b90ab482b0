/** The signal of one attempt: aborts with the worker's, or when the attempt has taken too long. */
export interface AttemptLimit {
  signal: AbortSignal
  /** Rejects when the time is up; never settles before. */
  timedOut: Promise<never>
  isTimedOut(): boolean
  /** Takes everything back that was tied to the worker's own signal, which lives as long as the process. */
  release(): void
}

/** `outer` undefined: nothing but time ends the attempt. */
export function limitAttempt(outer: AbortSignal | undefined, timeoutMs: number | undefined): AttemptLimit {
  const controller = new AbortController()
  let late = false
  let reject: (reason: unknown) => void = () => undefined
  const timedOut = new Promise<never>((_, fail) => {
    reject = fail
  })
  // Whoever does not race against it must not bring the process down.
  timedOut.catch(() => undefined)
  const stop = () => controller.abort(outer?.reason)
  outer?.addEventListener('abort', stop)
  if (outer?.aborted) stop()
  const expire = () => {
    late = true
    controller.abort()
    reject(controller.signal.reason)
  }
  const timer = timeoutMs === undefined ? undefined : setTimeout(expire, timeoutMs)
  return {
    signal: controller.signal,
    timedOut,
    isTimedOut: () => late,
    release() {
      clearTimeout(timer)
      outer?.removeEventListener('abort', stop)
    },
  }
}
