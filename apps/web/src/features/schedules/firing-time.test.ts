import { describe, expect, it } from 'vitest'
import { timeIn, zoneChoices } from './firing-time.ts'

describe('times of a schedule', () => {
  it('are shown by the clocks of its zone, over a change of the hour too', () => {
    expect(timeIn('Europe/Berlin', '2026-03-28T08:00:00Z')).toBe('Sat, 28 Mar, 09:00')
    expect(timeIn('Europe/Berlin', '2026-03-29T07:00:00Z')).toBe('Sun, 29 Mar, 09:00')
    expect(timeIn('America/New_York', '2026-06-01T00:30:00Z')).toBe('Sun, 31 May, 20:30')
  })

  it('one zone is offered once, the own one first', () => {
    expect(zoneChoices('Europe/Berlin', ['Africa/Cairo', 'Europe/Berlin'], 'Asia/Tokyo')).toEqual(['Europe/Berlin', 'UTC', 'Asia/Tokyo', 'Africa/Cairo'])
  })
})
