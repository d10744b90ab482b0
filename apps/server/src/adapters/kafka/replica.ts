import { randomUUID } from 'node:crypto'
import { AppendWaiters } from '../../hot-state/append-waiters.ts'
import { AnswersAwaited } from './answers-awaited.ts'
import { unavailable } from './failures.ts'
import type { LogFollower, LogRecord, LogSnapshot, OrderedLog } from './ordered-log.ts'
import { Outbox } from './outbox.ts'
import { type Outcome, PartitionState } from './partition-state.ts'
import { decodeProposal, encodeProposal, type Operation } from './proposal.ts'
import { SharedQuestion } from './shared-question.ts'

export interface ReplicaOptions {
  partitions: number
  /** Longest anything may take before its caller is told that the log is away. */
  timeoutMs: number
  /** Characters of records after which a partition gets a new snapshot, if that is more than the last one had. */
  snapshotAfterBytes: number
  logger: { warn(message: string): void }
}

const PAUSE_MS = 50

interface Part {
  state: PartitionState
  /** Offset of the record wanted next. */
  next: number
  outbox: Outbox
  end: SharedQuestion<number>
  awaited: AnswersAwaited
  /** Who waits until the state has got as far as an offset. */
  reaching: Set<{ offset: number; done(): void }>
  /** The log's time is at least `time` plus what has passed since `at`. */
  clock: { time: number; at: number }
  lastImage: number
  askedForTurn: boolean
}

/**
 * The hot state of every partition in this process, folded from the log. A change is proposed as a record; its answer is what the fold
 * says when the record comes back, so that of two processes that want the same the one first in the log gets it.
 */
export class Replica implements LogFollower {
  readonly waiters = new AppendWaiters()
  private readonly id = randomUUID()
  private readonly parts: Part[]
  private following: { stop(): Promise<void> } | undefined
  private logIdentity = ''
  private counter = 0
  private lastFailure: unknown
  /** Why this process can fold no further. */
  private broken: Error | undefined

  constructor(
    private readonly log: OrderedLog,
    private readonly options: ReplicaOptions,
  ) {
    this.parts = Array.from({ length: options.partitions }, (_, partition) => this.newPart(partition))
  }

  /** Loads what there is and follows; resolves once everything acknowledged before is folded. */
  async start(): Promise<void> {
    this.logIdentity = await this.log.identity()
    await Promise.all(this.parts.map((_, partition) => this.loadSnapshot(partition)))
    this.following = this.log.follow(this)
    await Promise.all(this.parts.map((_, partition) => this.current(partition)))
  }

  /** Resolves with what the fold says of it. */
  async propose(partition: number, operation: Operation): Promise<Outcome> {
    const part = this.part(partition)
    if (this.broken) throw this.broken
    const n = this.counter++
    const { timeoutMs } = this.options
    const answer = part.awaited.await(n, timeoutMs, () => this.silence())
    part.outbox.post(encodeProposal({ from: this.id, n, operation }), performance.now() + timeoutMs)
    return answer
  }

  /** Resolves when the state holds everything that anybody was acknowledged before the call. */
  async current(partition: number): Promise<void> {
    const part = this.part(partition)
    const before = part.next
    const end = await part.end.ask()
    if (this.broken) throw this.broken
    // What was folded is in the log, unless the log is another one by now, which the follower will find out.
    if (before > end) throw unavailable('The log is shorter than what is known of it.')
    if (part.next < end) await this.reached(part, end)
  }

  state(partition: number): PartitionState {
    return this.part(partition).state
  }

  /** The log's time as far as this process can know: never ahead of it, and never going back. */
  now(partition: number): number {
    const { clock } = this.part(partition)
    return clock.time + (performance.now() - clock.at)
  }

  /** Fails when the log does not answer. */
  async incarnation(): Promise<string> {
    return this.log.identity()
  }

  async stop(): Promise<void> {
    const closed = unavailable('The hot store is closed.')
    this.broken ??= closed
    for (const part of this.parts) {
      part.outbox.close()
      this.refuse(part, closed)
    }
    await this.following?.stop()
  }

  next(partition: number): number {
    return this.part(partition).next
  }

  receive(partition: number, records: readonly LogRecord[], next: number): void {
    const part = this.part(partition)
    for (const record of records) {
      if (this.broken || record.offset < part.next) continue
      this.fold(partition, part, record)
    }
    if (!this.broken) part.next = Math.max(part.next, next)
    part.clock = { time: Math.max(this.now(partition), part.state.time), at: performance.now() }
    for (const each of [...part.reaching]) if (part.next >= each.offset) each.done()
    this.askForTurn(partition, part)
  }

  async fellBehind(partition: number): Promise<void> {
    const part = this.part(partition)
    const identity = await this.log.identity()
    if (identity !== this.logIdentity) {
      this.options.logger.warn('The log of the hot state is another one than before: what it held is rebuilt from the record.')
      this.logIdentity = identity
      for (const each of this.parts) this.forget(each)
    } else this.forget(part)
    await this.loadSnapshot(partition)
    this.waiters.wakeAll()
  }

