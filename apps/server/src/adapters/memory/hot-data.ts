import type { StreamName } from '../../ports/commit-plan.ts'
import { MemoryStream } from './memory-stream.ts'

export interface RunHash {
  fields: Map<string, string>
  expiresAt?: number
}

/**
 * Everything the in-process hot store holds. Commit plans, the queue and its readers share one of these,
 * so that an `append` step of a plan wakes a reader of the queue.
 */
export class HotData {
  private readonly runs = new Map<string, RunHash>()
  private readonly expiring = new Set<string>()
  private readonly streams = new Map<string, MemoryStream>()
  private readonly waiters = new Set<{ names: readonly StreamName[]; wake: () => void }>()

  constructor(readonly now: () => number) {}

  run(runId: string): RunHash | undefined {
    const hash = this.runs.get(runId)
    if (hash?.expiresAt !== undefined && hash.expiresAt <= this.now()) {
      this.deleteRun(runId)
      return undefined
    }
    return hash
  }

  putRun(runId: string, hash: RunHash): void {
    this.runs.set(runId, hash)
    if (hash.expiresAt === undefined) this.expiring.delete(runId)
    else this.expiring.add(runId)
    this.sweep()
  }

  deleteRun(runId: string): void {
    this.runs.delete(runId)
    this.expiring.delete(runId)
  }

  stream(partition: number, name: StreamName): MemoryStream {
    const key = `${partition}:${name}`
    let stream = this.streams.get(key)
    if (stream === undefined) {
      stream = new MemoryStream()
      this.streams.set(key, stream)
    }
    return stream
  }

  /** The stream, when anything was ever put on it. */
  known(partition: number, name: StreamName): MemoryStream | undefined {
    return this.streams.get(`${partition}:${name}`)
  }

  append(partition: number, name: StreamName, fields: Readonly<Record<string, string>>): void {
    this.stream(partition, name).append(fields)
    for (const { names, wake } of [...this.waiters]) if (names.includes(name)) wake()
  }

  /** Calls back at the next append to one of the streams, on any partition. Returns the remover. */
  onAppend(names: readonly StreamName[], wake: () => void): () => void {
    // One entry however many streams are waited for: workers wait for dozens at once, again and again.
    const waiter = { names, wake }
    this.waiters.add(waiter)
    return () => {
      this.waiters.delete(waiter)
    }
  }

  runIds(): string[] {
    return [...this.runs.keys()]
  }

  get runCount(): number {
    return this.runs.size
  }

  clear(): void {
    this.runs.clear()
    this.expiring.clear()
    this.streams.clear()
  }

  /** Looks at a few of the oldest expiring runs per write, so that ended runs leave without a timer. */
  private sweep(): void {
    let looked = 0
    for (const runId of this.expiring) {
      if (looked++ >= 4) return
      this.run(runId)
    }
  }
}
