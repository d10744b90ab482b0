import { Worker } from 'node:worker_threads'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import { type JsonBounds, parseJsonWithin } from '../../json-extent.ts'

/** Bounds of one call of a user function. */
export const SANDBOX_LIMITS = {
  /** Milliseconds of running time. */
  timeMs: 1000,
  /** Bytes of WASM memory of a thread; at least 17 million. */
  memoryBytes: 64_000_000,
  stackBytes: 512 * 1024,
  /** Characters of the result as JSON. */
  resultBytes: 8_000_000,
  /** Threads; each is started when first needed. */
  threads: 2,
  /** Milliseconds beyond timeMs after which a silent thread is ended. */
  graceMs: 2000,
  /** Milliseconds a new thread may take to load before that. */
  startMs: 30_000,
  /** Calls that may wait for a thread. */
  maxQueued: 1000,
} as const

export type SandboxLimits = { readonly [K in keyof typeof SANDBOX_LIMITS]: number }

/** Runs bodies of `(input) => …` away from the host: no network, clock, randomness or host objects (D-24). */
export interface FunctionSandbox {
  /** Resolves to the JSON value returned. Rejects with DomainError `function.threw`, `function.limit` or `function.result`. */
  run(code: string, input: unknown, signal?: AbortSignal): Promise<unknown>
  /** Ends all threads; calls under way are rejected. Idempotent. */
  close(): Promise<void>
}

/** What the worker thread answers; see function-worker.mjs. */
type WorkerAnswer =
  | { id: number; kind: 'ok'; result: string }
  | { id: number; kind: 'threw' | 'limit' | 'result'; message: string; line?: number; retire?: boolean }

interface Job {
  id: number
  code: string
  input: string
  signal?: AbortSignal
  resolve(value: unknown): void
  reject(error: Error): void
}

interface Thread {
  worker: Worker
  job?: Job
  watchdog?: NodeJS.Timeout
  /** Whether it has answered before. */
  loaded: boolean
}

/** How often a busy thread is looked at. A process that stood still meanwhile has waited for one look, not for as long as it stood. */
const LOOK_MS = 250

const CODES = { threw: 'function.threw', limit: 'function.limit', result: 'function.result' } as const
const TEXTS = { threw: 'The function failed', limit: 'The function was stopped', result: 'The function returned no JSON value' } as const

function settle(job: Job, answer: WorkerAnswer, bounds: JsonBounds): void {
  if (answer.kind === 'ok') {
    settleResult(job, answer.result, bounds)
    return
  }
  const place = answer.line === undefined ? '' : ` (line ${answer.line})`
  job.reject(new DomainError(CODES[answer.kind], `${TEXTS[answer.kind]}: ${answer.message}${place}.`, { extra: { line: answer.line } }))
}

/** The thread bounds the characters; what they are made of is bounded here, before it holds up everybody on this one. */
function settleResult(job: Job, result: string, bounds: JsonBounds): void {
  try {
    job.resolve(parseJsonWithin(result, bounds))
  } catch (error) {
    const reason = error instanceof DomainError ? error.message : String(error)
    job.reject(new DomainError('function.limit', `The result of the function is too large: ${reason}`, { cause: error }))
  }
}

class ThreadPool implements FunctionSandbox {
  private readonly threads = new Set<Thread>()
  private readonly waiting: Job[] = []
  private nextId = 1
  private closing: Promise<void> | undefined

  constructor(
    private readonly limits: SandboxLimits,
    private readonly bounds: JsonBounds,
  ) {}

  run(code: string, input: unknown, signal?: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.closing || signal?.aborted) return reject(new DomainError('function.limit', 'The function was stopped: the call was cancelled.'))
      if (this.waiting.length >= this.limits.maxQueued) return reject(new DomainError('service.unavailable', 'Too many functions are waiting to run.'))
      this.waiting.push({ id: this.nextId++, code, input: JSON.stringify(input ?? null), signal, resolve, reject })
      this.dispatch()
    })
  }

  close(): Promise<void> {
    this.closing ??= this.endAll()
    return this.closing
  }

  private async endAll(): Promise<void> {
    for (const job of this.waiting.splice(0)) job.reject(new DomainError('function.limit', 'The function was stopped: the server is closing.'))
    await Promise.all([...this.threads].map((thread) => this.end(thread, 'the server is closing')))
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      const thread = this.idleThread()
      if (!thread) return
      const job = this.waiting.shift()
      if (!job) return
      if (job.signal?.aborted) job.reject(new DomainError('function.limit', 'The function was stopped: the call was cancelled.'))
      else this.begin(thread, job)
    }
  }

  private idleThread(): Thread | undefined {
    for (const thread of this.threads) if (!thread.job) return thread
    return this.threads.size < this.limits.threads ? this.start() : undefined
  }

  private begin(thread: Thread, job: Job): void {
    const { timeMs, stackBytes, resultBytes, graceMs, startMs } = this.limits
    thread.job = job
    thread.worker.ref()
    // QuickJS stops itself; this ends a thread that is stuck in something that cannot be interrupted.
    let left = timeMs + graceMs + (thread.loaded ? 0 : startMs)
    thread.watchdog = setInterval(() => {
      left -= LOOK_MS
      if (left <= 0) void this.end(thread, 'it ran longer than allowed')
    }, LOOK_MS)
    thread.worker.postMessage({ id: job.id, code: job.code, input: job.input, limits: { timeMs, stackBytes, resultBytes } })
  }

  private start(): Thread {
    const worker = new Worker(new URL('./function-worker.mjs', import.meta.url), {
      execArgv: [],
      name: 'function-sandbox',
      workerData: { memoryBytes: this.limits.memoryBytes },
    })
    const thread: Thread = { worker, loaded: false }
    this.threads.add(thread)
    worker.on('message', (answer: WorkerAnswer) => {
      thread.loaded = true
      const job = this.release(thread)
      if (job) settle(job, answer, this.bounds)
      if (answer.kind !== 'ok' && answer.retire) void this.end(thread, 'its thread was retired')
      else this.dispatch()
    })
    worker.on('error', (error) => void this.end(thread, `its thread failed: ${error.message}`))
    worker.on('exit', () => void this.end(thread, 'its thread ended'))
    // An idle thread must not keep the process alive.
    worker.unref()
    return thread
  }

  private release(thread: Thread): Job | undefined {
    const { job } = thread
    clearInterval(thread.watchdog)
    thread.job = undefined
    thread.worker.unref()
    return job
  }

  private async end(thread: Thread, reason: string): Promise<void> {
    if (!this.threads.delete(thread)) return
    this.release(thread)?.reject(new DomainError('function.limit', `The function was stopped: ${reason}.`))
    await thread.worker.terminate()
    if (!this.closing) this.dispatch()
  }
}

export function createFunctionSandbox(limits: Partial<SandboxLimits> = {}, bounds: JsonBounds = DEFAULT_LIMITS): FunctionSandbox {
  return new ThreadPool({ ...SANDBOX_LIMITS, ...limits }, bounds)
}
