import { randomUUID } from 'node:crypto'
import type { WorkspaceNotice } from '@aob/schemas'
import type { Redis } from 'ioredis'
import { ListenerMap } from '../../listener-map.ts'
import type { Fanout } from '../../ports/fanout.ts'
import type { WarningLog } from './connections.ts'
import type { Keys } from './keys.ts'

/** What travels on a channel. `from` lets a process skip its own message, which it has delivered already. */
type Message = { from: string } & ({ seq: number } | { notice: WorkspaceNotice })

/**
 * Hints over pub/sub. Listeners of this process are called at once, those of others by way of Redis.
 * Redis may lose a message; a reader then waits for the next one or looks by itself.
 */
export class RedisFanout implements Fanout {
  private readonly id = randomUUID()
  private readonly listeners: ListenerMap<Message>

  constructor(
    private readonly publisher: Redis,
    private readonly subscriber: Redis,
    private readonly keys: Keys,
    private readonly logger: WarningLog,
  ) {
    this.listeners = new ListenerMap((message) => logger.warn(message))
    subscriber.on('message', (channel: string, text: string) => this.receive(channel, text))
  }

  publishRun(runId: string, seq: number): void {
    this.publish(this.keys.channel('run', runId), { from: this.id, seq })
  }

  publishNotice(workspaceId: string, notice: WorkspaceNotice): void {
    this.publish(this.keys.channel('workspace', workspaceId), { from: this.id, notice })
  }

  subscribeRun(runId: string, listener: (seq: number) => void): () => void {
    return this.subscribe(this.keys.channel('run', runId), (message) => {
      if ('seq' in message) listener(message.seq)
    })
  }

  subscribeWorkspace(workspaceId: string, listener: (notice: WorkspaceNotice) => void): () => void {
    return this.subscribe(this.keys.channel('workspace', workspaceId), (message) => {
      if ('notice' in message) listener(message.notice)
    })
  }

  private publish(channel: string, message: Message): void {
    this.listeners.deliver(channel, message)
    this.publisher.publish(channel, JSON.stringify(message)).catch(() => {
      // The connection reports its own outage; a lost hint only delays.
    })
  }

  private receive(channel: string, text: string): void {
    const message = parse(text)
    if (message === undefined) this.logger.warn('A message of another kind came in on a channel of ours; it was ignored.')
    else if (message.from !== this.id) this.listeners.deliver(channel, message)
  }

  private subscribe(channel: string, listener: (message: Message) => void): () => void {
    if (!this.listeners.has(channel)) this.send(() => this.subscriber.subscribe(channel))
    return this.listeners.add(channel, listener, () => this.send(() => this.subscriber.unsubscribe(channel)))
  }

  /** Subscriptions survive a lost connection: the client repeats them. Only closing the store makes one fail. */
  private send(command: () => Promise<unknown>): void {
    if (this.subscriber.status === 'end') return
    command().catch((error: unknown) => this.logger.warn(`A live subscription could not be changed: ${error instanceof Error ? error.message : String(error)}`))
  }
}

function parse(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('from' in value)) return undefined
    // Only this class publishes on these channels; a message of another shape has neither member and wakes nobody.
    return value as Message
  } catch {
    // Not JSON: the caller reports it.
    return undefined
  }
}
