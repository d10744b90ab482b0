import type { Outcome } from './partition-state.ts'

interface Awaited {
  resolve(outcome: Outcome): void
  reject(error: Error): void
  timer: NodeJS.Timeout
}

/** Proposals of this process that have not come back with the log yet, by their number. */
export class AnswersAwaited {
  private readonly byNumber = new Map<number, Awaited>()

  /** Fails with what `late` says when the time is over. */
  await(n: number, timeoutMs: number, late: () => Error): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.byNumber.delete(n)
        reject(late())
      }, timeoutMs)
      this.byNumber.set(n, { resolve, reject, timer })
    })
  }

  settle(n: number, outcome: Outcome): void {
    this.take(n)?.resolve(outcome)
  }

  refuseAll(error: Error): void {
    for (const n of [...this.byNumber.keys()]) this.take(n)?.reject(error)
  }

  private take(n: number): Awaited | undefined {
    const awaited = this.byNumber.get(n)
    this.byNumber.delete(n)
    clearTimeout(awaited?.timer)
    return awaited
  }
}
