/** One call of the world outside. */
export interface EffectCall {
  key: string
  runId: string
  nodeId: string
  attempt: number
  irreversible: boolean
}

/** The world outside: does a thing once per idempotency key and answers a repeated call with the first answer (D-22). */
export class EffectLedger {
  readonly calls: EffectCall[] = []
  private readonly answers = new Map<string, unknown>()

  perform(call: EffectCall, answer: () => unknown): unknown {
    this.calls.push(call)
    if (!this.answers.has(call.key)) this.answers.set(call.key, answer())
    return this.answers.get(call.key)
  }

  get effects(): readonly string[] {
    return [...this.answers.keys()]
  }
}
