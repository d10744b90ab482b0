/** Whether somebody has to sign in before the server answers again. What is asked meanwhile waits here, and is lost to nobody. */
export interface SignInGate {
  /** The server does not know who is there. */
  close(): void
  /** Somebody has signed in: what waits goes on. */
  open(): void
  /** Resolves when nobody has to sign in any more; undefined while nobody has to. */
  passed(): Promise<void> | undefined
  /**
   * `fetch`, but for an answer that asks who is there: the request waits and is sent again when somebody has signed in. Whoever made it
   * only waits longer; one given up meanwhile is not sent.
   */
  fetch: typeof globalThis.fetch
  /** Called when it closes and when it opens. Answers the remover. */
  subscribe(listener: () => void): () => void
}

const WHO_IS_THERE = 401

export function createSignInGate(send: typeof globalThis.fetch = (...request) => fetch(...request)): SignInGate {
  const listeners = new Set<() => void>()
  let until: Promise<void> | undefined
  let release: () => void
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const gate: SignInGate = {
    close() {
      if (until) return
      until = new Promise((resolve) => {
        release = resolve
      })
      tell()
    },
    open() {
      if (!until) return
      until = undefined
      release()
      tell()
    },
    passed: () => until,
    async fetch(...request) {
      for (;;) {
        await until
        const response = await send(...request)
        if (response.status !== WHO_IS_THERE) return response
        gate.close()
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return gate
}

/** The page's own. */
export const signInGate = createSignInGate()
