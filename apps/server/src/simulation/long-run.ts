import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { addSums, type Broken, emptySums, type LongResults, nextSeed, type SeedRange, summedUp, withRange } from './long-results.ts'
import { type SeedSpace, scaleOf } from './scale.ts'
import { runSchedule } from './schedule.ts'

export interface LongRun {
  file: string
  /** Goes on until so many schedules are recorded, by earlier calls too. */
  schedules: number
  /** Stops after so long all the same. */
  minutes: number
  engine: string
  simulator: string
  print(line: string): void
}

/**
 * Seeds tried one after the other, space by space, before what was found is written: what a kill loses. Of a hundred schedules ninety-nine
 * are tiny, and one is of the size that takes the time of many.
 */
const CHUNKS = { narrow: 594, wide: 6 } as const satisfies Record<SeedSpace, number>
const MESSAGE_CHARACTERS = 300

/**
 * Tries seeds that were never tried, chunk by chunk, and keeps what it finds in a file that may be committed: a later call goes on behind
 * the last seed. Seeds that broke a promise are tried again whenever the sources have changed. How many are broken and not mended.
 */
export async function runLong(run: LongRun): Promise<number> {
  const until = performance.now() + run.minutes * 60_000
  let results = await retryBroken(run, readResults(run.file))
  const left = () => (performance.now() < until ? run.schedules - results.total.schedules : 0)
  while (left() > 0) {
    for (const space of ['wide', 'narrow'] as const) {
      const count = Math.min(CHUNKS[space], left())
      if (count > 0) results = await goOn(run, nextSeed(results, space), count)
    }
    tell(run, results)
  }
  return open(results)
}

async function goOn(run: LongRun, from: number, count: number): Promise<LongResults> {
  const { range, broken } = await tryChunk(run, from, count)
  for (const { seed, message } of broken) run.print(`seed ${seed}: ${message}`)
  // As it is now: whoever else has tried these seeds meanwhile is told, and nothing is counted twice.
  const results = withRange(readResults(run.file), range, broken)
  writeResults(run.file, results)
  return results
}

function tell(run: LongRun, results: LongResults): void {
  const { schedules, tiny, large, steps, crashes, duplicates, patches } = results.total
  run.print(
    `${schedules} of ${run.schedules} schedules (${tiny} tiny, ${schedules - tiny - large} small, ${large} large): ` +
      `${steps} steps, ${crashes} crashes, ${duplicates} duplicates, ${patches} patches; ${open(results)} broken`,
  )
}

function open({ broken }: LongResults): number {
  return broken.filter(({ keptBy }) => keptBy === undefined).length
}

async function tryChunk({ engine, simulator }: LongRun, from: number, count: number): Promise<{ range: SeedRange; broken: Broken[] }> {
  const sums = emptySums()
  const broken: Broken[] = []
  for (let seed = from; seed < from + count; seed += 1) {
    const scale = scaleOf(seed)
    const { steps, tally, violation } = await runSchedule(seed, { scale })
    addSums(sums, { schedules: 1, large: Number(scale === 'large'), tiny: Number(scale === 'tiny'), steps, ...tally })
    if (violation) broken.push({ seed, rule: violation.rule, message: violation.message.slice(0, MESSAGE_CHARACTERS), engine })
  }
  return { range: { from, to: from + count - 1, engine, simulator, ...sums }, broken }
}

async function retryBroken({ file, engine, print }: LongRun, results: LongResults): Promise<LongResults> {
  const broken: Broken[] = []
  for (const each of results.broken) {
    const again = each.keptBy === undefined && each.engine !== engine
    const { violation } = again ? await runSchedule(each.seed, { scale: scaleOf(each.seed) }) : { violation: undefined }
    if (again) print(`seed ${each.seed}, broken before: ${violation?.message ?? 'keeps every promise now'}`)
    broken.push(again && !violation ? { ...each, keptBy: engine } : each)
  }
  const retried = summedUp(results.ranges, broken)
  if (results.broken.length > 0) writeResults(file, retried)
  return retried
}

export function readResults(file: string): LongResults {
  if (!existsSync(file)) return summedUp([], [])
  // Written by `writeResults`; its sums are not believed.
  const { ranges, broken } = JSON.parse(readFileSync(file, 'utf8')) as LongResults
  // Ranges of before there were tiny schedules do not count them.
  return ranges.reduce((results, range) => withRange(results, { ...emptySums(), ...range }, []), summedUp([], broken))
}

/** Whole or not at all: a kill in between leaves what was there. */
function writeResults(file: string, results: LongResults): void {
  writeFileSync(`${file}.part`, `${JSON.stringify(results, null, 2)}\n`)
  renameSync(`${file}.part`, file)
}
