import { isIP } from 'node:net'
import type { Admin, BaseOptions, ClusterMetadata, Consumer, MetadataOptions, Producer } from '@platformatic/kafka'
import { asDomainError, deepestMessage, unavailable } from './failures.ts'

export interface KafkaAddress {
  /** `host:port` of brokers to begin with; the others are learnt from them. */
  brokers: readonly string[]
  /** Encrypts connections; whom to trust beside whom Node trusts. */
  tls?: { ca?: string }
  login?: { mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'; username: string; password: string }
  logger: { warn(message: string): void }
  /** Longest one request may take. */
  timeoutMs: number
}

interface Client {
  close(force: boolean): Promise<void>
  clearMetadata(): void
}

/** The library as it is loaded: only by a server whose hot store is Kafka. */
type Library = Pick<typeof import('@platformatic/kafka'), 'Admin' | 'Consumer' | 'Producer'>

/** How long a broker holds back a fetch that finds nothing new. */
export const FETCH_WAIT_MS = 1000
const CONNECT_TIMEOUT_MS = 5000
const METADATA_AGE_MS = 30_000
const READ_UNCOMMITTED = 0
const EARLIEST = -2n
const LATEST = -1n

/**
 * The clients of one hot store. A broker answers the requests of a connection one after another, so whatever waits for news has a
 * client of its own. The library repeats nothing by itself: when and how often is for those who ask.
 */
export class Connections {
  readonly admin: Admin
  private writer: Promise<Producer> | undefined
  private readonly writers = new Set<Producer>()
  private readonly others = new Set<Client>()
  private lost = false
  private closed = false

  private constructor(
    private readonly kafka: Library,
    private readonly address: KafkaAddress,
  ) {
    this.admin = new kafka.Admin(this.base())
  }

  static async open(address: KafkaAddress): Promise<Connections> {
    return new Connections(await import('@platformatic/kafka'), address)
  }

  get timeoutMs(): number {
    return this.address.timeoutMs
  }

  /** For fetches by offset; it is in no group. */
  consumer(): Consumer {
    const consumer = new this.kafka.Consumer({ ...this.base(), groupId: 'none', isolationLevel: READ_UNCOMMITTED })
    this.others.add(consumer)
    return consumer
  }

  /** For what may be lost or come twice. */
  plainProducer(): Producer {
    const producer = new this.kafka.Producer(this.base())
    this.others.add(producer)
    return producer
  }

  /** Writes and waits until all replicas in sync have it. After a failure the next write has a producer of its own: nobody knows what the broker remembers of the old one. */
  async write(topic: string, partition: number, values: readonly string[]): Promise<number> {
    this.writer ??= this.openWriter()
    const writing = this.writer
    try {
      const writer = await writing
      const messages = values.map((value) => ({ topic, partition, value: Buffer.from(value) }))
      const result = await this.ask(() => writer.send({ messages, acks: -1, idempotent: true }))
      return Number(result.offsets?.[0]?.offset ?? -1)
    } catch (error) {
      if (this.writer === writing) this.writer = undefined
      throw error
    }
  }

  /** Where a partition begins, or the offset behind its last acknowledged record. */
  async offset(topic: string, partition: number, which: 'begin' | 'end'): Promise<number> {
    const partitions = [{ partitionIndex: partition, timestamp: which === 'begin' ? EARLIEST : LATEST }]
    const listed = await this.ask(() => this.admin.listOffsets({ topics: [{ name: topic, partitions }], isolationLevel: READ_UNCOMMITTED }))
    return Number(listed[0]?.partitions[0]?.offset ?? 0)
  }

  async leader(topic: string, partition: number): Promise<{ node: number; topicId: string }> {
    const metadata = await this.metadata(this.admin, topic)
    const found = metadata.topics.get(topic)
    return { node: found?.partitions[partition]?.leader ?? -1, topicId: found?.id ?? '' }
  }

  async topicId(topic: string): Promise<string> {
    const metadata = await this.metadata(this.admin, topic)
    return metadata.topics.get(topic)?.id ?? ''
  }

  /** What the brokers say of a topic now. */
  metadata(client: Admin | Consumer, topic: string): Promise<ClusterMetadata> {
    const request: MetadataOptions = { topics: [topic], forceUpdate: true }
    return this.ask(
      () =>
        new Promise((resolve, reject) => {
          client.metadata(request, (error, metadata) => (metadata ? resolve(metadata) : reject(error)))
        }),
    )
  }

  async discard(client: Client): Promise<void> {
    this.others.delete(client)
    for (const writer of this.writers) if (writer === client) this.writers.delete(writer)
    await settled(client.close(true))
  }

  /** One request: fails as unavailable after its time, and says once that the broker is lost and once that it is back. */
  async ask<T>(request: () => Promise<T>): Promise<T> {
    try {
      const answer = await this.inTime(request())
      if (this.lost && !this.closed) this.address.logger.warn('Kafka can be reached again.')
      this.lost = false
      return answer
    } catch (error) {
      this.report(error)
      // Another broker may lead by now: whoever asks next asks who.
      for (const client of [this.admin, ...this.others]) client.clearMetadata()
      throw asDomainError(error)
    }
  }

  /** From here on connections end because they should. */
  expectEnd(): void {
    this.closed = true
  }

  report(error: unknown): void {
    if (!this.lost && !this.closed) this.address.logger.warn(`Kafka cannot be used: ${deepestMessage(error)}`)
    this.lost = true
  }

  async close(): Promise<void> {
    this.closed = true
    await Promise.all([settled(this.admin.close()), ...[...this.others].map((client) => settled(client.close(true)))])
  }

  /** Begins before the first write: several at once would each begin for themselves, under different names. */
  private async openWriter(): Promise<Producer> {
    for (const before of this.writers) void this.discard(before)
    const writer = new this.kafka.Producer({ ...this.base(), idempotent: true })
    this.writers.add(writer)
    this.others.add(writer)
    await this.ask(() => writer.initIdempotentProducer({ idempotent: true }))
    return writer
  }

  private async inTime<T>(answer: Promise<T>): Promise<T> {
    const { timeoutMs } = this.address
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(unavailable(`Kafka did not answer within ${timeoutMs} ms.`)), timeoutMs)
    })
    try {
      return await Promise.race([answer, late])
    } finally {
      clearTimeout(timer)
    }
  }

  private base(): BaseOptions {
    const { tls, login, brokers } = this.address
    // An address is no name that a broker could be asked for.
    const named = !brokers.some((broker) => isIP(broker.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')))
    return {
      clientId: 'aob',
      bootstrapBrokers: [...brokers],
      retries: 0,
      connectTimeout: Math.min(CONNECT_TIMEOUT_MS, this.address.timeoutMs),
      timeout: this.address.timeoutMs,
      metadataMaxAge: METADATA_AGE_MS,
      autocreateTopics: false,
      ...(tls ? { tls, tlsServerName: named } : {}),
      ...(login ? { sasl: login } : {}),
    }
  }
}

const CLOSE_MS = 1000

/** A client that waits for a broker that is gone closes late or never: it has no claim on who closes it. */
async function settled(closing: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_MS)
  })
  // Whatever it says: it is not used any more.
  await Promise.race([closing.catch(() => undefined), late])
  clearTimeout(timer)
}
