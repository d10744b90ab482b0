import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SegmentsByNode } from './run-segments.ts'
import { axisTicks, MIN_IDLE_MS, MIN_TICK_GAP, timeScale } from './time-scale.ts'

const run = (from: number, to: number) => ({ attempt: 1, kind: 'run' as const, from, to })

describe('time scale', () => {
  it('folds a night of waiting into a notch', () => {
    const byNode: SegmentsByNode = {
      a: [run(0, 1_000)],
      gate: [{ attempt: 1, kind: 'wait', from: 1_000, to: 28_801_000 }],
      b: [run(28_801_000, 28_802_000)],
    }
    const scale = timeScale(byNode, 0, 28_802_000)
    const folded = scale.pieces.filter((piece) => piece.compressed)
    expect(folded).toHaveLength(1)
    const width = (folded[0]?.x1 ?? 0) - (folded[0]?.x0 ?? 0)
    expect(width).toBeLessThan(0.1)
    expect(scale.toX(500)).toBeGreaterThan(0.2)
  })

  it(`draws idle time of ${MIN_IDLE_MS} ms as it is and folds one more`, () => {
    const at = (idle: number) => timeScale({ a: [run(0, 100), run(100 + idle, 200 + idle)] }, 0, 200 + idle).pieces.some((piece) => piece.compressed)
    expect(at(MIN_IDLE_MS)).toBe(false)
    expect(at(MIN_IDLE_MS + 1)).toBe(true)
  })

  it('is monotonic, covers 0..1 and inverts itself', () => {
    const segment = fc
      .tuple(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 0, max: 20_000 }), fc.constantFrom('run', 'queue', 'wait', 'backoff'))
      .map(([from, length, kind]) => ({ attempt: 1, kind: kind as 'run', from, to: from + length }))
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 12 }), fc.array(fc.integer({ min: 0, max: 70_000 }), { minLength: 2, maxLength: 8 }), (segments, times) => {
        const scale = timeScale({ a: segments }, 0, 70_000)
        expect(scale.pieces[0]?.x0).toBe(0)
        expect(scale.pieces.at(-1)?.x1).toBeCloseTo(1, 9)
        const sorted = [...times].sort((a, b) => a - b)
        const xs = sorted.map((time) => scale.toX(time))
        for (const [index, x] of xs.entries()) {
          expect(x).toBeGreaterThanOrEqual(xs[index - 1] ?? 0)
          expect(scale.toTime(x)).toBeCloseTo(sorted[index] ?? 0, 3)
        }
      }),
    )
  })

  it('keeps an empty run drawable', () => {
    const scale = timeScale({}, 5, 5)
    expect(scale.toX(5)).toBe(0)
    expect(Number.isFinite(scale.toX(6))).toBe(true)
  })

  it('puts few, ordered ticks on the axis and none inside a notch', () => {
    const scale = timeScale({ a: [run(0, 3_000), run(60_000, 63_000)] }, 0, 63_000)
    const ticks = axisTicks(scale, 800)
    const notch = scale.pieces.find((piece) => piece.compressed)
    expect(ticks.length).toBeGreaterThan(2)
    expect(ticks.length).toBeLessThanOrEqual(12)
    expect(ticks.every((tick) => tick.x <= (notch?.x0 ?? 1) + 1e-9 || tick.x >= (notch?.x1 ?? 0) - 1e-9)).toBe(true)
  })

  it(`keeps labels ${MIN_TICK_GAP} px apart on any width`, () => {
    const scale = timeScale({ a: [run(0, 1_730), run(90_000, 90_900)] }, 0, 91_000)
    for (const width of [120, 190, 320, 760, 1_400]) {
      const xs = axisTicks(scale, width).map((tick) => tick.x * width)
      for (const [index, x] of xs.entries()) if (index > 0) expect(x - (xs[index - 1] ?? 0)).toBeGreaterThanOrEqual(MIN_TICK_GAP - 1e-6)
    }
  })
})
