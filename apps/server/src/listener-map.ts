/** Listeners by topic. One that throws is reported and does not keep a hint from the others. */
export class ListenerMap<T> {
  private readonly byTopic = new Map<string, Set<{ listener: (value: T) => void }>>()

  constructor(private readonly report: (message: string) => void) {}

  /** Returns the remover; removing twice is harmless. `onEmpty` runs when the topic's last listener left. */
  add(topic: string, listener: (value: T) => void, onEmpty?: () => void): () => void {
    const entry = { listener }
    const set = this.byTopic.get(topic) ?? new Set()
    this.byTopic.set(topic, set.add(entry))
    return () => {
      if (!set.delete(entry) || set.size > 0) return
      this.byTopic.delete(topic)
      onEmpty?.()
    }
  }

  has(topic: string): boolean {
    return this.byTopic.has(topic)
  }

  deliver(topic: string, value: T): void {
    for (const { listener } of [...(this.byTopic.get(topic) ?? [])]) {
      try {
        listener(value)
      } catch (error) {
        this.report(`A live listener failed: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
}
