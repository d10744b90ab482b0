import { expect, test } from 'vitest'
import { runSchedule } from './schedule.ts'

/** Time for new schedules, in milliseconds. */
const BATCH_MS = 4_000
const MAX_SCHEDULES = Number(process.env.AOB_SIMULATION_SCHEDULES ?? 60)
const FIRST_SEED = Number(process.env.AOB_SIMULATION_SEED ?? 1)
const LINES_SHOWN = 60

test('[QP-06] [D-21] [D-31] [D-34] whatever goes wrong with servers, stores and runners outside, every answer on record is its own attempt’s', async () => {
  const until = process.env.AOB_SIMULATION_SCHEDULES ? Number.POSITIVE_INFINITY : performance.now() + BATCH_MS
  let [seed, completed] = [FIRST_SEED, 0]
  // However slow the machine: until something was done outside.
  for (; (performance.now() < until || completed === 0) && seed < FIRST_SEED + MAX_SCHEDULES; seed += 1) {
    const { violation, trace, tally } = await runSchedule(seed, { scale: seed % 4 === 0 ? 'large' : 'small', runners: true })
    expect(violation && `seed ${seed}: ${violation.message}\n\n${trace.slice(-LINES_SHOWN).join('\n')}`).toBeUndefined()
    completed += tally.outside
  }
  console.info(`seeds ${FIRST_SEED} to ${seed - 1}, ${completed} nodes completed outside`)
  expect(completed).toBeGreaterThan(0)
}, 600_000)
