import { describe, expect, it } from 'vitest'
import { createServicesDouble, RUN_ID, type ServicesDouble } from '../gateway/testing/services-double.ts'
import { followRun, type RunFeedOptions } from './run-feed.ts'

const queued = { type: 'node.queued' as const, data: { nodeId: 'a', nodeType: 'http', attempt: 1, irVersion: 1 } }
const failed = { type: 'run.failed' as const, data: { error: { code: 'function.threw', message: 'no', retryable: false } } }

function feedOf(double: ServicesDouble, options: Partial<RunFeedOptions> = {}) {
  const controller = new AbortController()
  const caller = { workspaceId: 'local', actor: { kind: 'human' as const, id: 'me' } }
  const feed = followRun({ services: double.services, caller, runId: RUN_ID, afterSeq: 0, signal: controller.signal, recheckMs: 60_000, ...options })
  return { feed, stop: () => controller.abort() }
}

async function drain(feed: ReturnType<typeof followRun>): Promise<number[]> {
  const seen: number[] = []
  for await (const page of feed) seen.push(...page.map(({ seq }) => seq))
  return seen
}

describe('a run feed', () => {
  it('[F1] finds events whose hint was lost', async () => {
    const double = createServicesDouble()
    const { feed } = feedOf(double, { recheckMs: 5 })
    const reading = drain(feed)
    await new Promise((resolve) => setImmediate(resolve))
    double.append(RUN_ID, queued, false)
    double.append(RUN_ID, failed, false)
    expect(await reading).toEqual([1, 2])
  })

  it('[F2] misses nothing that arrives while it reads, and repeats nothing', async () => {
    const double = createServicesDouble()
    const read = double.services.runs.events
    let turns = 0
    double.services.runs.events = async (...request) => {
      const page = await read(...request)
      // Arrives after the read and before anybody waits.
      turns += 1
      if (turns === 3) double.append(RUN_ID, queued)
      if (turns === 5) double.append(RUN_ID, failed)
      return page
    }
    double.append(RUN_ID, queued)
    expect(await drain(feedOf(double).feed)).toEqual([1, 2, 3])
  })

  it('[F3] ends after the terminal event, also when pages are small or the client has it already', async () => {
    const double = createServicesDouble()
    for (let index = 0; index < 7; index++) double.append(RUN_ID, queued)
    double.append(RUN_ID, failed)
    double.append(RUN_ID, { type: 'patch.rejected', data: { patchId: 'late' } })
    expect(await drain(feedOf(double, { pageSize: 3 }).feed)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(await drain(feedOf(double, { afterSeq: 8 }).feed)).toEqual([])
  })

  it('ends and removes its listener when nobody reads any more', async () => {
    let listeners = 0
    const double = createServicesDouble({
      live: {
        onRun: () => {
          listeners += 1
          return () => {
            listeners -= 1
          }
        },
      },
    })
    double.append(RUN_ID, queued)
    const { feed, stop } = feedOf(double)
    await feed.next()
    expect(listeners).toBe(1)
    const waiting = feed.next()
    stop()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(listeners).toBe(0)
  })
})
