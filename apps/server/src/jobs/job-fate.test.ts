import { describe, expect, it } from 'vitest'
import type { JobPlace, PostedJob } from '../ports/job-board.ts'
import { fateOf, type JobCase } from './job-fate.ts'

const SILENCE = 60
const WAIT = 1000
const limits = { maxAgentSilenceMs: SILENCE, maxAgentJobWaitMs: WAIT, maxNodeAttempts: 3 }
const posted: PostedJob = { jobId: 'j' }
const taken = (forMs: number): JobPlace => ({ kind: 'taken', forMs })
const gone: JobPlace = { kind: 'gone' }
const begun = (begunAt: number, heardAt: number): PostedJob => ({ ...posted, begunAt, heardAt })
const queued = { status: 'queued' as const, queuedAt: 0 }
const running = { status: 'running' as const, queuedAt: 0, startedAt: 0 }

const fate = (change: Partial<JobCase>) =>
  fateOf({ node: queued, posted, place: { kind: 'waiting' }, isPaused: false, irreversible: false, timeoutMs: undefined, heardUntil: 0, limits, ...change })

describe('[QP-06] what becomes of a job that is out', () => {
  it('one that waits on its stream waits, until the time to come for it is over', () => {
    expect(fate({ heardUntil: WAIT - 1 })).toBe('wait')
    expect(fate({ heardUntil: WAIT })).toBe('no_runner')
  })

  it('one that was taken without a word is lost when that is long ago, however long it had waited before', () => {
    expect(fate({ place: taken(SILENCE - 1), heardUntil: WAIT - 1 })).toBe('wait')
    expect(fate({ place: taken(SILENCE), heardUntil: SILENCE })).toBe('lost')
  })

  it('one the board does not know, or whose entry is gone, was lost on its way, given the time to get there', () => {
    for (const unknown of [{ posted: undefined, place: undefined }, { place: gone }]) {
      expect(fate({ ...unknown, heardUntil: SILENCE - 1 })).toBe('wait')
      expect(fate({ ...unknown, heardUntil: SILENCE })).toBe('lost')
    }
    expect(fate({ place: undefined, heardUntil: SILENCE }), 'nobody looked').toBe('wait')
  })

  it('one that is under way is lost by silence since the last word, and not by the time it takes', () => {
    expect(fate({ node: running, posted: begun(0, 500), heardUntil: 500 + SILENCE - 1 })).toBe('wait')
    expect(fate({ node: running, posted: begun(0, 500), heardUntil: 500 + SILENCE })).toBe('lost')
    expect(fate({ node: running, posted: undefined, heardUntil: SILENCE }), 'the board has forgotten it').toBe('lost')
  })

  it('silence is counted up to what has been heard: words that lie unread are no silence', () => {
    expect(fate({ node: running, posted: begun(0, 500), heardUntil: 100 })).toBe('wait')
  })

  it('the time of the node counts from the first word of its runner', () => {
    expect(fate({ node: running, posted: begun(10, 50), timeoutMs: 50, heardUntil: 59 })).toBe('wait')
    expect(fate({ node: running, posted: begun(10, 50), timeoutMs: 50, heardUntil: 60 })).toBe('timed_out')
    expect(fate({ timeoutMs: 50, heardUntil: 500 }), 'nobody has begun').toBe('wait')
  })

  it('the last runner it may lose is the one the limit names', () => {
    expect(fate({ node: { ...queued, takeovers: 1 }, place: taken(SILENCE) })).toBe('lost')
    expect(fate({ node: { ...queued, takeovers: 2 }, place: taken(SILENCE) })).toBe('poisoned')
  })

  it('[R17] a paused run keeps what somebody has begun and takes back what nobody has', () => {
    expect(fate({ isPaused: true })).toBe('withhold')
    expect(fate({ isPaused: true, place: taken(1) })).toBe('withhold')
    expect(fate({ isPaused: true, node: running, posted: begun(0, 0) })).toBe('wait')
  })

  it('[D-25] an irreversible node is started before it is handed out: only its runner says that it was begun', () => {
    expect(fate({ node: running, irreversible: true, timeoutMs: 50, heardUntil: SILENCE * 2 })).toBe('wait')
    expect(fate({ node: running, irreversible: true, isPaused: true })).toBe('wait')
    expect(fate({ node: running, irreversible: true, posted: begun(0, 0), heardUntil: SILENCE })).toBe('lost')
  })
})
