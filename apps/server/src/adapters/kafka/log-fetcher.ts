import type { ClusterMetadata, Consumer } from '@platformatic/kafka'
import type { Connections } from './connections.ts'
import { fetchRecords } from './fetching.ts'
import type { LogFollower } from './ordered-log.ts'

const PAUSE_MS = 100

export interface Followed {
  topic: string
  partitions: number
  /** The topic is gone: makes it again, when it should be there. */
  missing(): Promise<void>
}

/**
 * Follows every partition of a topic, one long fetch at a time for each leader. What goes wrong ends the round of all leaders: the next
 * one begins with what the brokers say of themselves then.
 */
export class LogFetcher {
  private readonly consumer: Consumer
  private readonly running: Promise<void>
  private stopped = false
  private topicId: string | undefined
  private wake = () => {}

  constructor(
    private readonly connections: Connections,
    private readonly followed: Followed,
    private readonly follower: LogFollower,
  ) {
    this.consumer = connections.consumer()
    this.running = this.run()
  }

  async stop(): Promise<void> {
    this.stopped = true
    this.connections.expectEnd()
    this.wake()
    // Ends the fetch that waits.
    await this.connections.discard(this.consumer)
    await this.running
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.round()
      } catch (error) {
        if (this.stopped) return
        this.connections.report(error)
        await this.pause()
      }
    }
  }

  private async round(): Promise<void> {
    const { topic, partitions } = this.followed
    const metadata = await this.connections
      .ask(() => this.consumer.metadata({ topics: [topic], forceUpdate: true }))
      .catch(async (error: unknown) => {
        await this.followed.missing()
        throw error
      })
    const found = metadata.topics.get(topic)
    if (found === undefined) throw new Error(`There is no topic ${topic}.`)
    if (this.topicId !== undefined && this.topicId !== found.id) await this.follower.fellBehind(0)
    this.topicId = found.id
    const byLeader = new Map<number, number[]>()
    for (let partition = 0; partition < partitions; partition++) {
      const leader = found.partitions[partition]?.leader ?? -1
      if (!metadata.brokers.has(leader)) throw new Error(`Partition ${partition} of ${topic} has no leader.`)
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), partition])
    }
    const round = { over: false }
    const loops = [...byLeader].map(([node, of]) => this.followLeader({ node, topicId: found.id, partitions: of }, round))
    const failure = (await Promise.allSettled(loops)).find((each) => each.status === 'rejected')
    if (failure) throw failure.reason
  }

  private async metadata(): Promise<ClusterMetadata> {
    const { topic, missing } = this.followed
    try {
      return await this.connections.metadata(this.consumer, topic)
    } catch (error) {
      await missing()
      throw error
    }
  }

  private async followLeader(leader: { node: number; topicId: string; partitions: readonly number[] }, round: { over: boolean }): Promise<void> {
    const { node, topicId, partitions } = leader
    try {
      while (!this.stopped && !round.over) {
        const wanted = partitions.map((partition) => ({ partition, offset: this.follower.next(partition) }))
        const fetched = await this.connections.ask(() => fetchRecords(this.consumer, { node, topicId, wanted }))
        for (const { partition, records, next } of fetched) if (next !== undefined && !this.stopped) this.follower.receive(partition, records, next)
        for (const { partition, outOfRange } of fetched) if (outOfRange) await this.beginAgain(partition)
      }
    } finally {
      round.over = true
    }
  }

  private async beginAgain(partition: number): Promise<void> {
    await this.follower.fellBehind(partition)
    // Where no snapshot helps the next fetch fails like this one.
    await this.pause()
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PAUSE_MS)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
