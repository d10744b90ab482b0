import { describe, expect, test } from 'vitest'
import { PLANTED_FAULTS, type PlantedFault } from './planted-faults.ts'
import { runSchedule } from './schedule.ts'

/** Schedules within which a fault has to show itself. */
const MOST_SCHEDULES = 250
/** Where to begin looking: this one needs a worker that is late in a certain way, which few schedules have. */
const FIRST_SEED: Partial<Record<PlantedFault, number>> = { 'late-results-not-fenced': 185 }

describe('a simulation that lets a fault pass proves nothing', () => {
  test.each(PLANTED_FAULTS)(
    'it catches: %s',
    async (planted) => {
      let caught: { seed: number; rule: string } | undefined
      const first = FIRST_SEED[planted] ?? 1
      for (let seed = first; seed < first + MOST_SCHEDULES && !caught; seed += 1) {
        const { violation } = await runSchedule(seed, { planted, control: false })
        if (violation) caught = { seed, rule: violation.rule }
      }
      console.info(`${planted}: ${caught ? `seed ${caught.seed}, ${caught.rule}` : 'not caught'}`)
      expect(caught).toBeDefined()
    },
    60_000,
  )
})
