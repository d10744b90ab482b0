import { describe, expect, test } from 'vitest'
import type { ScaleName } from './scale.ts'
import { runSchedule, type ScheduleResult } from './schedule.ts'
import regressions from './seeds.json' with { type: 'json' }

/** Time for new schedules, in milliseconds; the seeds of earlier defects come before and take their own. */
const BATCH_MS = 5_000
/** A fast machine stops here: what a test covers should not depend on it; `npm run simulate` goes on. */
const MAX_SCHEDULES = 200
/** `AOB_SIMULATION_SEED` explores elsewhere; the default stays, so that a failure is somebody's change and not chance. */
const FIRST_SEED = Number(process.env.AOB_SIMULATION_SEED ?? 1)
const LINES_SHOWN = 60

interface Regression {
  seed: number
  sentence: string
  /** Whether people paused runs and resolved nodes in it. */
  control?: boolean
  scale?: ScaleName
  /** Whether workers went on with the next node by themselves; most seeds were found before they could. */
  inline?: boolean
}

function unexpected({ seed, violation, trace }: ScheduleResult): string | undefined {
  if (!violation) return undefined
  return `seed ${seed}: ${violation.message}\n\n${trace.slice(-LINES_SHOWN).join('\n')}`
}

describe('the engine under a seeded scheduler', () => {
  test.each<Regression>(regressions as Regression[])(
    'seed $seed: $sentence',
    async ({ seed, control = false, scale = 'large', inline = false }: Regression) => {
      expect(unexpected(await runSchedule(seed, { control, scale, inline }))).toBeUndefined()
    },
  )

  test('[D-22] one seed gives one schedule, to the last line', async () => {
    const [first, second] = [await runSchedule(7), await runSchedule(7)]
    expect(second.trace).toEqual(first.trace)
    expect(second.fingerprint).toBe(first.fingerprint)
  })

  test('[D-21] [D-22] [D-25] [D-30] whatever goes wrong, runs end as their record says and nothing acknowledged is lost', async () => {
    const until = performance.now() + BATCH_MS
    let seed = FIRST_SEED
    let steps = 0
    for (; performance.now() < until && seed < FIRST_SEED + MAX_SCHEDULES; seed += 1) {
      // Of both scales: a large schedule takes the time of four small ones.
      const result = await runSchedule(seed, { scale: seed % 4 === 0 ? 'large' : 'small' })
      steps += result.steps
      expect(unexpected(result)).toBeUndefined()
    }
    console.info(`seeds ${FIRST_SEED} to ${seed - 1}, ${steps} steps`)
    expect(seed - FIRST_SEED).toBeGreaterThan(0)
  }, 60_000)
})
