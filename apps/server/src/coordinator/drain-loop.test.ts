import type { RunEvent } from '@aob/schemas'
import { afterEach, describe, expect, it } from 'vitest'
import type { BackgroundLoop } from '../lifecycle.ts'
import { createLogger } from '../observability/logger.ts'
import { createMetrics } from '../observability/metrics.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { StreamEntry, TaskQueue } from '../ports/task-queue.ts'
import { functionNode, workflow } from '../testing/workflows.ts'
import { DRAIN_GROUP, type DrainDeps, startDrainLoop } from './drain-loop.ts'
import { encodeEvents } from './event-entry.ts'
import { runBench } from './testing/run-bench.ts'

const RUN = '00000000-0000-7000-8000-000000000001'
const event = (seq: number): RunEvent => ({ runId: RUN, seq, at: 1, type: 'run.paused', data: {} })

let loop: BackgroundLoop | undefined
afterEach(async () => {
  await loop?.stop()
  loop = undefined
})

/** Three events: the first recorded, the second in the hands of a drain that stands still, the third here, delivered more often than a gap is waited for. */
async function threeEvents() {
  const { queue } = (await runBench(workflow('w', [functionNode('n', 'return 1')], []))).hot
  const stored: number[] = [1]
  const log: EventLog = {
    async drain(events) {
      for (const { seq } of events) {
        if (seq > stored.length + 1) return { kind: 'conflict', runId: RUN, seq, reason: 'gap' }
        if (seq > stored.length) stored.push(seq)
      }
      return { kind: 'stored', inserted: events.length }
    },
    read: async () => [],
    lastSeq: async () => stored.length,
  }
  const take = async (seq: number, consumer: string) => {
    await queue.append(0, 'events', encodeEvents([event(seq)], undefined))
    return queue.read({ streams: ['events'], group: DRAIN_GROUP, consumer, count: 1, blockMs: 0 })
  }
  const second = await take(2, 'stands still')
  const third = (await take(3, 'loop')).map((entry) => ({ ...entry, deliveries: 9 }))
  return { queue, stored, log, second, third }
}

/** Runs the loop over these batches until it asks for more; the conflicts it found. */
async function drained({ queue, log }: Awaited<ReturnType<typeof threeEvents>>, batches: StreamEntry[][]): Promise<Parameters<DrainDeps['onConflict']>[1][]> {
  const conflicts: Parameters<DrainDeps['onConflict']>[1][] = []
  await new Promise<void>((done) => {
    loop = startDrainLoop({
      queue: {
        ...asPort(queue),
        claim: async () => [],
        async read({ signal }) {
          const batch = batches.shift()
          if (batch) return batch
          done()
          if (signal?.aborted === false) await new Promise((resolve) => signal.addEventListener('abort', resolve))
          return []
        },
      },
      log,
      fanout: { publishRun: () => undefined, publishNotice: () => undefined, subscribeRun: () => () => undefined, subscribeWorkspace: () => () => undefined },
      logger: createLogger('silent'),
      metrics: createMetrics(),
      consumer: 'loop',
      onDrained: async () => undefined,
      onConflict: async (_, shownBy) => void conflicts.push(shownBy),
    })
  })
  return conflicts
}

function asPort(queue: TaskQueue): TaskQueue {
  return {
    append: (...args) => queue.append(...args),
    read: (request) => queue.read(request),
    claim: (request) => queue.claim(request),
    touch: (request) => queue.touch(request),
    depth: (stream) => queue.depth(stream),
    peek: (request) => queue.peek(request),
    ack: (request) => queue.ack(request),
  }
}

describe('a gap in the events of a run', () => {
  it('[D-25] is no loss while the missing event is on the stream, however long its drain stands still', async () => {
    const made = await threeEvents()
    const { second, third } = made
    expect(await drained(made, [third, third, second, third])).toEqual([])
    expect(made.stored).toEqual([1, 2, 3])
  })

  it('[D-25] is no loss when the drain that stood still records the missing event meanwhile', async () => {
    const made = await threeEvents()
    const { second, third, queue, log } = made
    const peek = queue.peek.bind(queue)
    queue.peek = async (request) => {
      await log.drain([event(2)])
      await queue.ack({ group: DRAIN_GROUP, entries: second })
      return peek(request)
    }
    expect(await drained(made, [third, third])).toEqual([])
    expect(made.stored).toEqual([1, 2, 3])
  })

  it('[D-25] is a loss when the missing event is neither on the stream nor in the record: the run is fenced with what showed it', async () => {
    const made = await threeEvents()
    await made.queue.ack({ group: DRAIN_GROUP, entries: made.second })
    expect(await drained(made, [made.third])).toEqual([{ group: DRAIN_GROUP, entries: made.third }])
    expect(made.stored).toEqual([1])
  })
})
