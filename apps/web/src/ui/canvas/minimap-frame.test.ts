import { expect, it } from 'vitest'
import { minimapFrame, seenInMap } from './minimap-frame.ts'

const SIZE = { width: 168, height: 96 }
const frame = minimapFrame([{ x: 0, y: 0, width: 1520, height: 800 }], SIZE)
const bottomRight = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) => ({ x: x + width, y: y + height })

it('the frame of what is seen is closed on all sides, also where the camera is beyond the map or has left it', () => {
  const inside = seenInMap({ x: 100, y: 100, width: 500, height: 300 }, frame, SIZE)
  expect(inside).toEqual({ x: (100 - frame.x) * frame.scale, y: (100 - frame.y) * frame.scale, width: 500 * frame.scale, height: 300 * frame.scale })
  const beyond = seenInMap({ x: 800, y: -900, width: 5000, height: 5000 }, frame, SIZE)
  expect(beyond.y).toBe(0)
  expect(bottomRight(beyond)).toEqual({ x: SIZE.width, y: SIZE.height })
  for (const view of [
    { x: 90_000, y: 100, width: 500, height: 300 },
    { x: -90_000, y: -90_000, width: 500, height: 300 },
  ]) {
    const gone = seenInMap(view, frame, SIZE)
    expect(Math.min(gone.width, gone.height)).toBeGreaterThanOrEqual(4)
    expect([gone.x >= 0, gone.y >= 0, bottomRight(gone).x <= SIZE.width, bottomRight(gone).y <= SIZE.height]).toEqual([true, true, true, true])
  }
})
