import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Materializer } from './materializer.ts'
import { differentialRound } from './test-support/differential-round.ts'
import { BUILD_TIMEOUT_MS, VARIANTS, variantFactory } from './test-support/variants.ts'

/** Milliseconds to fuzz. AOB_FUZZ_MS lengthens a run, AOB_FUZZ_SEED repeats one. */
const BUDGET_MS = Number(process.env.AOB_FUZZ_MS ?? 6_000)
const FIRST_SEED = Number(process.env.AOB_FUZZ_SEED ?? Date.now() % 1_000_000)

describe('all builds against fast-json-patch', () => {
  let makers: Array<() => Materializer>
  beforeAll(async () => {
    makers = []
    for (const variant of VARIANTS) makers.push(await variantFactory(variant))
  }, BUILD_TIMEOUT_MS)

  it('agree on every seed that once told something', () => {
    const kept: number[] = JSON.parse(readFileSync(new URL('test-support/kept-seeds.json', import.meta.url), 'utf8'))
    const builds = makers.map((make) => make())
    for (const seed of kept) expect(differentialRound(seed, builds).judged).toBeGreaterThan(0)
    expect(kept.length).toBeGreaterThan(0)
  })

  it(
    `agree on random documents and patches, from seed ${FIRST_SEED}`,
    () => {
      const end = performance.now() + BUDGET_MS
      const builds = makers.map((make) => make())
      let judged = 0
      let refused = 0
      for (let seed = FIRST_SEED; performance.now() < end; seed++) {
        const round = differentialRound(seed, builds)
        judged += round.judged
        refused += round.refused
      }
      console.log(`${judged} patches from seed ${FIRST_SEED} on ${VARIANTS.length} builds, ${refused} refused by all`)
      expect(judged - refused).toBeGreaterThan(50)
      expect(refused).toBeGreaterThan(50)
    },
    BUDGET_MS + 30_000,
  )
})
