import type { JobBoard, JobPlace, PostedJob, Posting, RunnerWord } from '../ports/job-board.ts'

interface Entry extends Posting {
  takenAt?: number
}

interface Word {
  json: string
  at: number
  deliveries: number
  deliveredAt?: number
}

interface Known {
  entries: number[]
  begunAt?: number
  heardAt?: number
}

/** The two streams runners know, in memory and under simulated time; servers see it through their ports, runners as it is. */
export class SimulatedBoard implements JobBoard {
  private entries = new Map<number, Entry>()
  private readonly said = new Map<number, Word>()
  private known = new Map<string, Map<string, Known>>()
  private lastId = 0

  constructor(private readonly now: () => number) {}

  async post(job: Posting): Promise<void> {
    const known = this.of(job.runId, job.jobId)
    this.lastId += 1
    this.entries.set(this.lastId, { ...job })
    known.entries.push(this.lastId)
  }

  async posted(runId: string): Promise<PostedJob[]> {
    return [...(this.known.get(runId) ?? [])].flatMap(([jobId, { entries, ...heard }]) => (entries.length === 0 ? [] : [{ jobId, ...heard }]))
  }

  async placeOf(runId: string, jobId: string): Promise<JobPlace> {
    const found = (this.known.get(runId)?.get(jobId)?.entries ?? []).flatMap((id) => this.entries.get(id) ?? [])
    const taken = found.find(({ takenAt }) => takenAt !== undefined)
    if (taken) return { kind: 'taken', forMs: this.now() - (taken.takenAt ?? 0) }
    return { kind: found.length > 0 ? 'waiting' : 'gone' }
  }

  async heard(runId: string, jobId: string, at: number): Promise<void> {
    const known = this.of(runId, jobId)
    known.begunAt ??= at
    known.heardAt = at
  }

  async withdraw(runId: string, jobIds: readonly string[]): Promise<void> {
    const jobs = this.known.get(runId)
    for (const jobId of jobIds) {
      for (const id of jobs?.get(jobId)?.entries ?? []) this.entries.delete(id)
      jobs?.delete(jobId)
    }
    if (jobs?.size === 0) this.known.delete(runId)
  }

  async runs(): Promise<string[]> {
    return [...this.known.keys()]
  }

  async adopt(idleMs: number): Promise<void> {
    for (const [id, { runId, jobId, takenAt }] of this.entries) {
      if (takenAt === undefined || this.now() - takenAt < idleMs) continue
      const { entries } = this.of(runId, jobId)
      if (!entries.includes(id)) entries.push(id)
    }
  }

  async depths(): Promise<ReadonlyMap<string, number>> {
    return new Map([['default', this.entries.size]])
  }

  async words({ count, idleMs = Number.POSITIVE_INFINITY }: Parameters<JobBoard['words']>[0]): Promise<RunnerWord[]> {
    const free = [...this.said].filter(([, { deliveredAt }]) => deliveredAt === undefined || this.now() - deliveredAt >= idleMs)
    return free.slice(0, count).map(([id, word]) => {
      word.deliveries += 1
      word.deliveredAt = this.now()
      return { id: String(id), json: word.json, deliveries: word.deliveries }
    })
  }

  async ack(words: readonly RunnerWord[]): Promise<void> {
    for (const { id } of words) this.said.delete(Number(id))
  }

  async oldestWord(): Promise<number | undefined> {
    return this.said.values().next().value?.at
  }

  /** As a runner: the oldest job nobody has taken. */
  take(): { id: number; json: string } | undefined {
    for (const [id, entry] of this.entries) {
      if (entry.takenAt !== undefined) continue
      entry.takenAt = this.now()
      return { id, json: entry.json }
    }
    return undefined
  }

  /** As a runner: done with a job. */
  remove(id: number): void {
    this.entries.delete(id)
  }

  /** As a runner. */
  say(json: string): void {
    this.lastId += 1
    this.said.set(this.lastId, { json, at: this.now(), deliveries: 0 })
  }

  /** Everything is lost, or what the servers remember of jobs alone. */
  lose(all: boolean): void {
    this.known = new Map()
    if (!all) return
    this.entries = new Map()
    this.said.clear()
  }

  /** What is left on it, in words. */
  leftovers(): string[] {
    return [
      ...[...this.entries.values()].map(({ jobId }) => `job ${jobId} still offered`),
      ...[...this.said.values()].map(({ json }) => `unheard: ${json.slice(0, 80)}`),
    ]
  }

  private of(runId: string, jobId: string): Known {
    const jobs = this.known.get(runId) ?? new Map<string, Known>()
    const known = jobs.get(jobId) ?? { entries: [] }
    this.known.set(runId, jobs.set(jobId, known))
    return known
  }
}
