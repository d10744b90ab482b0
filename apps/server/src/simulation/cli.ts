import { parseArgs } from 'node:util'
import { runLong } from './long-run.ts'
import { isPlantedFault, PLANTED_FAULTS } from './planted-faults.ts'
import { SCALES, type ScaleName } from './scale.ts'
import { runSchedule } from './schedule.ts'

/**
 * `npm run simulate -- [--schedules 1000] [--seed 1] [--scale large|small|tiny] [--trace] [--keep-going] [--plant <fault>] [--no-control]`:
 * runs schedules from a seed on until one breaks a promise.
 * `npm run simulate -- --long [--schedules 1000000] [--minutes <most>]`: goes on with the recorded long run.
 */
const { values } = parseArgs({
  allowNegative: true,
  options: {
    schedules: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    scale: { type: 'string', default: 'large' },
    plant: { type: 'string' },
    control: { type: 'boolean', default: true },
    trace: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    // Given by the launcher, which knows the sources.
    results: { type: 'string', default: '' },
    engine: { type: 'string', default: '' },
    simulator: { type: 'string', default: '' },
  },
})

function number(name: 'schedules' | 'seed' | 'minutes', fallback: number): number {
  const value = values[name] === undefined ? fallback : Number(values[name])
  if (!(value >= 0)) throw new Error(`--${name} is a number, not ${values[name]}.`)
  return value
}

function scale(): ScaleName {
  if (values.scale in SCALES) return values.scale as ScaleName
  throw new Error(`--scale is one of ${Object.keys(SCALES).join(', ')}.`)
}

async function explore(): Promise<number> {
  const [schedules, first] = [number('schedules', 1000), number('seed', 1)]
  if (values.plant !== undefined && !isPlantedFault(values.plant)) throw new Error(`--plant is one of ${PLANTED_FAULTS.join(', ')}.`)
  const options = { control: values.control, scale: scale(), ...(values.plant === undefined ? {} : { planted: values.plant }) }
  const began = performance.now()
  let [steps, broken, seed] = [0, 0, first]
  for (; seed < first + schedules && (broken === 0 || values['keep-going']); seed += 1) {
    const { trace, logs, violation, ...result } = await runSchedule(seed, options)
    steps += result.steps
    if (values.trace) console.log([...trace, ...[...logs.values()].flat().map((event) => JSON.stringify(event))].join('\n'))
    if (!violation) continue
    broken += 1
    console.log(`seed ${seed}: ${violation.message.slice(0, 1500)}`)
  }
  console.log(`${seed - first} schedules from seed ${first}: ${broken} broken; ${steps} steps in ${Math.round(performance.now() - began)} ms`)
  return broken
}

async function long(): Promise<number> {
  const { results: file, engine, simulator } = values
  const [schedules, minutes] = [number('schedules', 1_000_000), number('minutes', Number.POSITIVE_INFINITY)]
  return runLong({ file, engine, simulator, schedules, minutes, print: (line) => console.log(line) })
}

process.exitCode = (await (values.long ? long() : explore())) === 0 ? 0 : 1
