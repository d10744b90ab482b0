import { Redis, type RedisOptions } from 'ioredis'

/** Where this store says what an operator should know. */
export interface WarningLog {
  warn(message: string): void
}

const OPTIONS: RedisOptions = {
  lazyConnect: true,
  protocol: 2,
  connectTimeout: 5000,
  /** A command in flight when the connection breaks fails: nobody but its caller may decide to repeat it. */
  autoResendUnfulfilledCommands: false,
  /** Commands wait for two attempts to reconnect, then fail. */
  maxRetriesPerRequest: 2,
  retryStrategy: (times) => Math.min(50 * 2 ** (times - 1), 2000),
}

const COMMAND_TIMEOUT_MS = 10_000

/** Longest one command may block; a reader that waits longer asks again. Well below the reader's own timeout. */
export const MAX_BLOCK_MS = 20_000
const READER_TIMEOUT_MS = 30_000

/** The connections of one hot store; every one of them reports an outage once, and its end once. */
export class Connections {
  /** Everything that answers at once. */
  readonly commands: Redis
  private readonly others = new Set<Redis>()
  private readonly idle: Redis[] = []
  private lost = false

  constructor(
    private readonly url: string,
    private readonly logger: WarningLog,
    commandTimeout = COMMAND_TIMEOUT_MS,
  ) {
    this.commands = this.open({ commandTimeout })
  }

  /** For subscriptions; waits for Redis as long as it takes. */
  subscriber(): Redis {
    const connection = this.open({ maxRetriesPerRequest: null })
    this.others.add(connection)
    return connection
  }

  /** A connection of its own for one blocking reader. Give it back with `giveBack`. */
  takeReader(): Redis {
    // One that is cut ends: reconnected in silence, its reader would wait for an answer that was lost with the old connection.
    const reader = this.idleReader() ?? this.open({ commandTimeout: READER_TIMEOUT_MS, retryStrategy: () => null })
    this.others.add(reader)
    return reader
  }

  private idleReader(): Redis | undefined {
    for (let reader = this.idle.pop(); reader; reader = this.idle.pop()) {
      if (reader.status === 'ready') return reader
      this.discard(reader)
    }
    return undefined
  }

  giveBack(reader: Redis): void {
    if (reader.status === 'ready') this.idle.push(reader)
    else this.discard(reader)
  }

  discard(connection: Redis): void {
    this.others.delete(connection)
    connection.disconnect()
  }

  close(): void {
    for (const connection of [...this.others, this.commands]) connection.disconnect()
    this.others.clear()
    this.idle.length = 0
  }

  private open(options: RedisOptions): Redis {
    const connection = new Redis(this.url, { ...OPTIONS, ...options })
    connection.on('error', (error) => {
      if (!this.lost) this.logger.warn(`Redis cannot be reached: ${error.message}`)
      this.lost = true
    })
    connection.on('ready', () => {
      if (this.lost) this.logger.warn('Redis can be reached again.')
      this.lost = false
    })
    return connection
  }
}
