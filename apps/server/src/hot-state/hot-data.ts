import type { StreamName } from '../ports/commit-plan.ts'
import { AppendWaiters } from './append-waiters.ts'
import { EntryStream, type StreamImage } from './entry-stream.ts'

export interface RunHash {
  fields: Map<string, string>
  expiresAt?: number
}

/** Hot data as plain JSON, in an order that decides nothing twice: what is made of it behaves as the original. */
export interface HotDataImage {
  /** Runs as written; the fields of a run are pairs, so that no name is taken for something else. */
  runs: { runId: string; fields: [string, string][]; expiresAt?: number }[]
  /** The order in which expiring runs are looked at. */
  expiring: string[]
  streams: [key: string, stream: StreamImage][]
}

/**
 * Everything a hot store of ours holds: the in-process one all of it, a replica that of one partition. Commit plans, the queue and its
 * readers share one of these, so that an `append` step of a plan wakes a reader of the queue. Nothing in here does I/O or looks at a clock.
 */
export class HotData {
  private readonly runs = new Map<string, RunHash>()
  private readonly expiring = new Set<string>()
  private readonly streams = new Map<string, EntryStream>()

  constructor(
    readonly now: () => number,
    private readonly waiters = new AppendWaiters(),
  ) {}

  run(runId: string): RunHash | undefined {
    const hash = this.runs.get(runId)
    if (hash?.expiresAt !== undefined && hash.expiresAt <= this.now()) {
      this.deleteRun(runId)
      return undefined
    }
    return hash
  }

  /** The run as it is at a moment, for a look that changes nothing. */
  lookAtRun(runId: string, at: number): RunHash | undefined {
    const hash = this.runs.get(runId)
    return hash?.expiresAt !== undefined && hash.expiresAt <= at ? undefined : hash
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

  stream(partition: number, name: StreamName): EntryStream {
    const key = `${partition}:${name}`
    let stream = this.streams.get(key)
    if (stream === undefined) {
      stream = new EntryStream()
      this.streams.set(key, stream)
    }
    return stream
  }

  /** The stream, when anything was ever put on it. */
  known(partition: number, name: StreamName): EntryStream | undefined {
    return this.streams.get(`${partition}:${name}`)
  }

  append(partition: number, name: StreamName, fields: Readonly<Record<string, string>>): void {
    this.stream(partition, name).append(fields)
    this.waiters.wake(name)
  }

  /** Calls back at the next append to one of the streams, on any partition. Returns the remover. */
  onAppend(names: readonly StreamName[], wake: () => void): () => void {
    return this.waiters.add(names, wake)
  }

  runIds(): string[] {
    return [...this.runs.keys()]
  }

  get runCount(): number {
    return this.runs.size
  }

  image(): HotDataImage {
    return {
      runs: [...this.runs].map(([runId, { fields, expiresAt }]) => ({ runId, fields: [...fields], ...(expiresAt === undefined ? {} : { expiresAt }) })),
      expiring: [...this.expiring],
      streams: [...this.streams].map(([key, stream]) => [key, stream.image()]),
    }
  }

  /** Takes the place of everything held before. */
  become(image: HotDataImage): void {
    this.clear()
    for (const { runId, fields, expiresAt } of image.runs) this.runs.set(runId, { fields: new Map(fields), ...(expiresAt === undefined ? {} : { expiresAt }) })
    for (const runId of image.expiring) this.expiring.add(runId)
    for (const [key, stream] of image.streams) this.streams.set(key, EntryStream.from(stream))
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
