import { describe, expect, it } from 'vitest'
import { DomainError } from '../domain-error.ts'
import { nextOccurrence } from './cron.ts'

const next = (cron: string, timezone: string, after: string) => nextOccurrence(cron, timezone, new Date(after))?.toISOString()

describe('the next time of a schedule', () => {
  it('is read in its time zone', () => {
    expect(next('0 7 * * *', 'UTC', '2026-06-01T06:59:59Z')).toBe('2026-06-01T07:00:00.000Z')
    expect(next('0 7 * * *', 'Europe/Berlin', '2026-06-01T00:00:00Z')).toBe('2026-06-01T05:00:00.000Z')
    expect(next('0 7 * * 1-5', 'UTC', '2026-06-05T07:00:00Z')).toBe('2026-06-08T07:00:00.000Z')
  })

  it('comes after, never at, the time it is asked for', () => {
    expect(next('*/15 * * * *', 'UTC', '2026-06-01T12:15:00.000Z')).toBe('2026-06-01T12:30:00.000Z')
  })

  it('keeps the hour of the clock over its changes; an hour that is left out is not lost', () => {
    expect(next('0 7 * * *', 'Europe/Berlin', '2026-03-28T06:00:00Z')).toBe('2026-03-29T05:00:00.000Z')
    expect(next('30 2 * * *', 'Europe/Berlin', '2026-03-28T02:00:00Z')).toBe('2026-03-29T01:00:00.000Z')
  })

  it('may not come at all', () => {
    expect(next('0 0 30 2 *', 'UTC', '2026-01-01T00:00:00Z')).toBeUndefined()
  })

  it.each([
    ['every day', 'UTC', 'schedule.cron_invalid'],
    ['* * * * * *', 'UTC', 'schedule.cron_invalid'],
    ['61 * * * *', 'UTC', 'schedule.cron_invalid'],
    ['0 7 * * *', 'Mars/Olympus', 'schedule.timezone_invalid'],
  ])('"%s" in %s is refused: %s', (cron, timezone, code) => {
    try {
      nextOccurrence(cron, timezone, new Date(0))
    } catch (error) {
      expect(error).toBeInstanceOf(DomainError)
      expect(error instanceof DomainError && error.code).toBe(code)
      return
    }
    throw new Error('expected a refusal')
  })

  it.each([
    ['', '"" has 0 fields, not five: minute, hour, day, month, weekday.'],
    ['daily', '"daily" has 1 field, not five: minute, hour, day, month, weekday.'],
    ['0 25 * * *', '"25" is no hour: 0 to 23, lists (1,15), ranges (1-5) and steps (*/10).'],
    ['0 7 * * MONDAYS', '"MONDAYS" is no weekday: 0 to 7 or SUN to SAT, lists (1,15), ranges (1-5) and steps (*/10).'],
    ['*/0 7 * * *', '"*/0" is no minute: 0 to 59, lists (1,15), ranges (1-5) and steps (*/10).'],
  ])('what is wrong with "%s" is said in plain words', (cron, message) => {
    expect(() => nextOccurrence(cron, 'UTC', new Date(0))).toThrow(message)
  })
})
