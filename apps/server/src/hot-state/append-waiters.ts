import type { StreamName } from '../ports/commit-plan.ts'

/** Readers that wait for something new on streams. */
export class AppendWaiters {
  private readonly waiters = new Set<{ names: readonly StreamName[]; wake: () => void }>()

  /** Calls back at the next append to one of the streams, on any partition. Returns the remover. */
  add(names: readonly StreamName[], wake: () => void): () => void {
    // One entry however many streams are waited for: workers wait for dozens at once, again and again.
    const waiter = { names, wake }
    this.waiters.add(waiter)
    return () => {
      this.waiters.delete(waiter)
    }
  }

  wake(name: StreamName): void {
    for (const { names, wake } of [...this.waiters]) if (names.includes(name)) wake()
  }

  /** Something else changed than an append tells: everybody looks again. */
  wakeAll(): void {
    for (const { wake } of [...this.waiters]) wake()
  }
}

/**
 * Resolves when `add` calls back, when `waitMs` are over, or when a signal aborts; leaves no listener behind.
 * @param add takes what is to be called and returns its remover, such as {@link AppendWaiters.add} of some streams
 */
export function untilWoken(add: (wake: () => void) => () => void, waitMs: number, signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      remove()
      for (const signal of signals) signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, waitMs)
    const remove = add(done)
    for (const signal of signals) signal?.addEventListener('abort', done)
  })
}
