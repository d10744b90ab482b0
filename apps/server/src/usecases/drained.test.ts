import type { RunEvent } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { MemoryFanout } from '../adapters/memory/fanout.ts'
import type { EventLog } from '../ports/event-log.ts'
import { expectRecord, waitUntilDrained } from './drained.ts'

function setUp(seqs: number[]) {
  const fanout = new MemoryFanout(() => undefined)
  // What the wait uses of a log: each question is answered by the next number, the last one for ever.
  const log = { lastSeq: async () => (seqs.length > 1 ? seqs.shift() : seqs[0]) } as unknown as EventLog
  return { fanout, log }
}

describe('waiting for the record', () => {
  it('returns at once when the event is there', async () => {
    await expect(waitUntilDrained(setUp([5]), 'run', 5)).resolves.toBeUndefined()
  })

  it('is woken by a hint about its run alone', async () => {
    const deps = setUp([0])
    const waiting = waitUntilDrained(deps, 'run', 2)
    await new Promise((resolve) => setTimeout(resolve, 5))
    deps.fanout.publishRun('other', 9)
    deps.fanout.publishRun('run', 2)
    await expect(waiting).resolves.toBeUndefined()
  })

  it('[D-30] whoever listens since before the commit reads the log once, when it is said to be there', async () => {
    const event: RunEvent = { runId: 'run', seq: 2, at: 1, type: 'run.paused', data: {} }
    const stored: RunEvent[] = []
    let reads = 0
    const read = async () => {
      reads += 1
      return stored
    }
    const fanout = new MemoryFanout(() => undefined)
    const { recorded, close } = expectRecord({ fanout, log: { read } as unknown as EventLog }, 'run')
    stored.push(event)
    fanout.publishRun('run', 2)
    await recorded([event])
    expect(reads).toBe(1)
    await expect(recorded([{ ...event, at: 2 }])).rejects.toMatchObject({ code: 'service.unavailable' })
    close()
  })

  it('[D-30] and finds out by itself when that hint was lost', async () => {
    const event: RunEvent = { runId: 'run', seq: 2, at: 1, type: 'run.paused', data: {} }
    const answers = [[], [event]]
    const log = { read: async () => (answers.length > 1 ? answers.shift() : answers[0]) } as unknown as EventLog
    const { recorded, close } = expectRecord({ fanout: new MemoryFanout(() => undefined), log }, 'run')
    await expect(recorded([event])).resolves.toBeUndefined()
    close()
  })

  it('finds out by itself when the hint is lost', async () => {
    await expect(waitUntilDrained(setUp([0, 3]), 'run', 3)).resolves.toBeUndefined()
  })
})
