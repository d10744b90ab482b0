import type { Random } from './random.ts'

/** Whoever steps belong to: a process, or the world outside. A dead owner never goes on. */
export interface Owner {
  readonly name: string
  alive: boolean
  /** Simulated milliseconds until which nothing of this owner goes on, as after a long stop of the machine. */
  pausedUntil: number
}

interface Step {
  owner: Owner
  at: number
  label: string
  run(): void
}

/** Resolves when everything that was set off has come to its next wait: ticks come behind the last microtask, and nothing in a schedule waits for the platform. */
const settled = () => new Promise<void>((resolve) => process.nextTick(resolve))

/**
 * Decides, by its seed, who goes on next. All waiting of the simulated processes passes through here: port calls, timers, blocked reads.
 * One step at a time: everything a step sets off runs until it waits again before the next step is drawn.
 */
export class Scheduler {
  now: number
  /** Owner of the step in progress. */
  current: Owner
  steps = 0
  private waiting: Step[] = []
  /** Whether something was set off that has not come to its next wait. */
  private unsettled = false

  constructor(
    private readonly random: Random,
    outside: Owner,
    startAt: number,
  ) {
    this.now = startAt
    this.current = outside
  }

  /** Resolves when it is this owner's turn, `delayMs` from now at the earliest; never for a dead owner. */
  pass(owner: Owner, label: string, delayMs = 0): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(owner, label, delayMs, resolve)
    })
  }

  /** Returns the remover. */
  schedule(owner: Owner, label: string, delayMs: number, run: () => void): () => void {
    const step: Step = { owner, at: this.now + Math.max(0, delayMs), label, run }
    if (owner.alive) this.waiting.push(step)
    return () => {
      const at = this.waiting.indexOf(step)
      if (at >= 0) this.waiting.splice(at, 1)
    }
  }

  /** Runs code on behalf of an owner up to its first wait. */
  within<Value>(owner: Owner, work: () => Value): Value {
    const before = this.current
    this.current = owner
    this.unsettled = true
    try {
      return work()
    } finally {
      this.current = before
    }
  }

  /** As `within`, and waits until everything the work set off has come to a wait: timers set on the way are the owner's. */
  async begin(owner: Owner, work: () => void): Promise<void> {
    await settled()
    const before = this.current
    this.current = owner
    work()
    await settled()
    this.current = before
  }

  /** Everything this owner was about to do is lost. */
  kill(owner: Owner): void {
    owner.alive = false
    this.waiting = this.waiting.filter((step) => step.owner !== owner)
  }

  /** Lets one waiting step go on, moving time to it when nothing is due. False when nothing waits at all. */
  async turn(): Promise<boolean> {
    if (this.unsettled) await settled()
    this.unsettled = false
    const step = this.draw()
    if (!step) return false
    this.steps += 1
    if (this.random.chance(0.3)) this.now += 1
    this.current = step.owner
    step.run()
    await settled()
    return true
  }

  /** Takes one step that is due, moving time to the next one when none is; undefined when nothing waits at all. */
  private draw(): Step | undefined {
    const { waiting } = this
    let next = Number.POSITIVE_INFINITY
    for (const step of waiting) next = Math.min(next, dueAt(step))
    if (next === Number.POSITIVE_INFINITY) return undefined
    this.now = Math.max(this.now, next)
    let due = 0
    for (const step of waiting) if (dueAt(step) <= this.now) due += 1
    let left = this.random.below(due)
    const at = waiting.findIndex((step) => dueAt(step) <= this.now && left-- === 0)
    return waiting.splice(at, 1)[0]
  }
}

function dueAt(step: Step): number {
  return Math.max(step.at, step.owner.pausedUntil)
}
