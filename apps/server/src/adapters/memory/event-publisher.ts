import type { EventPublisher, OutgoingEvents } from '../../ports/outbox.ts'

/** Recorded events for readers in this process; whoever comes later reads the log. */
export class MemoryEventPublisher implements EventPublisher {
  private readonly readers = new Set<(batch: readonly OutgoingEvents[]) => void>()

  async publish(batch: readonly OutgoingEvents[]): Promise<void> {
    for (const read of this.readers) read(batch)
  }

  /** Returns the remover. */
  follow(read: (batch: readonly OutgoingEvents[]) => void): () => void {
    this.readers.add(read)
    return () => this.readers.delete(read)
  }
}
