import { SEED_SPACES, type SeedSpace, spaceOf } from './scale.ts'
import { emptyTally, type Tally } from './tally.ts'

/** Sums over schedules. */
export interface Sums extends Tally {
  schedules: number
  /** Schedules of the scale `large`, and of `tiny`; the others are small. */
  large: number
  tiny: number
  steps: number
}

/** A run of neighbouring seeds that were each tried once, by one version of the sources. */
export interface SeedRange extends Sums {
  from: number
  /** Included. */
  to: number
  /** Digest of the sources that were tried. */
  engine: string
  /** Digest of the sources that tried them. */
  simulator: string
}

/** A schedule that broke a promise, when it was first tried. */
export interface Broken {
  seed: number
  rule: string
  message: string
  engine: string
  /** Digest of the first sources under which the same seed kept every promise. */
  keptBy?: string
}

export interface LongResults {
  total: Sums
  /** The sums of each space of seeds, and per schedule of it: machines play no part in them. */
  spaces: Record<SeedSpace, { total: Sums; perSchedule: Record<string, number> }>
  ranges: SeedRange[]
  broken: Broken[]
}

export function emptySums(): Sums {
  return { schedules: 0, large: 0, tiny: 0, steps: 0, ...emptyTally() }
}

// The members of a record of this type.
const COUNTS = Object.keys(emptySums()) as (keyof Sums)[]

/** Results with one more range. Throws when a seed of it was counted before; joins it to a range it continues. */
export function withRange(results: LongResults, range: SeedRange, broken: readonly Broken[]): LongResults {
  const clash = results.ranges.find(({ from, to }) => from <= range.to && range.from <= to)
  if (clash) throw new Error(`Seeds ${range.from} to ${range.to} overlap with ${clash.from} to ${clash.to}, which are counted already.`)
  if (range.schedules !== range.to - range.from + 1) throw new Error(`Seeds ${range.from} to ${range.to} are not ${range.schedules} schedules.`)
  return summedUp([...results.ranges, range], [...results.broken, ...broken])
}

/** The first seed of a space behind everything that was tried of it. */
export function nextSeed({ ranges }: LongResults, space: SeedSpace): number {
  return Math.max(SEED_SPACES[space] - 1, ...ranges.filter(({ from }) => spaceOf(from) === space).map(({ to }) => to)) + 1
}

/** Results of ranges as stored, sums computed anew: nobody can write down more than the ranges say. */
export function summedUp(ranges: readonly SeedRange[], broken: readonly Broken[]): LongResults {
  const sorted = joined([...ranges].sort((a, b) => a.from - b.from))
  const ofSpace = (space: SeedSpace) => sorted.filter(({ from }) => spaceOf(from) === space)
  const spaces = { wide: sumsOf(ofSpace('wide')), narrow: sumsOf(ofSpace('narrow')) }
  return { total: sumsOf(sorted).total, spaces, ranges: sorted, broken: [...broken].sort((a, b) => a.seed - b.seed) }
}

function sumsOf(ranges: readonly SeedRange[]): LongResults['spaces'][SeedSpace] {
  const total = emptySums()
  for (const range of ranges) addSums(total, range)
  const { schedules, ...counts } = total
  const perSchedule = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Math.round((1000 * count) / Math.max(1, schedules)) / 1000]))
  return { total, perSchedule }
}

/** Adds the counts of one range, or of one schedule, to those of another; what else a range tells stays. */
export function addSums(sum: Sums, more: Sums): void {
  for (const key of COUNTS) sum[key] += more[key]
}

function joined(ranges: readonly SeedRange[]): SeedRange[] {
  const list: SeedRange[] = []
  for (const range of ranges) {
    const before = list.at(-1)
    const continues = before !== undefined && before.to + 1 === range.from && before.engine === range.engine && before.simulator === range.simulator
    if (!continues) {
      list.push({ ...range })
      continue
    }
    addSums(before, range)
    before.to = range.to
  }
  return list
}
