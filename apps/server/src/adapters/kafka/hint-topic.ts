import type { Producer } from '@platformatic/kafka'
import type { Connections } from './connections.ts'
import { LogFetcher } from './log-fetcher.ts'
import type { LogRecord } from './ordered-log.ts'

/** Hints that wait to be written; the oldest go first, as hints may be lost. */
const MAX_WAITING = 1000
const ONLY_PARTITION = 0

/** Hints between processes: one partition that everybody reads from where it ends when they come. */
export class HintTopic {
  private readonly listeners = new Set<(text: string) => void>()
  private readonly producer: Producer
  private fetcher: LogFetcher | undefined
  private waiting: string[] = []
  private writing = false
  private next = 0

  constructor(
    private readonly connections: Connections,
    private readonly topic: string,
    private readonly missing: () => Promise<void>,
  ) {
    this.producer = connections.plainProducer()
  }

  /** Resolves when no hint from now on will be missed. */
  async start(): Promise<void> {
    this.next = await this.connections.offset(this.topic, ONLY_PARTITION, 'end')
    this.fetcher = new LogFetcher(
      this.connections,
      { topic: this.topic, partitions: 1, missing: this.missing },
      {
        next: () => this.next,
        receive: (_, records, next) => this.receive(records, next),
        fellBehind: async (partition) => {
          this.next = await this.connections.offset(this.topic, partition, 'end')
        },
      },
    )
  }

  follow(listener: (text: string) => void): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  publish(text: string): void {
    this.waiting.push(text)
    if (this.waiting.length > MAX_WAITING) this.waiting.shift()
    if (!this.writing) void this.write()
  }

  async close(): Promise<void> {
    this.waiting = []
    await this.fetcher?.stop()
  }

  private receive(records: readonly LogRecord[], next: number): void {
    this.next = next
    for (const { value } of records) for (const hear of this.listeners) hear(value)
  }

  private async write(): Promise<void> {
    this.writing = true
    while (this.waiting.length > 0) {
      const messages = this.waiting.map((text) => ({ topic: this.topic, partition: ONLY_PARTITION, value: Buffer.from(text) }))
      this.waiting = []
      // The connections report an outage; a lost hint only delays.
      await this.connections.ask(() => this.producer.send({ messages, acks: 1 })).catch(() => undefined)
    }
    this.writing = false
  }
}
