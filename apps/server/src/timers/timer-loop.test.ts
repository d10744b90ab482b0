import { describe, expect, it } from 'vitest'
import { createLogger } from '../observability/logger.ts'
import type { TimerStore } from '../ports/timers.ts'
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
      runs: {
        async get(runId: string) {
          if (runId === 'broken') throw new Error('broken')
          return undefined
        },
      },
      approvals: {
        async due() {
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
})
