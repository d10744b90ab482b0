import type { Producer } from '@platformatic/kafka'
import { Connections, type KafkaAddress } from './connections.ts'
import { HintTopic } from './hint-topic.ts'
import { LogFetcher } from './log-fetcher.ts'
import type { LogFollower, LogSnapshot, OrderedLog, SideChannels } from './ordered-log.ts'
import { SnapshotTopic } from './snapshot-topic.ts'
import { declareTopics, provideTopics, type TopicNames, topicNames } from './topics.ts'

export interface KafkaLogOptions extends KafkaAddress {
  /** Before the names of the topics; separates installations on one cluster. */
  prefix: string
  partitions: number
}

/** The log port on Kafka: a topic of as many partitions as the engine has, one of snapshots, one of hints, one of recorded events. */
export class KafkaLog implements OrderedLog, SideChannels {
  private readonly names: TopicNames
  private readonly snapshots: SnapshotTopic
  private readonly hints: HintTopic
  private readonly eventWriter: Producer

  private constructor(
    private readonly connections: Connections,
    private readonly options: KafkaLogOptions,
  ) {
    this.names = topicNames(options.prefix)
    this.snapshots = new SnapshotTopic(connections, this.names.snapshots)
    this.hints = new HintTopic(connections, this.names.hints, () => this.provide())
    this.eventWriter = connections.plainProducer()
  }

  /** Connects and provides the topics. Throws `service.unavailable` with a sentence. */
  static async open(options: KafkaLogOptions): Promise<KafkaLog> {
    const connections = await Connections.open(options)
    const log = new KafkaLog(connections, options)
    try {
      await log.provide()
      await log.hints.start()
      return log
    } catch (error) {
      await log.close()
      throw error
    }
  }

  /** The topic's own id: a topic that was deleted and made again has another. */
  async identity(): Promise<string> {
    return this.connections.topicId(this.names.hot)
  }

  async append(partition: number, values: readonly string[]): Promise<void> {
    await this.connections.write(this.names.hot, partition, values)
  }

  end(partition: number): Promise<number> {
    return this.connections.offset(this.names.hot, partition, 'end')
  }

  follow(follower: LogFollower): { stop(): Promise<void> } {
    const { partitions } = this.options
    return new LogFetcher(this.connections, { topic: this.names.hot, partitions, missing: () => this.provide() }, follower)
  }

  async snapshot(partition: number): Promise<LogSnapshot | undefined> {
    return this.snapshots.newest(partition, await this.identity())
  }

  async putSnapshot(partition: number, snapshot: LogSnapshot): Promise<number> {
    return this.snapshots.put(partition, await this.identity(), snapshot)
  }

  async forgetBefore(partition: number, { offset, place }: { offset: number; place: number }): Promise<void> {
    const cut = (name: string, before: number) => ({ name, partitions: [{ partition, offset: BigInt(before) }] })
    const topics = [cut(this.names.hot, offset), cut(this.names.snapshots, place)]
    await this.connections.ask(() => this.connections.admin.deleteRecords({ topics }))
  }

  publishHint(text: string): void {
    this.hints.publish(text)
  }

  followHints(listener: (text: string) => void): () => void {
    return this.hints.follow(listener)
  }

  async publishEvents(entries: readonly { partition: number; key: string; value: string }[]): Promise<void> {
    const messages = entries.map(({ partition, key, value }) => ({ topic: this.names.events, partition, key: Buffer.from(key), value: Buffer.from(value) }))
    await this.connections.ask(() => this.eventWriter.send({ messages, acks: -1 }))
  }

  async close(): Promise<void> {
    await this.hints.close()
    await this.connections.close()
  }

  private provide(): Promise<void> {
    return provideTopics(this.connections, declareTopics(this.names, this.options.partitions))
  }
}
