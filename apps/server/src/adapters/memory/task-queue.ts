import { untilWoken } from '../../hot-state/append-waiters.ts'
import type { Delivered, EntryStream } from '../../hot-state/entry-stream.ts'
import type { HotData } from '../../hot-state/hot-data.ts'
import { longLived } from '../../long-lived.ts'
import type { StreamName } from '../../ports/commit-plan.ts'
import type { StreamEntry, TaskQueue } from '../../ports/task-queue.ts'

type ReadRequest = Parameters<TaskQueue['read']>[0]
type Take = (stream: EntryStream, count: number) => Delivered[]

/** The queue over the shared in-process streams. */
export class MemoryTaskQueue implements TaskQueue {
  private readonly closing = longLived()
  /** The partition looked at first moves on with every read, so that a small `count` starves none. */
  private turn = 0

  constructor(
    private readonly data: HotData,
    private readonly options: { partitions: number; maxDeadLetters: number },
  ) {}

  async append(partition: number, stream: StreamName, fields: Record<string, string>): Promise<void> {
    this.data.append(partition, stream, fields)
    if (stream === 'dead') this.data.stream(partition, stream).trim(this.options.maxDeadLetters)
  }

  async read(request: ReadRequest): Promise<StreamEntry[]> {
    const deadline = this.data.now() + request.blockMs
    for (;;) {
      if (request.signal?.aborted || this.closing.signal.aborted) return []
      const entries = this.take(request.streams, request.count, (stream, count) => stream.read(request.group, request.consumer, count, this.data.now()))
      const left = deadline - this.data.now()
      if (entries.length > 0 || left <= 0) return entries
      await this.appended(request.streams, left, request.signal)
    }
  }

  async claim(request: Parameters<TaskQueue['claim']>[0]): Promise<StreamEntry[]> {
    const { streams, group, consumer, idleMs } = request
    return this.take(streams, request.count, (stream, count) => stream.claim(group, consumer, count, idleMs, this.data.now()))
  }

  async touch(request: Parameters<TaskQueue['touch']>[0]): Promise<void> {
    for (const entry of request.entries) {
      this.data.stream(entry.partition, entry.stream).touch(request.group, request.consumer, entry.id, this.data.now())
    }
  }

  async ack(request: Parameters<TaskQueue['ack']>[0]): Promise<void> {
    for (const entry of request.entries) this.data.stream(entry.partition, entry.stream).ack(request.group, entry.id)
  }

  async peek({ stream, partition, from, count }: Parameters<TaskQueue['peek']>[0]): Promise<StreamEntry[]> {
    return this.data
      .stream(partition, stream)
      .peek(from, count)
      .map((entry) => ({ ...entry, partition, stream }))
  }

  async depth(stream: StreamName): Promise<number> {
    let depth = 0
    for (let partition = 0; partition < this.options.partitions; partition++) depth += this.data.stream(partition, stream).size
    return depth
  }

  close(): void {
    this.closing.abort()
  }

  private take(streams: readonly StreamName[], count: number, from: Take): StreamEntry[] {
    const first = this.turn++ % this.options.partitions
    const taken: StreamEntry[] = []
    for (const stream of streams) {
      for (let step = 0; step < this.options.partitions && taken.length < count; step++) {
        const partition = (first + step) % this.options.partitions
        // Most of the streams a worker reads were never written to, and a read makes none.
        const known = this.data.known(partition, stream)
        if (known === undefined) continue
        for (const entry of from(known, count - taken.length)) taken.push({ partition, stream, ...entry })
      }
    }
    return taken
  }

  /** Resolves at an append, when the time is over, or when the reader or the store is stopped. */
  private appended(streams: readonly StreamName[], waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    return untilWoken((wake) => this.data.onAppend(streams, wake), waitMs, [signal, this.closing.signal])
  }
}
