import { setTimeout as sleep } from 'node:timers/promises'
import type { RunDetail, Workflow } from '@aob/schemas'

const PATIENCE_MS = 300_000
const REST_MS = 100
const NOT_NOW = new Set([429, 502, 503, 504])
const ENDED: readonly string[] = ['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT']

/** A caller behind a load balancer: it asks the servers in turn, and another one when one is not there. */
export class Client {
  /** Requests that had to be sent again. */
  again = 0
  readonly #urls: () => readonly string[]
  #turn = 0

  constructor(urls: () => readonly string[]) {
    this.#urls = urls
  }

  /** Plays a run to its recorded end; how it ended. */
  async play(workflow: Workflow, key: string, inputs: Record<string, unknown> = {}): Promise<string> {
    const { runId } = await this.#ask<{ runId: string }>('/api/v1/runs', { key, body: JSON.stringify({ workflow, inputs }) })
    const until = performance.now() + PATIENCE_MS
    while (performance.now() < until) {
      const { run } = await this.#ask<RunDetail>(`/api/v1/runs/${runId}`)
      if (ENDED.includes(run.status)) return run.status
      await sleep(REST_MS)
    }
    throw new Error(`Run ${runId} did not end.`)
  }

  /** As many runs at a time as `width`; how each ended, by status. */
  async playMany(count: number, width: number, workflow: Workflow, name: string): Promise<Map<string, number>> {
    const ends = new Map<string, number>()
    let next = 0
    const lane = async () => {
      while (next < count) {
        const status = await this.play(workflow, `${name}-${next++}`)
        ends.set(status, (ends.get(status) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: width }, lane))
    return ends
  }

  async #ask<Answer>(path: string, post?: { key: string; body: string }): Promise<Answer> {
    const until = performance.now() + PATIENCE_MS
    let last = ''
    while (performance.now() < until) {
      const urls = this.#urls()
      const url = urls[this.#turn++ % urls.length]
      const init = post ? { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': post.key }, body: post.body } : {}
      try {
        const response = await fetch(`${url}${path}`, init)
        const text = await response.text()
        // What the API answers is checked against its schemas elsewhere.
        if (response.ok) return JSON.parse(text) as Answer
        last = `${response.status} ${text}`
        if (!NOT_NOW.has(response.status)) break
      } catch (error) {
        last = String(error)
      }
      this.again += 1
      await sleep(REST_MS)
    }
    throw new Error(`${path}: ${last}`)
  }
}
