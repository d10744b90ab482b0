import type { RunEvent } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import type { LiveState } from './connection.ts'
import { FEED_RETRY_MAX_MS, FEED_RETRY_MS, type FeedHandlers, startRunFeed } from './run-feed.ts'

const event = (seq: number): RunEvent => ({ runId: 'r', seq, at: seq, type: 'run.completed', data: {} })

function setUp(afterSeq = 0) {
  const opened: Array<{ afterSeq: number; handlers: FeedHandlers; closed: boolean }> = []
  const states: LiveState[] = []
  const folded: number[][] = []
  const failures: unknown[] = []
  const pauses: Array<{ callback: () => void; ms: number; cancelled: boolean }> = []
  let soon: (() => void) | undefined
  let seq = afterSeq
  let online: ((value: boolean) => void) | undefined
  const feed = startRunFeed({
    runId: 'r',
    afterSeq,
    open(_runId, from, handlers) {
      const entry = { afterSeq: from, handlers, closed: false }
      opened.push(entry)
      return () => {
        entry.closed = true
      }
    },
    take(events) {
      const next: number[] = []
      let gap = false
      for (const { seq: number } of events) {
        if (number <= seq) continue
        if (number !== seq + 1) {
          gap = true
          break
        }
        seq = number
        next.push(number)
      }
      folded.push(next)
      return { seq, gap }
    },
    onState: (state) => states.push(state),
    onFailure: (error) => failures.push(error),
    online: () => true,
    onOnline(listener) {
      online = listener
      return () => {
        online = undefined
      }
    },
    soon(callback) {
      soon = callback
    },
    later(callback, ms) {
      const pause = { callback, ms, cancelled: false }
      pauses.push(pause)
      return () => {
        pause.cancelled = true
      }
    },
  })
  const at = (index: number) => {
    const entry = opened[index]
    if (!entry) throw new Error(`stream ${index} was not opened`)
    return entry
  }
  return {
    feed,
    opened,
    at,
    states,
    folded,
    failures,
    pauses,
    flush: () => soon?.(),
    setOnline: (value: boolean) => online?.(value),
    listens: () => online !== undefined,
  }
}

describe('run feed', () => {
  it('[F1] hands events over in batches, in order', () => {
    const { at, folded, flush } = setUp()
    at(0).handlers.onEvent(event(1))
    at(0).handlers.onEvent(event(2))
    expect(folded).toEqual([])
    flush()
    expect(folded).toEqual([[1, 2]])
  })

  it('[F2] opens the stream again from the last seq folded when a number is missing', () => {
    const { at, opened, flush, folded } = setUp()
    at(0).handlers.onEvent(event(1))
    at(0).handlers.onEvent(event(3))
    flush()
    expect(opened).toHaveLength(2)
    expect(at(0).closed).toBe(true)
    expect(at(1).afterSeq).toBe(1)
    at(0).handlers.onEvent(event(4))
    at(1).handlers.onEvent(event(2))
    at(1).handlers.onEvent(event(3))
    flush()
    expect(folded.at(-1)).toEqual([2, 3])
  })

  it('[F3] is silent after stop', () => {
    const { feed, at, states, folded, flush, listens } = setUp()
    at(0).handlers.onEvent(event(1))
    feed.stop()
    feed.stop()
    flush()
    at(0).handlers.onStarted()
    expect(at(0).closed).toBe(true)
    expect(listens()).toBe(false)
    expect(folded).toEqual([])
    expect(states).toEqual(['connecting'])
  })

  it('says live only once the server has confirmed, and reconnecting only after that', () => {
    const { at, states, setOnline } = setUp()
    at(0).handlers.onLink('pending')
    at(0).handlers.onStarted()
    at(0).handlers.onLink('connecting')
    setOnline(false)
    setOnline(true)
    at(0).handlers.onStarted()
    at(0).handlers.onComplete()
    expect(states).toEqual(['connecting', 'connecting', 'live', 'reconnecting', 'offline', 'reconnecting', 'live', 'ended'])
  })

  it('opens a failed stream again after a growing pause', () => {
    const { at, pauses, failures, opened } = setUp(7)
    for (let round = 0; round < 8; round++) {
      at(round).handlers.onError(new Error(`no ${round}`))
      pauses[round]?.callback()
    }
    expect(failures).toHaveLength(8)
    expect(opened.every((entry) => entry.afterSeq === 7)).toBe(true)
    expect(pauses.slice(0, 3).map((pause) => pause.ms)).toEqual([FEED_RETRY_MS, FEED_RETRY_MS * 2, FEED_RETRY_MS * 4])
    expect(pauses.at(-1)?.ms).toBe(FEED_RETRY_MAX_MS)
  })
})
