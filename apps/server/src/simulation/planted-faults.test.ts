import { describe, expect, test } from 'vitest'
import { PLANTED_FAULTS } from './planted-faults.ts'
import { runSchedule } from './schedule.ts'

/** Schedules within which a fault has to show itself. */
const MOST_SCHEDULES = 250

describe('a simulation that lets a fault pass proves nothing', () => {
  test.each(PLANTED_FAULTS)(
    'it catches: %s',
    async (planted) => {
      let caught: { seed: number; rule: string } | undefined
      for (let seed = 1; seed <= MOST_SCHEDULES && !caught; seed += 1) {
        const { violation } = await runSchedule(seed, { planted })
        if (violation) caught = { seed, rule: violation.rule }
      }
      console.info(`${planted}: ${caught ? `seed ${caught.seed}, ${caught.rule}` : 'not caught'}`)
      expect(caught).toBeDefined()
    },
    60_000,
  )
})
