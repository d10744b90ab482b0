import type { RunEvent } from '@aob/schemas'
import { type LinkState, type LiveState, liveState } from './connection.ts'

/** Callbacks of one subscription, in our words. */
export interface FeedHandlers {
  onEvent(event: RunEvent): void
  onStarted(): void
  onLink(state: LinkState): void
  onComplete(): void
  onError(error: unknown): void
}

/** Opens the run's event stream after `afterSeq` and resumes it by itself; returns the remover. */
export type OpenFeed = (runId: string, afterSeq: number, handlers: FeedHandlers) => () => void

/** Folds a batch; answers the last seq folded and whether the stream broke its order. */
export type TakeEvents = (events: readonly RunEvent[]) => { seq: number; gap: boolean }

export interface RunFeedOptions {
  runId: string
  afterSeq: number
  open: OpenFeed
  take: TakeEvents
  onState(state: LiveState): void
  /** A failure the link does not mend by itself, e.g. the run does not exist. */
  onFailure(error: unknown): void
  online: () => boolean
  onOnline(listener: (online: boolean) => void): () => void
  /** Runs the callback soon, once; tests pass their own. */
  soon(callback: () => void): void
  /** Runs the callback after a pause; returns the remover. */
  later(callback: () => void, ms: number): () => void
}

/** Pause before a failed stream is opened again, doubled each time up to the longest. */
export const FEED_RETRY_MS = 500
export const FEED_RETRY_MAX_MS = 15_000

/**
 * Keeps one run's events flowing into `take`.
 *
 * - F1 events reach `take` in arrival order, in batches.
 * - F2 a gap closes the stream and opens it again from the last seq folded; nothing beyond the gap is kept.
 * - F3 after `stop` nothing is called any more.
 */
export function startRunFeed(options: RunFeedOptions): { stop(): void } {
  let seq = options.afterSeq
  let stopped = false
  let close: (() => void) | undefined
  let generation = 0
  let batch: RunEvent[] = []
  let scheduled = false
  let failures = 0
  let cancelRetry: (() => void) | undefined
  const facts = { online: options.online(), link: 'connecting' as LinkState, confirmed: false, ended: false }

  const report = () => {
    if (!stopped) options.onState(liveState(facts))
  }
  const flush = (openedAs: number) => {
    scheduled = false
    if (stopped || openedAs !== generation) return
    const events = batch
    batch = []
    const taken = options.take(events)
    seq = taken.seq
    if (taken.gap) reopen()
  }
  const reopen = () => {
    close?.()
    generation += 1
    batch = []
    scheduled = false
    openStream()
  }
  const openStream = () => {
    const openedAs = generation
    const current = () => !stopped && openedAs === generation
    close = options.open(options.runId, seq, {
      onEvent(event) {
        if (!current()) return
        batch.push(event)
        if (scheduled) return
        scheduled = true
        options.soon(() => flush(openedAs))
      },
      onStarted() {
        if (!current()) return
        failures = 0
        facts.confirmed = true
        facts.link = 'pending'
        report()
      },
      onLink(state) {
        if (!current()) return
        facts.link = state
        report()
      },
      onComplete() {
        if (!current()) return
        facts.ended = true
        report()
      },
      onError(error) {
        if (!current()) return
        options.onFailure(error)
        facts.link = 'connecting'
        report()
        const pause = Math.min(FEED_RETRY_MS * 2 ** failures, FEED_RETRY_MAX_MS)
        failures += 1
        cancelRetry = options.later(() => current() && reopen(), pause)
      },
    })
  }

  const removeOnline = options.onOnline((online) => {
    facts.online = online
    report()
  })
  report()
  openStream()
  return {
    stop() {
      if (stopped) return
      stopped = true
      cancelRetry?.()
      removeOnline()
      close?.()
    },
  }
}
