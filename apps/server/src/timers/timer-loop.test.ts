import { DEFAULT_LIMITS } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import type { BackgroundLoop } from '../lifecycle.ts'
import { createLogger } from '../observability/logger.ts'
import type { ApprovalStore } from '../ports/approval-store.ts'
import type { TimerStore } from '../ports/timers.ts'
import { createMemoryRecord } from '../simulation/record/memory-record.ts'
import type { Engine } from '../usecases/engine.ts'
import { startTimerLoop } from './timer-loop.ts'

describe('the timer loop', () => {
  it('[ER-05] a timer that fails keeps none of the others waiting, and is not settled', async () => {
    const due = ['broken', 'good'].map((runId) => ({
      timerId: `${runId}:timer`,
      runId,
      kind: 'retry',
      dueAt: new Date(0),
      payload: { nodeId: 'n', attempt: 1 },
    }))
    const settled: string[] = []
    let allLookedAt: () => void = () => undefined
    const done = new Promise<void>((resolve) => {
      allLookedAt = resolve
    })
    const timers: TimerStore = {
      set: async () => undefined,
      cancel: async () => undefined,
      lease: async () => due.splice(0),
      settle: async (timerId) => void settled.push(timerId),
    }
    // What the loop uses of an engine.
    const engine = {
      logger: createLogger('silent'),
      clock: { now: () => 0 },
      limits: DEFAULT_LIMITS,
      runs: {
        async get(runId: string) {
          if (runId === 'broken') throw new Error('broken')
          return undefined
        },
      },
      approvals: {
        async leaseDue() {
          allLookedAt()
          return []
        },
      },
    } as unknown as Engine
    const loop = startTimerLoop(engine, timers)
    await done
    await loop.stop()
    expect(settled).toEqual(['good:timer'])
  })

  it('[ER-05] works off what is due of as many runs at the same time as the limit says, what is due of one run in its order', async () => {
    const limit = 3
    const due = Array.from({ length: 12 }, (_, index) => ({
      timerId: `${index}`,
      runId: `run-${index % 6}`,
      kind: 'retry',
      dueAt: new Date(index),
      payload: { nodeId: 'n', attempt: 1 },
    }))
    const settled: string[] = []
    let [atOnce, most] = [0, 0]
    // Nobody goes on before as many as may are there: it would hang if fewer were let in.
    let gathered: (() => void)[] = []
    const together = () =>
      new Promise<void>((resolve) => {
        gathered.push(resolve)
        if (gathered.length < limit) return
        for (const go of gathered) go()
        gathered = []
      })
    const loop = await new Promise<BackgroundLoop>((resolve) => {
      const timers: TimerStore = {
        set: async () => undefined,
        cancel: async () => undefined,
        lease: async () => due.splice(0),
        async settle(timerId) {
          settled.push(timerId)
        },
      }
      const engine = {
        logger: createLogger('silent'),
        clock: { now: () => 0 },
        limits: { ...DEFAULT_LIMITS, maxDeadlinesAtOnce: limit },
        runs: {
          async get() {
            atOnce += 1
            most = Math.max(most, atOnce)
            await together()
            atOnce -= 1
            return undefined
          },
        },
        approvals: {
          async leaseDue() {
            resolve(started)
            return []
          },
        },
      } as unknown as Engine
      const started = startTimerLoop(engine, timers)
    })
    await loop.stop()
    expect([most, settled.length]).toEqual([limit, 12])
    for (let run = 0; run < 6; run += 1) expect(settled.filter((id) => Number(id) % 6 === run)).toEqual([`${run}`, `${run + 6}`])
  })

  it('[ER-05] a hundred deadlines that cannot be worked off keep none behind them waiting', async () => {
    const { approvals } = createMemoryRecord(Date.now)
    const question = {
      workspaceId: 'local',
      nodeId: 'ask',
      attempt: 1,
      workflowName: 'w',
      title: 'Go?',
      protects: [],
      requestHash: 'h',
      onTimeout: 'reject' as const,
    }
    const ask = (runId: string, ms: number) => approvals.request({ ...question, approvalId: runId, runId, deadline: new Date(ms) })
    for (let index = 0; index < 250; index += 1) await ask(`broken${index}`, index)
    await ask('good', 1000)
    let [now, passes] = [2000, 0]
    const tries = new Map<string, number>()
    let lookedAtGood: () => void = () => undefined
    const looked = new Promise<void>((resolve) => {
      lookedAtGood = resolve
    })
    const engine = {
      logger: createLogger('silent'),
      clock: { now: () => now },
      limits: DEFAULT_LIMITS,
      runs: {
        async get(runId: string) {
          tries.set(runId, (tries.get(runId) ?? 0) + 1)
          if (runId !== 'good') throw new Error('broken')
          // Gone, so that its question is taken back.
          lookedAtGood()
          return undefined
        },
      },
      approvals: {
        ...approvals,
        leaseDue(...asked: Parameters<ApprovalStore['leaseDue']>) {
          passes += 1
          // Three batches hold them all; more passes than that go round in circles.
          if (passes > 5) lookedAtGood()
          return approvals.leaseDue(...asked)
        },
        withdraw: (approvalId: string) => approvals.withdraw(approvalId),
      },
    } as unknown as Engine
    const timers: TimerStore = { set: async () => undefined, cancel: async () => undefined, lease: async () => [], settle: async () => undefined }
    const loop = startTimerLoop(engine, timers)
    await looked
    await loop.stop()
    expect(await approvals.get('good')).toMatchObject({ status: 'withdrawn' })
    // Each once: a failing one is not tried again and again while time stands still.
    expect([...tries.values()].every((count) => count === 1)).toBe(true)
    now += 10_000
    expect(await approvals.leaseDue(new Date(now), 1000, 1)).toHaveLength(250)
  })
})
