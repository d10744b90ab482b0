import type { Redis } from 'ioredis'
import { longLived } from '../../long-lived.ts'
import type { StreamName } from '../../ports/commit-plan.ts'
import type { StreamEntry, TaskQueue } from '../../ports/task-queue.ts'
import { type Connections, MAX_BLOCK_MS } from './connections.ts'
import { asDomainError } from './failures.ts'
import type { FunctionCalls } from './function-calls.ts'
import type { Keys } from './keys.ts'
import { decodeClaimed, decodeRead, type Place } from './stream-replies.ts'

type ReadRequest = Parameters<TaskQueue['read']>[0]

/**
 * The queue over Redis Streams. New entries are delivered by the function `read`, which never blocks, keeps to `count` and to
 * the order of the streams, and tells the last id of every stream when there is nothing; waiting is a plain XREAD for anything
 * newer than those ids. So nothing is missed between the two, and waiting delivers nothing that an abort could lose.
 */
export class RedisTaskQueue implements TaskQueue {
  private readonly closing = longLived()
  private readonly readers = new Set<Promise<unknown>>()
  /** The partition looked at first moves on with every call, so that a small `count` starves none. */
  private turn = 0

  constructor(
    private readonly connections: Connections,
    private readonly calls: FunctionCalls,
    private readonly keys: Keys,
    private readonly options: { partitions: number; maxDeadLetters: number },
  ) {}

  async append(partition: number, stream: StreamName, fields: Record<string, string>): Promise<void> {
    const bound = stream === 'dead' ? ['MAXLEN', '=', this.options.maxDeadLetters] : []
    await this.ask(() => this.connections.commands.xadd(this.keys.stream(partition, stream), ...bound, '*', ...Object.entries(fields).flat()))
  }

  read(request: ReadRequest): Promise<StreamEntry[]> {
    const reading = this.readOnOwnConnection(request)
    this.readers.add(reading)
    const forget = () => void this.readers.delete(reading)
    reading.then(forget, forget)
    return reading
  }

  async claim(request: Parameters<TaskQueue['claim']>[0]): Promise<StreamEntry[]> {
    const places = this.places(request.streams)
    const args = [request.group, request.consumer, request.count, request.idleMs]
    const reply = await this.calls.one(this.connections.commands, { name: 'aob_v2_claim', keys: places.map(({ key }) => key), args })
    return decodeClaimed(reply, places)
  }

  async touch(request: Parameters<TaskQueue['touch']>[0]): Promise<void> {
    if (request.entries.length === 0) return
    const keys = [...new Set(request.entries.map((entry) => this.keyOf(entry)))]
    const entries = request.entries.flatMap((entry) => [keys.indexOf(this.keyOf(entry)) + 1, entry.id])
    await this.calls.one(this.connections.commands, { name: 'aob_v2_touch', keys, args: [request.group, request.consumer, ...entries] })
  }

  async ack(request: Parameters<TaskQueue['ack']>[0]): Promise<void> {
    if (request.entries.length === 0) return
    const pipeline = this.connections.commands.pipeline()
    for (const entry of request.entries) {
      pipeline.xack(this.keyOf(entry), request.group, entry.id)
      pipeline.xdel(this.keyOf(entry), entry.id)
    }
    const results = await this.ask(() => pipeline.exec())
    const failure = results?.find(([error]) => error !== null)?.[0]
    if (failure) throw asDomainError(failure)
  }

  async peek({ stream, partition, from = '-', count }: Parameters<TaskQueue['peek']>[0]): Promise<StreamEntry[]> {
    const found = await this.ask(() => this.connections.commands.xrange(this.keys.stream(partition, stream), from, '+', 'COUNT', count))
    return found.map(([id, flat]) => {
      const fields: Record<string, string> = {}
      for (let at = 0; at < flat.length; at += 2) fields[flat[at] ?? ''] = flat[at + 1] ?? ''
      return { partition, stream, id, fields, deliveries: 0 }
    })
  }

  async depth(stream: StreamName): Promise<number> {
    const lengths = await this.ask(() => Promise.all(this.places([stream]).map(({ key }) => this.connections.commands.xlen(key))))
    return lengths.reduce((sum, length) => sum + length, 0)
  }

  /** Ends waiting readers and waits until none is left. */
  async close(): Promise<void> {
    this.closing.abort()
    await Promise.allSettled(this.readers)
  }

  private async readOnOwnConnection(request: ReadRequest): Promise<StreamEntry[]> {
    const signals = request.signal ? [request.signal, this.closing.signal] : [this.closing.signal]
    if (isAborted(signals)) return []
    const reader = this.connections.takeReader()
    try {
      return await this.readUntil(reader, request, signals)
    } finally {
      if (isAborted(signals)) this.connections.discard(reader)
      else this.connections.giveBack(reader)
    }
  }

  private async readUntil(reader: Redis, request: ReadRequest, signals: readonly AbortSignal[]): Promise<StreamEntry[]> {
    const places = this.places(request.streams)
    const keys = places.map(({ key }) => key)
    const deadline = performance.now() + request.blockMs
    for (;;) {
      const args = [request.group, request.consumer, request.count]
      const { entries, lastIds } = decodeRead(await this.calls.one(reader, { name: 'aob_v2_read', keys, args }), places)
      const left = Math.floor(deadline - performance.now())
      if (entries.length > 0 || left < 1 || isAborted(signals)) return entries
      await waitForNewer({ reader, keys, lastIds, waitMs: left, signals })
      if (isAborted(signals)) return []
    }
  }

  private places(streams: readonly StreamName[]): Place[] {
    const { partitions } = this.options
    const first = this.turn++ % partitions
    return streams.flatMap((stream) =>
      Array.from({ length: partitions }, (_, step) => {
        const partition = (first + step) % partitions
        return { stream, partition, key: this.keys.stream(partition, stream) }
      }),
    )
  }

  private keyOf(entry: StreamEntry): string {
    return this.keys.stream(entry.partition, entry.stream)
  }

  private async ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question()
    } catch (error) {
      throw asDomainError(error)
    }
  }
}

interface Waiting {
  reader: Redis
  keys: readonly string[]
  lastIds: readonly string[]
  waitMs: number
  /** Not joined by AbortSignal.any: joined to a signal that lives as long as the process, each read would leave a little behind. */
  signals: readonly AbortSignal[]
}

/** Waits on the reader's own connection; an abort cuts the connection, which loses nothing because XREAD delivers nothing. */
async function waitForNewer({ reader, keys, lastIds, waitMs, signals }: Waiting): Promise<void> {
  const cut = () => reader.disconnect()
  for (const signal of signals) signal.addEventListener('abort', cut)
  try {
    await reader.xread('COUNT', 1, 'BLOCK', Math.min(waitMs, MAX_BLOCK_MS), 'STREAMS', ...keys, ...lastIds)
  } catch (error) {
    if (!isAborted(signals)) throw asDomainError(error)
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', cut)
  }
}

function isAborted(signals: readonly AbortSignal[]): boolean {
  return signals.some(({ aborted }) => aborted)
}
