import type { HotData } from '../adapters/memory/hot-data.ts'
import { DomainError } from '../domain-error.ts'
import type { Fanout } from '../ports/fanout.ts'
import type { TaskQueue } from '../ports/task-queue.ts'
import type { Random } from './random.ts'
import type { Owner, Scheduler } from './scheduler.ts'

/** How the way to the ports behaves at the moment. */
export interface Weather {
  /** Chance that a call fails before it was carried out, or that its answer is lost. */
  failures: number
  /** Chance that a call takes long. */
  delays: number
  /** Longest such delay, in milliseconds. */
  longestDelayMs: number
  /** Chance that a live hint is lost. */
  lostHints: number
}

export interface PortContext {
  scheduler: Scheduler
  random: Random
  weather: Weather
}

/**
 * A port as one process sees it: every call waits for its turn on the way there and on the way back, so that a process may die
 * before the call, between the deed and its answer, or after it; and a call may fail on either way.
 */
export function simulatedPort<Port extends object>(context: PortContext, owner: Owner, label: string, port: Port): Port {
  const calls = new Map<string | symbol, unknown>()
  return new Proxy(port, {
    get(target, name) {
      if (calls.has(name)) return calls.get(name)
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      const called = callsOf(context, owner, `${label}.${String(name)}`, (args) => Reflect.apply(member, target, args))
      calls.set(name, called)
      return called
    },
  })
}

function callsOf(context: PortContext, owner: Owner, label: string, deed: (args: unknown[]) => unknown): (...args: unknown[]) => Promise<unknown> {
  const [answered, carriedOut] = [`${label} answered`, `${label} (carried out)`]
  return async (...args) => {
    await context.scheduler.pass(owner, label, delayOf(context))
    failSometimes(context, label)
    const value = await deed(args)
    await context.scheduler.pass(owner, answered, delayOf(context))
    failSometimes(context, carriedOut)
    return value
  }
}

export function delayOf({ random, weather }: PortContext): number {
  return random.chance(weather.delays) ? random.below(weather.longestDelayMs) : random.below(2)
}

function failSometimes({ random, weather }: PortContext, label: string): void {
  if (random.chance(weather.failures)) throw new DomainError('service.unavailable', `Simulated: ${label} did not answer.`)
}

/** The queue as one process sees it. A blocked read waits in the scheduler, so that readers race for what is appended. */
export function simulatedQueue(context: PortContext, owner: Owner, queue: TaskQueue, data: HotData): TaskQueue {
  const { scheduler } = context
  const calls = simulatedPort(context, owner, 'queue', queue)
  return {
    append: (...args) => calls.append(...args),
    claim: (request) => calls.claim(request),
    touch: (request) => calls.touch(request),
    ack: (request) => calls.ack(request),
    depth: (stream) => calls.depth(stream),
    peek: (request) => calls.peek(request),
    async read(request) {
      const deadline = scheduler.now + request.blockMs
      for (;;) {
        const entries = await calls.read({ ...request, blockMs: 0 })
        const left = deadline - scheduler.now
        if (entries.length > 0 || left <= 0 || request.signal?.aborted) return entries
        await appended(context, owner, data, request.streams, left)
      }
    },
  }
}

function appended(context: PortContext, owner: Owner, data: HotData, streams: Parameters<TaskQueue['read']>[0]['streams'], waitMs: number): Promise<void> {
  const { scheduler } = context
  return new Promise((resolve) => {
    const go = () => {
      removeTimer()
      removeReader()
      resolve()
    }
    const removeTimer = scheduler.schedule(owner, 'read timed out', waitMs, go)
    const removeReader = data.onAppend(streams, () => {
      removeReader()
      scheduler.schedule(owner, 'read woken', delayOf(context), go)
    })
  })
}

/** The fan-out as one process sees it: a hint reaches every process, each at its own time, or not at all. */
export function simulatedFanout(context: PortContext, owner: Owner, fanout: Fanout): Fanout {
  const { scheduler, random, weather } = context
  const later = <Value>(listener: (value: Value) => void) => {
    return (value: Value) => {
      if (random.chance(weather.lostHints)) return
      scheduler.schedule(owner, 'hint', delayOf(context), () => listener(value))
    }
  }
  return {
    publishRun: (runId, seq) => fanout.publishRun(runId, seq),
    publishNotice: (workspaceId, notice) => fanout.publishNotice(workspaceId, notice),
    subscribeRun: (runId, listener) => fanout.subscribeRun(runId, later(listener)),
    subscribeWorkspace: (workspaceId, listener) => fanout.subscribeWorkspace(workspaceId, later(listener)),
  }
}
