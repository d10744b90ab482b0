import type { OrderedLog } from './ordered-log.ts'

interface Letter {
  value: string
  /** After this moment of `performance.now()` nobody waits for it any more. */
  deadline: number
}

/** Records of one request, and their characters: well below what brokers take in one batch, but for a single long record. */
const MAX_RECORDS = 500
const MAX_CHARACTERS = 500_000
const PAUSE_MS = 50

/**
 * What this process writes to one partition, in order: one request at a time, and what gathers meanwhile goes with the next. A request
 * that fails is repeated until its records are waited for no more. A record that was written twice by that is folded once.
 */
export class Outbox {
  private letters: Letter[] = []
  private sending = false
  private closed = false

  constructor(
    private readonly log: Pick<OrderedLog, 'append'>,
    private readonly partition: number,
    /** Told why a request failed; it is repeated all the same. */
    private readonly failed: (error: unknown) => void,
  ) {}

  post(value: string, deadline: number): void {
    this.letters.push({ value, deadline })
    if (!this.sending) void this.send()
  }

  close(): void {
    this.closed = true
    this.letters = []
  }

  private async send(): Promise<void> {
    this.sending = true
    // What is proposed in one go, such as the plans of a batch, travels together.
    await Promise.resolve()
    while (this.letters.length > 0 && !this.closed) {
      const batch = this.batch()
      try {
        await this.log.append(
          this.partition,
          batch.map(({ value }) => value),
        )
        this.letters.splice(0, batch.length)
      } catch (error) {
        await this.stumble(error)
      }
    }
    this.sending = false
  }

  private batch(): Letter[] {
    let characters = 0
    let count = 0
    for (const { value } of this.letters) {
      characters += value.length
      if (count === MAX_RECORDS || (count > 0 && characters > MAX_CHARACTERS)) break
      count += 1
    }
    return this.letters.slice(0, count)
  }

  private async stumble(error: unknown): Promise<void> {
    this.failed(error)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    const now = performance.now()
    this.letters = this.letters.filter(({ deadline }) => deadline > now)
  }
}
