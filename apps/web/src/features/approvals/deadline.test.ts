import { describe, expect, it } from 'vitest'
import { readDeadline, URGENT_MS } from './deadline.ts'

describe('deadline clock', () => {
  it('reads days, hours and minutes while there is time', () => {
    expect(readDeadline(90_000_000, 0)).toEqual({ text: '1 d 1 h left', tone: 'calm' })
    expect(readDeadline(4 * 3_600_000 + 61_000, 0)).toEqual({ text: '4 h 1 min left', tone: 'calm' })
    expect(readDeadline(URGENT_MS + 1_000, 0)).toEqual({ text: '6 min left', tone: 'calm' })
  })

  it('counts seconds at the end, and says when it is over', () => {
    expect(readDeadline(URGENT_MS, 0)).toEqual({ text: '6:00 left', tone: 'urgent' })
    expect(readDeadline(65_000, 0)).toEqual({ text: '1:05 left', tone: 'urgent' })
    expect(readDeadline(0, 0)).toEqual({ text: 'deadline passed', tone: 'passed' })
  })
})
