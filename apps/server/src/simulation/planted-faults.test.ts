import { describe, expect, test } from 'vitest'
import { PLANTED_FAULTS, type PlantedFault } from './planted-faults.ts'
import { runSchedule } from './schedule.ts'

/** Schedules within which a fault has to show itself. */
const MOST_SCHEDULES = 250
/** Faults that only people at the controls bring out: a late word counts for something when its token was put down or taken back meanwhile. */
const NEEDS_CONTROL: ReadonlySet<PlantedFault> = new Set(['late-results-not-fenced'])
/** Faults on the way of an answer by the stream of completions, which workers that commit their answers themselves hardly take. */
const NEEDS_TOKENS: ReadonlySet<PlantedFault> = new Set(['late-results-not-fenced', 'completions-acknowledged-when-read'])

describe('a simulation that lets a fault pass proves nothing', () => {
  test.each(PLANTED_FAULTS)(
    'it catches: %s',
    async (planted) => {
      let caught: { seed: number; rule: string } | undefined
      for (let seed = 1; seed <= MOST_SCHEDULES && !caught; seed += 1) {
        const { violation } = await runSchedule(seed, { planted, control: NEEDS_CONTROL.has(planted), inline: !NEEDS_TOKENS.has(planted) })
        if (violation) caught = { seed, rule: violation.rule }
      }
      console.info(`${planted}: ${caught ? `seed ${caught.seed}, ${caught.rule}` : 'not caught'}`)
      expect(caught).toBeDefined()
    },
    300_000,
  )
})
