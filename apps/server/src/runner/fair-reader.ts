import type { StreamName } from '../ports/commit-plan.ts'
import type { StreamEntry, TaskQueue } from '../ports/task-queue.ts'

type Priority = 'high' | 'medium' | 'low'

const HIGHER: Readonly<Record<Priority, readonly Priority[]>> = { high: [], medium: ['high'], low: ['high', 'medium'] }
/** Those that could starve, the one that waits longest first. */
const YIELDING = ['low', 'medium'] as const

export interface FairReaderOptions {
  types: readonly string[]
  group: string
  consumer: string
  /** Tokens of higher priority this reader takes at most while one of a lower priority waits (`maxPriorityLead`); below 1 is 1. */
  maxLead: number
}

/**
 * Reads tokens, high priority first, without starving the others (QP-03): once `maxLead` tokens of higher priority have been taken,
 * one of the lower priority comes before the next of them. The bound holds per reader, whatever the backlog.
 */
export class FairReader {
  private readonly lead = { medium: 0, low: 0 }
  private readonly maxLead: number

  constructor(
    private readonly queue: TaskQueue,
    private readonly options: FairReaderOptions,
  ) {
    // With none, high would never have its turn.
    this.maxLead = Math.max(1, options.maxLead)
  }

  /** Streams in order of priority. */
  get streams(): StreamName[] {
    return (['high', 'medium', 'low'] as const).flatMap((priority) => this.streamsOf(priority))
  }

  /** At most `count` new tokens; waits up to `blockMs` for the first one. */
  async read({ count, blockMs, signal }: { count: number; blockMs: number; signal?: AbortSignal }): Promise<StreamEntry[]> {
    const taken = await this.takeTurns(count)
    // Never past the point where a lower priority has its turn.
    const room = Math.min(count - taken.length, this.maxLead - Math.max(this.lead.medium, this.lead.low))
    if (room <= 0) return taken
    const { group, consumer } = this.options
    const request = { streams: this.streams, group, consumer, count: room, blockMs: taken.length > 0 ? 0 : blockMs, ...(signal ? { signal } : {}) }
    return [...taken, ...this.noted(await this.queue.read(request))]
  }

  /** One token each of the priorities that have waited long enough. */
  private async takeTurns(count: number): Promise<StreamEntry[]> {
    const taken: StreamEntry[] = []
    for (const priority of YIELDING) {
      if (this.lead[priority] < this.maxLead || taken.length >= count) continue
      const { group, consumer } = this.options
      const entries = await this.queue.read({ streams: this.streamsOf(priority), group, consumer, count: 1, blockMs: 0 })
      // A turn that nobody needed is over as well.
      this.lead[priority] = 0
      taken.push(...this.noted(entries))
    }
    return taken
  }

  private noted(entries: StreamEntry[]): StreamEntry[] {
    for (const { stream } of entries) {
      for (const priority of YIELDING) {
        if (stream.endsWith(`:${priority}`)) this.lead[priority] = 0
        else if (HIGHER[priority].some((higher) => stream.endsWith(`:${higher}`))) this.lead[priority] += 1
      }
    }
    return entries
  }

  private streamsOf(priority: Priority): StreamName[] {
    return this.options.types.map((type): StreamName => `tasks:${type}:${priority}`)
  }
}
