import type { Limits } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { Clock } from '../ports/clock.ts'
import type { StreamName } from '../ports/commit-plan.ts'
import type { JobBoard } from '../ports/job-board.ts'
import type { TaskQueue } from '../ports/task-queue.ts'

/** A backlog is measured anew after this time: bounds hold to within what arrives meanwhile. */
const MEASURE_EVERY_MS = 250
/** What a refused caller is told to wait. */
const RETRY_AFTER_MS = 2000

/** Keeps the hot store from growing without bound: refuses at the door and pauses the workers (ER-08). */
export interface Pressure {
  /** Throws `service.unavailable` with Retry-After while more tokens or events wait than their bounds allow, or the hot store does not answer. */
  admitStart(): Promise<void>
  /** False while events wait for the record beyond their bound: what works would only add to them. */
  mayWork(): Promise<boolean>
}

export interface PressureDeps {
  queue: TaskQueue
  clock: Clock
  limits: Pick<Limits, 'maxEventBacklog' | 'maxTokenBacklog' | 'maxAgentJobs'>
  /** Where jobs wait for runners outside. */
  board?: Pick<JobBoard, 'depths'>
  /** Node types whose tokens are counted. */
  types: readonly string[]
  /** Told of every measurement: what waits for the record, and what waits for a worker. */
  note?(stream: 'events' | 'tasks', waiting: number): void
}

export function createPressure({ queue, clock, limits, types, note, board }: PressureDeps): Pressure {
  const tokenStreams = types.flatMap((type) => (['high', 'medium', 'low'] as const).map((priority): StreamName => `tasks:${type}:${priority}`))
  const depthOf = async (name: 'events' | 'tasks', streams: readonly StreamName[]) => {
    const waiting = (await Promise.all(streams.map((stream) => queue.depth(stream)))).reduce((sum, one) => sum + one, 0)
    note?.(name, waiting)
    return waiting
  }
  const events = measured(clock, () => depthOf('events', ['events']))
  const tokens = measured(clock, () => depthOf('tasks', tokenStreams))
  const jobs = measured(clock, async () => (await queue.depth('handouts')) + [...((await board?.depths())?.values() ?? [])].reduce((sum, one) => sum + one, 0))
  return {
    async admitStart() {
      const [eventsWaiting, tokensWaiting, jobsWaiting] = await Promise.all([events(), tokens(), board ? jobs() : 0])
      if (eventsWaiting >= limits.maxEventBacklog) throw refusal('events wait for the record', eventsWaiting, limits.maxEventBacklog)
      if (tokensWaiting >= limits.maxTokenBacklog) throw refusal('steps wait for a worker', tokensWaiting, limits.maxTokenBacklog)
      if (jobsWaiting >= limits.maxAgentJobs) throw refusal('jobs wait for runners outside', jobsWaiting, limits.maxAgentJobs)
    },
    async mayWork() {
      return (await events()) < limits.maxEventBacklog
    },
  }
}

/** Bounds nothing: where time and memory are simulated. */
export const NO_PRESSURE: Pressure = { admitStart: async () => undefined, mayWork: async () => true }

function refusal(what: string, waiting: number, limit: number): DomainError {
  return new DomainError('service.unavailable', `${waiting} ${what}; the limit is ${limit}.`, { retryAfterMs: RETRY_AFTER_MS })
}

/** One measurement at a time, kept for a moment and shared by all who ask. */
function measured(clock: Clock, measure: () => Promise<number>): () => Promise<number> {
  let until = 0
  let current: Promise<number> | undefined
  return () => {
    if (current && clock.now() < until) return current
    until = clock.now() + MEASURE_EVERY_MS
    const fresh = measure()
    current = fresh
    // A failed one is not shared: the next who asks tries again.
    fresh.catch(() => {
      if (current === fresh) current = undefined
    })
    return fresh
  }
}
