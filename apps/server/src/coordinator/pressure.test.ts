import { describe, expect, it } from 'vitest'
import { createMemoryHotStore } from '../adapters/memory/hot-store.ts'
import { failureOf } from '../testing/engine-fixtures.ts'
import { createPressure } from './pressure.ts'

function underPressure(limits: { maxEventBacklog: number; maxTokenBacklog: number; maxAgentJobs?: number }, jobs = new Map<string, number>()) {
  let now = 1000
  const { queue } = createMemoryHotStore({ partitions: 2 })
  const noted: string[] = []
  const note = (stream: string, waiting: number) => noted.push(`${stream} ${waiting}`)
  const pressure = createPressure({
    queue,
    clock: { now: () => now },
    limits: { maxAgentJobs: 10, ...limits },
    types: ['http', 'function'],
    note,
    board: { depths: async () => jobs },
  })
  return { queue, noted, pressure, later: () => (now += 1000) }
}

describe('[ER-08] back-pressure', () => {
  it('refuses starts at the bound of jobs that wait for runners outside, on their streams and on the way there', async () => {
    const jobs = new Map([['default', 1]])
    const { queue, pressure, later } = underPressure({ maxEventBacklog: 10, maxTokenBacklog: 10, maxAgentJobs: 3 }, jobs)
    await queue.append(0, 'handouts', { n: '1' })
    await pressure.admitStart()
    jobs.set('gpu', 1)
    later()
    expect(await failureOf(pressure.admitStart())).toMatchObject({ code: 'service.unavailable', message: '3 jobs wait for runners outside; the limit is 3.' })
  })

  it('refuses starts at the bound of waiting tokens, with Retry-After and the name of what is full, and admits them below', async () => {
    const { queue, pressure, later } = underPressure({ maxEventBacklog: 10, maxTokenBacklog: 3 })
    for (const stream of ['tasks:http:high', 'tasks:function:low'] as const) await queue.append(0, stream, { n: '1' })
    await pressure.admitStart()
    await queue.append(1, 'tasks:http:medium', { n: '1' })
    later()
    const refusal = await failureOf(pressure.admitStart())
    expect(refusal).toMatchObject({ code: 'service.unavailable', status: 503, message: '3 steps wait for a worker; the limit is 3.' })
    expect(refusal.detail.retryAfterMs).toBeGreaterThan(0)
    expect(await pressure.mayWork(), 'workers are what makes it smaller').toBe(true)
    const [entry] = await queue.read({ streams: ['tasks:http:medium'], group: 'g', consumer: 'c', count: 1, blockMs: 0 })
    await queue.ack({ group: 'g', entries: entry ? [entry] : [] })
    later()
    await pressure.admitStart()
  })

  it('pauses workers and refuses starts at the bound of events that wait for the record', async () => {
    const { queue, pressure, later } = underPressure({ maxEventBacklog: 2, maxTokenBacklog: 10 })
    await queue.append(0, 'events', { n: '1' })
    expect(await pressure.mayWork()).toBe(true)
    await queue.append(1, 'events', { n: '2' })
    later()
    expect(await pressure.mayWork()).toBe(false)
    expect((await failureOf(pressure.admitStart())).code).toBe('service.unavailable')
  })

  it('[PP-29] tells how far the record is behind: something while it stands still, nothing once it has caught up', async () => {
    const { queue, noted, pressure, later } = underPressure({ maxEventBacklog: 10, maxTokenBacklog: 10 })
    for (const n of ['1', '2']) await queue.append(0, 'events', { n })
    await pressure.admitStart()
    expect(noted.splice(0).sort()).toEqual(['events 2', 'tasks 0'])
    const entries = await queue.read({ streams: ['events'], group: 'g', consumer: 'c', count: 2, blockMs: 0 })
    await queue.ack({ group: 'g', entries })
    later()
    await pressure.mayWork()
    expect(noted).toEqual(['events 0'])
  })

  it('measures once for all who ask at the same time, and again after a failure', async () => {
    const { queue, pressure } = underPressure({ maxEventBacklog: 2, maxTokenBacklog: 10 })
    let asked = 0
    const depth = queue.depth.bind(queue)
    queue.depth = async (stream) => {
      asked += 1
      if (asked === 1) throw new Error('away')
      return depth(stream)
    }
    await Promise.allSettled([pressure.mayWork(), pressure.mayWork()])
    expect(asked).toBe(1)
    await Promise.all([pressure.mayWork(), pressure.mayWork(), pressure.mayWork()])
    expect(asked).toBe(2)
  })
})
