import type { TimerStore } from '../../ports/timers.ts'
import { copyOf, type Tables } from './tables.ts'

/** Timers in memory, for the simulation only. */
export class MemoryTimers implements TimerStore {
  constructor(private readonly tables: Tables) {}

  async set(timer: Parameters<TimerStore['set']>[0]): Promise<void> {
    this.tables.timers.set(timer.timerId, { timer: copyOf(timer) })
  }

  async cancel(timerId: string): Promise<void> {
    this.tables.timers.delete(timerId)
  }

  async lease(now: Date, limit: number, leaseMs: number): ReturnType<TimerStore['lease']> {
    const due = [...this.tables.timers.values()]
      .filter(({ timer, leasedUntil }) => timer.dueAt <= now && (leasedUntil ?? 0) <= now.getTime())
      .sort((left, right) => left.timer.dueAt.getTime() - right.timer.dueAt.getTime())
      .slice(0, limit)
    for (const stored of due) stored.leasedUntil = now.getTime() + leaseMs
    return copyOf(due.map(({ timer }) => timer))
  }

  async settle(timerId: string): Promise<void> {
    await this.cancel(timerId)
  }
}
