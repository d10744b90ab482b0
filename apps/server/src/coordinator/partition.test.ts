import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { partitionOf } from './partition.ts'

describe('partitionOf', () => {
  it('[KA-08] is stable', () => {
    expect(partitionOf('019a0000-0000-7000-8000-000000000001', 8)).toBe(partitionOf('019a0000-0000-7000-8000-000000000001', 8))
  })

  it('[KA-08] spreads 10,000 ids within 10 % of an even share', () => {
    const counts = Array.from({ length: 4 }, () => 0)
    for (let index = 0; index < 10_000; index += 1) {
      const partition = partitionOf(v7(), 4)
      counts[partition] = (counts[partition] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 2500)).toBeLessThan(250)
  })
})
