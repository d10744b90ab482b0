import { DomainError } from '../domain-error.ts'
import type { HotData } from '../hot-state/hot-data.ts'
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
  /** Whether every way there and back is a step of its own, or only what another process could see. */
  steps: 'every' | 'visible'
  /** By how much a rest is longer than what was asked for: a loop that looks less often for what is not there costs fewer steps. */
  rests: number
}

/** Calls about bytes that are named by what they are: they change nothing anybody else could see, whoever comes first. */
const INVISIBLE: ReadonlySet<string> = new Set(['blobs.put', 'blobs.get', 'blobs.has', 'documents.getArtifact'])

/**
 * A port as one process sees it: every call waits for its turn on the way there and on the way back, so that a process may die
 * before the call, between the deed and its answer, or after it; and a call may fail on either way.
 *
 * With `visible` steps a call waits on the way there alone, and one that commutes with everything does not wait at all: what a process
 * does between its answer and its next call nobody else can see, so that the orders left out lead where one that is tried leads. What
 * only the process itself sees (what it keeps in memory, whom it answers) is not quite nothing: now and then every way is a step.
 */
export function simulatedPort<Port extends object>(context: PortContext, owner: Owner, label: string, port: Port): Port {
  const calls = new Map<string | symbol, unknown>()
  const callOf = context.steps === 'every' ? callInSteps : visibleCall
  return new Proxy(port, {
    get(target, name) {
      if (calls.has(name)) return calls.get(name)
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      const called = callOf(context, { owner, label: `${label}.${String(name)}`, deed: (args) => Reflect.apply(member, target, args) })
      calls.set(name, called)
      return called
    },
  })
}

interface Call {
  owner: Owner
  label: string
  deed(args: unknown[]): unknown
}

function callInSteps(context: PortContext, { owner, label, deed }: Call): (...args: unknown[]) => Promise<unknown> {
  const { scheduler } = context
  const [answered, carriedOut] = [`${label} answered`, `${label} (carried out)`]
  return async (...args) => {
    await scheduler.pass(owner, label, delayOf(context))
    failSometimes(context, label)
    const value = await deed(args)
    await scheduler.pass(owner, answered, delayOf(context))
    failSometimes(context, carriedOut)
    return value
  }
}

/** How often a way is a step that nobody else could tell from none. */
const EVERY_WAY = 1 / 16

function visibleCall(context: PortContext, call: Call): (...args: unknown[]) => Promise<unknown> {
  const { scheduler, random } = context
  const { owner, label, deed } = call
  const inSteps = callInSteps(context, call)
  const waits = !INVISIBLE.has(label)
  return async (...args) => {
    if (random.chance(EVERY_WAY)) return inSteps(...args)
    if (waits) await scheduler.pass(owner, label, delayOf(context))
    failSometimes(context, label)
    const value = await deed(args)
    failSometimes(context, `${label} (carried out)`)
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
      const deadline = scheduler.now + request.blockMs * context.rests
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
