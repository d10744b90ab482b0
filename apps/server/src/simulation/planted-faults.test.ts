import { describe, expect, test } from 'vitest'
import { PLANTED_FAULTS, type PlantedFault } from './planted-faults.ts'
import { type ScaleName, SEED_SPACES } from './scale.ts'
import { runSchedule } from './schedule.ts'

/** Schedules within which a fault has to show itself. */
const MOST_SCHEDULES = 250
/** Faults that only people at the controls bring out: a late word counts for something when its token was put down or taken back meanwhile. */
const NEEDS_CONTROL: ReadonlySet<PlantedFault> = new Set(['late-results-not-fenced'])
/** Faults on the way of an answer by the stream of completions, which workers that commit their answers themselves hardly take. */
const NEEDS_TOKENS: ReadonlySet<PlantedFault> = new Set(['late-results-not-fenced', 'completions-acknowledged-when-read'])

/** Where the search for a fault that shows once in hundreds of schedules begins. */
const FIRST_SEED: Partial<Record<PlantedFault, number>> = { 'late-results-not-fenced': 550 }
/** Faults that take a longer history than a tiny schedule has: a word that outlives its token, a worker lost in the middle of a chain. */
const NEEDS_LENGTH: ReadonlySet<PlantedFault> = new Set(['late-results-not-fenced', 'leases-not-kept'])

/** Tries seeds from one on until one shows the fault; prints how many that took. */
async function catchIt(planted: PlantedFault, scale: ScaleName, first: number) {
  let caught: { seed: number; rule: string } | undefined
  for (let seed = first; seed < first + MOST_SCHEDULES && !caught; seed += 1) {
    // Tiny ones as a long run makes them, with people at the controls.
    const control = scale === 'tiny' || NEEDS_CONTROL.has(planted)
    const { violation } = await runSchedule(seed, { planted, scale, control, inline: !NEEDS_TOKENS.has(planted) })
    if (violation) caught = { seed, rule: violation.rule }
  }
  console.info(`${planted}, ${scale}: ${caught ? `${caught.seed - first + 1} schedules, ${caught.rule}` : 'not caught'}`)
  return caught
}

describe('a simulation that lets a fault pass proves nothing', () => {
  test.each(PLANTED_FAULTS)(
    'large schedules catch: %s',
    async (planted) => expect(await catchIt(planted, 'large', FIRST_SEED[planted] ?? 1)).toBeDefined(),
    300_000,
  )

  test.each(PLANTED_FAULTS.filter((planted) => !NEEDS_LENGTH.has(planted)))(
    'tiny schedules catch: %s',
    async (planted) => expect(await catchIt(planted, 'tiny', SEED_SPACES.narrow)).toBeDefined(),
    300_000,
  )
})
