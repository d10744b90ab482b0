import { MAX_RETRY_AFTER_MS } from '@aob/ir/run'
import { describe, expect, it } from 'vitest'
import { isTransient, retryAfterMs } from './retry-after.ts'

const now = Date.UTC(2026, 0, 1)

describe('retryAfterMs', () => {
  it.each([
    ['5', 5000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['7200', 7_200_000],
    ['86400', MAX_RETRY_AFTER_MS],
    ['86401', MAX_RETRY_AFTER_MS],
    ['soon', undefined],
    [undefined, undefined],
  ])('%s', (value, expected) => {
    expect(retryAfterMs(value, now)).toBe(expected)
  })
})

describe('isTransient', () => {
  it('knows what may pass by itself', () => {
    expect([408, 425, 429, 500, 502, 503, 504].every(isTransient)).toBe(true)
    expect([200, 301, 400, 401, 403, 404, 409, 410, 422, 499].some(isTransient)).toBe(false)
  })
})
