import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { AgentJob, AgentResult } from '@aob/schemas'
import { validateAgentJob } from '@aob/schemas/api-validators'
import { Redis } from 'ioredis'
import { endBy } from './child-process.ts'
import { waitUntil } from './wait-until.ts'

const REFERENCE = fileURLToPath(new URL('../../../../examples/agent-runner/runner.mjs', import.meta.url))

type Said = AgentResult extends infer Word ? (Word extends AgentResult ? Omit<Word, 'jobId' | 'token'> : never) : never

/** A job in the hands of a test. */
export interface TakenJob {
  job: AgentJob
  say(word: Said, change?: { jobId?: string; token?: string }): Promise<void>
  /** As runners do behind their answer. */
  acknowledge(): Promise<void>
}

/** A runner whose hands are the test: it knows the two streams and nothing else. */
export interface HandRunner {
  take(runner?: string): Promise<TakenJob>
  /** Puts fields on the stream of results as they are. */
  raw(fields: Record<string, string>): Promise<void>
  /** Jobs on the stream, taken or not. */
  waiting(runner?: string): Promise<AgentJob[]>
  /** Words that have not been acknowledged. */
  unheard(): Promise<number>
  close(): Promise<void>
}

export function openHandRunner(prefix: string): HandRunner {
  const redis = new Redis(process.env.AOB_TEST_REDIS_URL ?? '')
  const streamOf = (runner: string) => `${prefix}agent.jobs${runner === 'default' ? '' : `.${runner}`}`
  const raw = async (fields: Record<string, string>) => void (await redis.xadd(`${prefix}agent.results`, '*', ...Object.entries(fields).flat()))

  async function next(runner: string): Promise<TakenJob | undefined> {
    const stream = streamOf(runner)
    if ((await redis.exists(stream)) === 0) return undefined
    const reply = (await redis.xreadgroup('GROUP', 'runners', 'hand', 'COUNT', 1, 'STREAMS', stream, '>')) as [string, [string, string[]][]][] | null
    const [id, fields] = reply?.[0]?.[1]?.[0] ?? []
    if (!id || !fields) return undefined
    const job = jobOf(fields)
    return {
      job,
      say: (word, change = {}) => raw({ json: JSON.stringify({ jobId: job.jobId, token: job.token, ...word, ...change }) }),
      async acknowledge() {
        await redis.xack(stream, 'runners', id)
        await redis.xdel(stream, id)
      },
    }
  }

  return {
    raw,
    take: (runner = 'default') => waitUntil('a job for the runner', () => next(runner)),
    async waiting(runner = 'default') {
      return (await redis.xrange(streamOf(runner), '-', '+')).map(([, fields]) => jobOf(fields))
    },
    unheard: () => redis.xlen(`${prefix}agent.results`),
    close: async () => redis.disconnect(),
  }
}

/** Every job a test sees is held against the schema runners are promised. */
function jobOf(fields: readonly string[]): AgentJob {
  const job: unknown = JSON.parse(fields[fields.indexOf('json') + 1] ?? '')
  if (!validateAgentJob(job)) throw new Error(`A job does not fit its schema: ${JSON.stringify(validateAgentJob.errors)}`)
  // The validator has just checked exactly this shape.
  return job as AgentJob
}

/** The reference runner in a process of its own. */
export interface RunnerProcess {
  kill(): Promise<void>
  /** Lets it finish what it has in hand. */
  stop(): Promise<void>
  log(): string
}

export async function startReferenceRunner(env: Record<string, string>): Promise<RunnerProcess> {
  const child: ChildProcess = spawn(process.execPath, [REFERENCE], { env: { PATH: process.env.PATH ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      log += chunk.toString()
    })
  await waitUntil(`the runner to be ready (${log})`, () => log.includes('"ready"') || child.exitCode !== null)
  if (child.exitCode !== null) throw new Error(`The runner ended with ${child.exitCode}: ${log}`)
  return { log: () => log, kill: () => endBy('SIGKILL', child), stop: () => endBy('SIGTERM', child) }
}
