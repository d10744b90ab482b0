import type { Redis } from 'ioredis'
import type { JobBoard, JobPlace, PostedJob, Posting, RunnerWord } from '../../ports/job-board.ts'
import { asDomainError } from './failures.ts'
import type { Keys } from './keys.ts'

/** Part of the contract with runners: the group they read jobs by. */
const RUNNERS = 'runners'
/** Who reads what runners say. */
const SERVERS = 'aob'
/** Entries looked at in one pass for ones that are not known any more. */
const ADOPTED_AT_ONCE = 100
const FIELDS = { place: 'p:', begun: 'b:', heard: 'h:' } as const

/**
 * The streams `agent.jobs` and `agent.results`. Every key stands alone and no command names two, so that they may lie anywhere in a cluster.
 * What is known of a run's jobs lies in a hash of its own: where each is on its stream, and when its runner was heard of.
 */
export class RedisJobBoard implements JobBoard {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
  ) {}

  async post({ runId, jobId, runner, json }: Posting): Promise<void> {
    const stream = this.keys.jobs(runner)
    await this.ensureGroup(stream, RUNNERS)
    const id = await this.ask(() => this.redis.xadd(stream, '*', 'jobId', jobId, 'runId', runId, 'json', json))
    await this.note({ runId, jobId, place: `${id}|${runner}` })
    await this.ask(() => this.redis.sadd(this.keys.jobNames(), runner))
  }

  async adopt(idleMs: number): Promise<void> {
    for (const runner of await this.ask(() => this.redis.smembers(this.keys.jobNames()))) {
      const stream = this.keys.jobs(runner)
      await this.ensureGroup(stream, RUNNERS)
      const held = (await this.ask(() => this.redis.xpending(stream, RUNNERS, 'IDLE', idleMs, '-', '+', ADOPTED_AT_ONCE))) as Pending[]
      for (const [id] of held) await this.adoptOne({ id, runner })
    }
  }

  async posted(runId: string): Promise<PostedJob[]> {
    const known = await this.ask(() => this.redis.hgetall(this.keys.jobsOf(runId)))
    const jobIds = Object.keys(known).flatMap((field) => (field.startsWith(FIELDS.place) ? [field.slice(FIELDS.place.length)] : []))
    return jobIds.map((jobId) => {
      const [begun, heard] = [known[FIELDS.begun + jobId], known[FIELDS.heard + jobId]]
      return { jobId, ...(begun === undefined ? {} : { begunAt: Number(begun) }), ...(heard === undefined ? {} : { heardAt: Number(heard) }) }
    })
  }

  /** Of a job that is in several places: where it is nearest to being done. */
  async placeOf(runId: string, jobId: string): Promise<JobPlace> {
    const known = await this.ask(() => this.redis.hget(this.keys.jobsOf(runId), FIELDS.place + jobId))
    const found = await Promise.all(placesFrom(known ?? '').map((place) => this.lookAt(place)))
    return found.find(({ kind }) => kind === 'taken') ?? found.find(({ kind }) => kind === 'waiting') ?? { kind: 'gone' }
  }

  async heard(runId: string, jobId: string, at: number): Promise<void> {
    const key = this.keys.jobsOf(runId)
    await this.ask(() => this.redis.hsetnx(key, FIELDS.begun + jobId, String(at)))
    await this.ask(() => this.redis.hset(key, FIELDS.heard + jobId, String(at)))
  }

  async withdraw(runId: string, jobIds: readonly string[]): Promise<void> {
    const key = this.keys.jobsOf(runId)
    for (const jobId of jobIds) {
      const place = await this.ask(() => this.redis.hget(key, FIELDS.place + jobId))
      for (const one of placesFrom(place ?? '')) await this.remove(one)
      await this.ask(() => this.redis.hdel(key, FIELDS.place + jobId, FIELDS.begun + jobId, FIELDS.heard + jobId))
    }
    if (await this.knows(key)) return
    await this.ask(() => this.redis.srem(this.keys.jobRuns(), runId))
    // A job posted in between is looked after like any other.
    if (await this.knows(key)) await this.ask(() => this.redis.sadd(this.keys.jobRuns(), runId))
  }

  runs(): Promise<string[]> {
    return this.ask(() => this.redis.smembers(this.keys.jobRuns()))
  }

  async depths(): Promise<ReadonlyMap<string, number>> {
    const names = await this.ask(() => this.redis.smembers(this.keys.jobNames()))
    return new Map(await Promise.all(names.map(async (name) => [name, await this.ask(() => this.redis.xlen(this.keys.jobs(name)))] as const)))
  }

  async words(request: Parameters<JobBoard['words']>[0]): Promise<RunnerWord[]> {
    try {
      return await this.read(request)
    } catch (error) {
      // The first time, and once a Redis was emptied.
      if (!(error instanceof Error) || !error.message.startsWith('NOGROUP')) throw asDomainError(error)
      await this.ensureGroup(this.keys.results(), SERVERS)
      return this.ask(() => this.read(request))
    }
  }

  async ack(words: readonly RunnerWord[]): Promise<void> {
    if (words.length === 0) return
    const ids = words.map(({ id }) => id)
    await this.ask(() => this.redis.xack(this.keys.results(), SERVERS, ...ids))
    await this.ask(() => this.redis.xdel(this.keys.results(), ...ids))
  }

  async oldestWord(): Promise<number | undefined> {
    const [entry] = await this.ask(() => this.redis.xrange(this.keys.results(), '-', '+', 'COUNT', 1))
    return entry && Number(entry[0].split('-')[0])
  }

  private async knows(key: string): Promise<boolean> {
    return (await this.ask(() => this.redis.exists(key))) > 0
  }

  private async adoptOne({ id, runner }: Place): Promise<void> {
    const stream = this.keys.jobs(runner)
    const [entry] = await this.ask(() => this.redis.xrange(stream, id, id))
    // Deleted by a runner that died before it could say so.
    if (!entry) return void (await this.ask(() => this.redis.xack(stream, RUNNERS, id)))
    const [jobId, runId] = ['jobId', 'runId'].map((name) => fieldOf(entry[1], name))
    if (jobId && runId) await this.note({ runId, jobId, place: `${id}|${runner}` })
  }

  /** Where a job is, beside where it was known to be already: posted again, it has to be taken away from both. */
  private async note({ runId, jobId, place }: { runId: string; jobId: string; place: string }): Promise<void> {
    const [key, field] = [this.keys.jobsOf(runId), FIELDS.place + jobId]
    const before = (await this.ask(() => this.redis.hget(key, field))) ?? ''
    if (!before.split(',').includes(place)) await this.ask(() => this.redis.hset(key, field, before ? `${before},${place}` : place))
    // What dies before this is posted again, or adopted.
    await this.ask(() => this.redis.sadd(this.keys.jobRuns(), runId))
  }

  private async lookAt({ id, runner }: Place): Promise<JobPlace> {
    const stream = this.keys.jobs(runner)
    const [there] = await this.ask(() => this.redis.xrange(stream, id, id))
    if (!there) return { kind: 'gone' }
    const [pending] = (await this.ask(() => this.redis.xpending(stream, RUNNERS, id, id, 1))) as Pending[]
    return pending ? { kind: 'taken', forMs: Number(pending[2]) } : { kind: 'waiting' }
  }

  private async read({ consumer, count, idleMs }: Parameters<JobBoard['words']>[0]): Promise<RunnerWord[]> {
    const stream = this.keys.results()
    const claimed = idleMs === undefined ? [] : ((await this.redis.xautoclaim(stream, SERVERS, consumer, idleMs, '0', 'COUNT', count)) as [string, Entry[]])[1]
    const again = await Promise.all(claimed.map(async (entry) => wordOf(entry, await this.deliveriesOf(entry[0]))))
    const reply = (await this.redis.xreadgroup('GROUP', SERVERS, consumer, 'COUNT', count, 'STREAMS', stream, '>')) as [string, Entry[]][] | null
    return [...again, ...(reply?.[0]?.[1] ?? []).map((entry) => wordOf(entry, 1))]
  }

  private async deliveriesOf(id: string): Promise<number> {
    const [pending] = (await this.ask(() => this.redis.xpending(this.keys.results(), SERVERS, id, id, 1))) as Pending[]
    return pending ? Number(pending[3]) : 1
  }

  private async remove({ id, runner }: Place): Promise<void> {
    const stream = this.keys.jobs(runner)
    await this.ask(() => this.redis.xack(stream, RUNNERS, id))
    await this.ask(() => this.redis.xdel(stream, id))
  }

  /** A Redis that was emptied has forgotten its groups too. */
  private async ensureGroup(stream: string, group: string): Promise<void> {
    try {
      await this.redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM')
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('BUSYGROUP')) throw asDomainError(error)
    }
  }

  private async ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question()
    } catch (error) {
      throw asDomainError(error)
    }
  }
}

type Pending = [id: string, consumer: string, idleMs: number, deliveries: number]
type Entry = [id: string, fields: string[] | null]

interface Place {
  id: string
  runner: string
}

/** As they are written in a field. */
function placesFrom(text: string): Place[] {
  return text.split(',').flatMap((place) => {
    const [id = '', runner] = place.split('|')
    return runner === undefined ? [] : [{ id, runner }]
  })
}

/** An entry without the field is a word nobody understands. */
function wordOf([id, fields]: Entry, deliveries: number): RunnerWord {
  return { id, json: fieldOf(fields ?? [], 'json') ?? '', deliveries }
}

function fieldOf(fields: readonly string[], name: string): string | undefined {
  const at = fields.findIndex((field, index) => index % 2 === 0 && field === name)
  return at < 0 ? undefined : fields[at + 1]
}
