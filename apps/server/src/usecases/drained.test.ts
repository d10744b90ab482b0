import { describe, expect, it } from 'vitest'
import { MemoryFanout } from '../adapters/memory/fanout.ts'
import type { EventLog } from '../ports/event-log.ts'
import { waitUntilDrained } from './drained.ts'

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

  it('finds out by itself when the hint is lost', async () => {
    await expect(waitUntilDrained(setUp([0, 3]), 'run', 3)).resolves.toBeUndefined()
  })
})