  private newPart(partition: number): Part {
    return {
      state: new PartitionState(this.waiters),
      next: 0,
      outbox: new Outbox(this.log, partition, (error) => {
        this.lastFailure = error
      }),
      end: new SharedQuestion(() => this.endOf(partition)),
      awaited: new AnswersAwaited(),
      reaching: new Set(),
      clock: { time: 0, at: performance.now() },
      lastImage: 0,
      askedForTurn: false,
    }
  }

  /** Asked again for as long as a caller waits: a partition is without a leader for a moment when its broker dies. */
  private async endOf(partition: number): Promise<number> {
    const deadline = performance.now() + this.options.timeoutMs
    for (;;) {
      try {
        return await this.log.end(partition)
      } catch (error) {
        this.lastFailure = error
        if (this.broken || performance.now() + PAUSE_MS > deadline) throw error
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      }
    }
  }

  private part(partition: number): Part {
    const part = this.parts[partition]
    if (part === undefined) throw new Error(`There is no partition ${partition}.`)
    return part
  }

  private fold(partition: number, part: Part, { offset, timestamp, value }: LogRecord): void {
    try {
      const proposal = decodeProposal(value)
      part.next = offset + 1
      if (proposal === undefined) {
        this.options.logger.warn(`Record ${offset} of partition ${partition} is not ours; it was ignored.`)
        return
      }
      const outcome = part.state.apply({ timestamp, length: value.length, proposal })
      if (outcome.kind === 'snapshot-turn' && outcome.given) {
        part.askedForTurn = false
        if (proposal.from === this.id) this.takeTurn(partition, part, offset)
      }
      if (proposal.from === this.id && outcome.kind !== 'repeated') part.awaited.settle(proposal.n, outcome)
    } catch (error) {
      // Guessing on would make a state of our own: this process stops taking part.
      this.broken = unavailable(error instanceof Error ? error.message : String(error), error)
      this.options.logger.warn(`The hot state cannot be followed any further: ${this.broken.message}`)
      for (const each of this.parts) this.refuse(each, this.broken)
    }
  }

  private reached(part: Part, offset: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer)
        part.reaching.delete(waiting)
      }
      const waiting = {
        offset,
        done: () => {
          leave()
          if (this.broken) reject(this.broken)
          else resolve()
        },
      }
      const timer = setTimeout(() => {
        leave()
        reject(this.silence())
      }, this.options.timeoutMs)
      part.reaching.add(waiting)
    })
  }

  /** Every process asks when the log has grown; the fold gives the turn to one. */
  private askForTurn(partition: number, part: Part): void {
    const afterBytes = Math.max(this.options.snapshotAfterBytes, part.lastImage)
    if (part.askedForTurn || this.broken || part.state.grown < afterBytes) return
    part.askedForTurn = true
    this.propose(partition, { kind: 'snapshot', afterBytes }).catch(() => {
      // The log is away, which others report; the next records ask again.
      part.askedForTurn = false
    })
  }

  private takeTurn(partition: number, part: Part, offset: number): void {
    const image = part.state.image()
    part.lastImage = image.length
    this.keepSnapshot(partition, { offset, image }).catch((error: unknown) => {
      this.options.logger.warn(`No snapshot of partition ${partition} was kept, so its log grows on: ${error instanceof Error ? error.message : String(error)}`)
    })
  }

  private async keepSnapshot(partition: number, snapshot: LogSnapshot): Promise<void> {
    const place = await this.log.putSnapshot(partition, snapshot)
    const { offset } = snapshot
    const outcome = await this.propose(partition, { kind: 'snapshot-kept', offset, place })
    if (outcome.kind === 'snapshot-judged' && outcome.newest) await this.log.forgetBefore(partition, { offset: offset + 1, place })
  }

  private async loadSnapshot(partition: number): Promise<void> {
    const part = this.part(partition)
    const snapshot = await this.log.snapshot(partition)
    if (snapshot === undefined) return
    part.state.become(snapshot.image)
    part.next = snapshot.offset + 1
    part.lastImage = snapshot.image.length
    part.clock = { time: Math.max(this.now(partition), part.state.time), at: performance.now() }
  }

  /** Back to the state of an empty log. Whether what is under way was carried out, nobody here will learn. */
  private forget(part: Part): void {
    part.state.reset()
    part.next = 0
    part.lastImage = 0
    part.askedForTurn = false
    part.awaited.refuseAll(unavailable('The log went on without this process; it begins again at a snapshot.'))
  }

  private refuse(part: Part, error: Error): void {
    part.awaited.refuseAll(error)
    for (const each of [...part.reaching]) each.done()
  }

  private silence(): Error {
    return unavailable(`The log did not answer within ${this.options.timeoutMs} ms.`, this.lastFailure)
  }
}
