import { describe, expect, it } from 'vitest'
import { normalizedNumber } from './number-token.ts'

describe('number tokens', () => {
  it.each([
    ['1.0', '1'],
    ['-0', '0'],
    ['-0.0', '0'],
    ['1E2', '100'],
    ['1e21', '1e+21'],
    ['0.0000001', '1e-7'],
    ['5e-324', '5e-324'],
    ['2e-324', '0'],
    ['9007199254740992', '9007199254740992'],
    ['123456789012345680000', '123456789012345680000'],
    ['1e23', '1e+23'],
    ['0.1000000000000000055511151231257827', '0.1'],
  ])('%s becomes %s', (token, normal) => {
    expect(normalizedNumber(token)).toBe(normal)
    expect(normalizedNumber(normal), 'once more').toBe(normal)
  })

  it.each(['9007199254740993', '-9007199254740993', '1e309', '-1e309', '12345678901234567890123'])('%s cannot be held', (token) => {
    expect(normalizedNumber(token)).toBeUndefined()
  })
})
