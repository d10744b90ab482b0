import { parseArgs } from 'node:util'
import { isPlantedFault } from './planted-faults.ts'
import { runSchedule } from './schedule.ts'

/** Runs schedules from a seed on until one breaks a promise: `npm run simulate -- --schedules 1000 --seed 1 [--trace] [--plant fault] [--no-control]`. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      schedules: { type: 'string', default: '1000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      plant: { type: 'string' },
      control: { type: 'boolean', default: true },
      trace: { type: 'boolean', default: false },
      'keep-going': { type: 'boolean', default: false },
    },
  })
  const [schedules, first] = [Number(values.schedules), Number(values.seed)]
  const options = { control: values.control, ...(isPlantedFault(values.plant) ? { planted: values.plant } : {}) }
  const began = performance.now()
  let steps = 0
  let broken = 0
  for (let seed = first; seed < first + schedules; seed += 1) {
    const result = await runSchedule(seed, options)
    steps += result.steps
    if (values.trace) console.log([...result.trace, ...[...result.logs.values()].flat().map((event) => JSON.stringify(event))].join('\n'))
    if (!result.violation) continue
    broken += 1
    console.log(`seed ${seed}: ${result.violation.message.slice(0, 1500)}`)
    if (!values['keep-going']) break
  }
  console.log(`${schedules} schedules from seed ${first}: ${broken} broken; ${steps} steps in ${Math.round(performance.now() - began)} ms`)
  return broken === 0 ? 0 : 1
}

process.exitCode = await main()
