import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { emptySums, nextSeed, type SeedRange, summedUp, withRange } from './long-results.ts'
import { readResults, runLong } from './long-run.ts'
import { LARGE_EVERY, SEED_SPACES, scaleOf } from './scale.ts'

const range = (from: number, to: number, engine = 'a'): SeedRange => ({
  ...emptySums(),
  from,
  to,
  engine,
  simulator: 's',
  schedules: to - from + 1,
  steps: 10 * (to - from + 1),
})

describe('the results of a long run', () => {
  test('neighbouring ranges of the same sources are one range, others stay apart, and the sums are theirs', () => {
    const results = [range(11, 20), range(1, 10), range(21, 30, 'b')].reduce((sum, each) => withRange(sum, each, []), summedUp([], []))
    expect(results.ranges.map(({ from, to, engine }) => [from, to, engine])).toEqual([
      [1, 20, 'a'],
      [21, 30, 'b'],
    ])
    expect(results.total).toMatchObject({ schedules: 30, steps: 300 })
    expect(results.spaces.wide.perSchedule.steps).toBe(10)
    expect(nextSeed(results, 'wide')).toBe(31)
    expect(nextSeed(results, 'narrow')).toBe(SEED_SPACES.narrow)
  })

  test('a seed is never counted twice, nor more schedules than seeds', () => {
    const results = withRange(summedUp([], []), range(5, 10), [])
    for (const [from, to] of [
      [10, 12],
      [1, 5],
      [6, 7],
      [1, 20],
    ] as const)
      expect(() => withRange(results, range(from, to), [])).toThrow(/counted already/)
    expect(() => withRange(results, { ...range(11, 12), schedules: 3 }, [])).toThrow(/not 3 schedules/)
  })
})

describe('a long run', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'aob-long-run-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('goes on behind what is recorded, stops at what is asked for, and sums what the file does not have to be believed for', async () => {
    const file = path.join(folder, 'results.json')
    const run = (schedules: number, engine: string) => runLong({ file, schedules, minutes: 10, engine, simulator: 's', print: () => undefined })
    expect(await run(2, 'a')).toBe(0)
    expect(await run(2, 'a')).toBe(0)
    expect(readResults(file)).toMatchObject({ total: { schedules: 2 }, ranges: [{ from: 1, to: 2, engine: 'a' }] })
    const tampered = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...tampered, total: { ...tampered.total, schedules: 1_000_000 } }))
    await run(3, 'b')
    const { total, ranges } = readResults(file)
    expect([total.schedules, ranges.map(({ from, to, engine }) => [from, to, engine])]).toEqual([
      3,
      [
        [1, 2, 'a'],
        [3, 3, 'b'],
      ],
    ])
    expect(total.steps).toBeGreaterThan(0)
    writeFileSync(file, JSON.stringify({ ...tampered, ranges: [...tampered.ranges, ...tampered.ranges] }))
    expect(() => readResults(file)).toThrow(/counted already/)
  })

  test('a seed that broke a promise is tried again once the sources have changed', async () => {
    const file = path.join(folder, 'results.json')
    const broken = [{ seed: 1, rule: 'stuck', message: 'It was stuck.', engine: 'a' }]
    writeFileSync(file, JSON.stringify(withRange(summedUp([], []), range(1, 1), broken)))
    const run = (engine: string) => runLong({ file, schedules: 1, minutes: 10, engine, simulator: 's', print: () => undefined })
    expect(await run('a')).toBe(1)
    expect(await run('b')).toBe(0)
    expect(readResults(file).broken).toEqual([{ ...broken[0], keptBy: 'b' }])
  })

  test('seeds of the wide space are small, every fiftieth is large, and those of the narrow one are tiny', () => {
    const large = Array.from({ length: 1000 }, (_, seed) => scaleOf(seed)).filter((scale) => scale === 'large')
    expect(large).toHaveLength(1000 / LARGE_EVERY)
    expect([scaleOf(999_999_999), scaleOf(SEED_SPACES.narrow - 1), scaleOf(SEED_SPACES.narrow)]).toEqual(['small', 'large', 'tiny'])
  })

  test('of a hundred schedules ninety-nine are tiny, and each space goes on behind its own last seed', async () => {
    const file = path.join(folder, 'results.json')
    const run = (schedules: number) => runLong({ file, schedules, minutes: 10, engine: 'a', simulator: 's', print: () => undefined })
    await run(8)
    await run(10)
    const { ranges, spaces, total } = readResults(file)
    expect(ranges.map(({ from, to }) => [from, to])).toEqual([
      [1, 8],
      [SEED_SPACES.narrow, SEED_SPACES.narrow + 1],
    ])
    expect([total.schedules, spaces.wide.total.schedules, spaces.narrow.total.schedules, total.tiny]).toEqual([10, 8, 2, 2])
  })
})
