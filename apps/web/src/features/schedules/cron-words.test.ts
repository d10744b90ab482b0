import { describe, expect, it } from 'vitest'
import { cronWords } from './cron-words.ts'

describe('a cron expression in words', () => {
  it.each([
    ['* * * * *', 'Every minute'],
    ['*/15 * * * *', 'Every 15 minutes'],
    ['0 * * * *', 'Every hour, on the hour'],
    ['30 */6 * * *', 'Every 6 hours, at 30 past'],
    ['5 7 * * *', 'Every day at 07:05'],
    ['0 9 * * 1-5', 'Monday to Friday at 09:00'],
    ['0 9 * * 1,3,7', 'Every Monday, Wednesday and Sunday at 09:00'],
    ['0 9 1 * *', 'On day 1 of every month at 09:00'],
    ['0 0 24 12 *', 'Every year on 24 December at 00:00'],
  ])('%s: %s', (cron, words) => {
    expect(cronWords(cron)).toBe(words)
  })

  it.each(['', '0 9', '0 9 * * *  *', '0 9 13 * 5', '0 9 L * *', '*/0 * * * *', '0 9 1 13 *', '0-30 9 * * *'])(
    'says nothing rather than something wrong: "%s"',
    (cron) => {
      expect(cronWords(cron)).toBeUndefined()
    },
  )
})
