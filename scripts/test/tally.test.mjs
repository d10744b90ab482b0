import { describe, expect, it } from 'vitest'
import { parseTestOptions } from './options.mjs'
import { installCommands } from './system-packages.mjs'
import { addUp, closingLine, tallyPlaywright, tallyVitest } from './tally.mjs'

describe('the closing line', () => {
  it('adds everything up', () => {
    const parts = [
      { passed: 6, failed: 0, skipped: 0 },
      { passed: 100, failed: 2, skipped: 3 },
    ]
    expect(closingLine(addUp(parts))).toBe('106 passed, 2 failed, 3 skipped')
  })
})

describe("vitest's report", () => {
  const report = (change = {}) => ({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [], ...change })
  it('is counted', () => expect(tallyVitest(report(), true)).toEqual({ passed: 5, failed: 0, skipped: 2 }))
  it('a file that cannot be loaded is a failure', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }]
    expect(tallyVitest(report({ testResults }), false)).toMatchObject({ failed: 1 })
  })
  it('a failed test is not counted again for its file', () => {
    const testResults = [{ status: 'failed', assertionResults: [{ status: 'failed' }] }]
    expect(tallyVitest(report({ numFailedTests: 1, testResults }), false)).toMatchObject({ failed: 1 })
  })
  it('an unhandled error beside passing tests is a failure', () => expect(tallyVitest(report(), false)).toMatchObject({ passed: 5, failed: 1 }))
  it('a runner that wrote none has failed', () => expect(tallyVitest(undefined, false)).toEqual({ passed: 0, failed: 1, skipped: 0 }))
})

describe("Playwright's report", () => {
  const stats = { expected: 3, unexpected: 1, flaky: 0, skipped: 2 }
  it('is counted', () => expect(tallyPlaywright({ stats, errors: [] }, false)).toEqual({ passed: 3, failed: 1, skipped: 2 }))
  it('an error outside a test is a failure', () => {
    expect(tallyPlaywright({ stats: { ...stats, unexpected: 0 }, errors: [{}] }, false)).toMatchObject({ failed: 1 })
  })
  it('a runner that wrote none has failed', () => expect(tallyPlaywright(undefined, false).failed).toBe(1))
})

describe('the command line of npm test', () => {
  it('runs everything', () => expect(parseTestOptions([])).toEqual({ check: true, unit: true, e2e: true, filters: [] }))
  it('leaves the browser out', () => expect(parseTestOptions(['--no-e2e'])).toMatchObject({ check: true, unit: true, e2e: false }))
  it('a path narrows it to unit tests', () =>
    expect(parseTestOptions(['packages/ir'])).toEqual({ check: false, unit: true, e2e: false, filters: ['packages/ir'] }))
  it('a path under e2e to the whole product', () => expect(parseTestOptions(['./e2e/specs/a.spec.ts'])).toMatchObject({ check: false, unit: false, e2e: true }))
  it('refuses what it does not know', () => expect(() => parseTestOptions(['--fast'])).toThrow(/Unknown option --fast/))
})

describe('installing what is missing', () => {
  const machine = (programs, isRoot = false) => ({ has: (program) => programs.includes(program), isRoot })
  it('refreshes before it installs, on Debian', () => {
    expect(installCommands('redis', machine(['apt-get'], true))).toEqual([
      ['apt-get', 'update', '-qq'],
      ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'redis-server'],
    ])
  })
  it('asks sudo without a password for an ordinary user', () => {
    expect(installCommands('chromium', machine(['dnf', 'sudo']))).toEqual([['sudo', '-n', 'dnf', 'install', '-y', '-q', 'chromium']])
  })
  it('is impossible without rights or a package manager', () => {
    expect(installCommands('redis', machine(['apt-get']))).toBeUndefined()
    expect(installCommands('redis', machine([], true))).toBeUndefined()
  })
  it('needs no rights with Homebrew', () => expect(installCommands('redis', machine(['brew']))).toEqual([['brew', 'install', '--quiet', 'redis']]))
})
