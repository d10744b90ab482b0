import { describe, expect, it } from 'vitest'
import { FUZZ_BUDGET_MS, fuzzLine, fuzzTime } from './fuzz-time.mjs'

describe('what fuzzing takes of a build', () => {
  const sources = { 'a.test.ts': 'fc.assert(fc.property(', 'b.test.ts': 'expect(1).toBe(1)', 'c.test.ts': 'await runSchedule(seed)' }
  const file = (name, ...durations) => ({ name, assertionResults: durations.map((duration) => ({ duration })) })

  it('is the time of the tests in files that draw their cases', () => {
    const testResults = [file('a.test.ts', 100, 20), file('b.test.ts', 5000), file('c.test.ts', 3, undefined)]
    expect(fuzzTime({ testResults }, (name) => sources[name])).toEqual({ ms: 123, files: 2 })
  })

  it('is nothing where nothing ran', () => expect(fuzzTime(undefined)).toEqual({ ms: 0, files: 0 }))

  it('is told with its budget, and when it is over it', () => {
    expect(fuzzLine({ ms: FUZZ_BUDGET_MS, files: 3 })).toBe('fuzzing: 120 s in 3 files, of 120 s a build may take')
    expect(fuzzLine({ ms: FUZZ_BUDGET_MS + 1, files: 3 })).toContain('too much')
  })
})
