import type { Connections } from './connections.ts'
import { fetchRecords } from './fetching.ts'
import type { LogSnapshot } from './ordered-log.ts'

/** Characters of one record: four bytes each at most, and well below what the topic takes. */
const CHUNK_CHARACTERS = 500_000

/** One record: of which log, as of which offset, the how manieth of how many, and a name, so that two snapshots do not mix. */
type Chunk = [log: string, name: string, offset: number, index: number, count: number, text: string]

/** Snapshots in a topic beside the log, cut into records. */
export class SnapshotTopic {
  constructor(
    private readonly connections: Connections,
    private readonly topic: string,
  ) {}

  /** Returns the offset of its first record. */
  async put(partition: number, log: string, { offset, image }: LogSnapshot): Promise<number> {
    const count = Math.max(1, Math.ceil(image.length / CHUNK_CHARACTERS))
    const name = `${process.pid}-${Date.now()}`
    let place: number | undefined
    for (let index = 0; index < count; index++) {
      const text = image.slice(index * CHUNK_CHARACTERS, (index + 1) * CHUNK_CHARACTERS)
      const chunk: Chunk = [log, name, offset, index, count, text]
      const at = await this.connections.write(this.topic, partition, [JSON.stringify(chunk)])
      place ??= at
    }
    return place ?? 0
  }

  /** The whole one of this log with the highest offset. */
  async newest(partition: number, log: string): Promise<LogSnapshot | undefined> {
    const whole: LogSnapshot[] = []
    const partial = new Map<string, { offset: number; parts: string[] }>()
    await this.eachChunk(partition, ([of, name, offset, index, count, text]) => {
      if (of !== log) return
      const one = partial.get(name) ?? { offset, parts: [] }
      partial.set(name, one)
      one.parts[index] = text
      if (Object.keys(one.parts).length < count) return
      partial.delete(name)
      whole.push({ offset, image: one.parts.join('') })
    })
    return whole.sort((a, b) => b.offset - a.offset)[0]
  }

  private async eachChunk(partition: number, take: (chunk: Chunk) => void): Promise<void> {
    const { connections, topic } = this
    const [begin, end] = await Promise.all([connections.offset(topic, partition, 'begin'), connections.offset(topic, partition, 'end')])
    if (begin >= end) return
    const { node, topicId } = await connections.leader(topic, partition)
    const consumer = connections.consumer()
    try {
      for (let offset = begin; offset < end; ) {
        const [fetched] = await connections.ask(() => fetchRecords(consumer, { node, topicId, wanted: [{ partition, offset }] }))
        if (fetched?.outOfRange) return await this.eachChunk(partition, take)
        for (const { value } of fetched?.records ?? []) {
          const chunk = parse(value)
          if (chunk !== undefined) take(chunk)
        }
        offset = Math.max(offset, fetched?.next ?? offset)
      }
    } finally {
      await connections.discard(consumer)
    }
  }
}

function parse(value: string): Chunk | undefined {
  try {
    const chunk: unknown = JSON.parse(value)
    // Six members: written by `put`.
    return Array.isArray(chunk) && chunk.length === 6 ? (chunk as Chunk) : undefined
  } catch {
    // Not JSON: somebody else's, and no part of any snapshot.
    return undefined
  }
}
