import { describe, expect, it } from 'vitest'
import { failuresOfPlaywright, failuresOfVitest } from './failures.mjs'

describe("what failed of vitest's report", () => {
  const file = (change) => ({ name: '/root/a/one.test.ts', status: 'passed', message: '', assertionResults: [], ...change })
  it('is told with its file, its name and the first line of why', () => {
    const assertionResults = [
      { status: 'passed', fullName: 'a fine one' },
      { status: 'failed', fullName: 'the other one', failureMessages: ['\u001b[31mError: expected 1\u001b[39m\n  at …'] },
    ]
    expect(failuresOfVitest({ testResults: [file({ status: 'failed', assertionResults })] }, false, '/root')).toEqual([
      'a/one.test.ts › the other one: Error: expected 1',
    ])
  })
  it('names a file that could not be loaded', () => {
    expect(failuresOfVitest({ testResults: [file({ status: 'failed', message: 'no such module' })] }, false, '/root')).toEqual([
      'a/one.test.ts › could not be loaded: no such module',
    ])
  })
  it('tells of errors outside of any test, with the first place of ours', () => {
    const stack = 'TypeError: x\n    at pg (/root/node_modules/pg/a.js:1:1)\n    at close (/root/apps/server/src/a.ts:3:4)'
    expect(
      failuresOfVitest({ testResults: [] }, false, '/root', [{ name: 'TypeError', message: 'x is gone', stack, during: '/root/apps/server/src/a.test.ts' }]),
    ).toEqual(['outside of any test, during apps/server/src/a.test.ts › TypeError: x is gone (at close (apps/server/src/a.ts:3:4))'])
  })
  it('says where to look when every test passed and the runner failed', () => {
    expect(failuresOfVitest({ testResults: [] }, false, '/root')).toEqual(['vitest failed without a failed test: see above'])
    expect(failuresOfVitest(undefined, false, '/root')).toEqual(['vitest ended without a report'])
  })
  it('is nothing when nothing failed', () => expect(failuresOfVitest({ testResults: [file({})] }, true, '/root')).toEqual([]))
})

describe("what failed of Playwright's report", () => {
  const spec = (title, status, message) => ({ file: 'a.spec.ts', title, tests: [{ status, results: [{}, { error: { message } }] }] })
  it('is told from every depth, with what passed at the second try', () => {
    const suites = [{ specs: [spec('fine', 'expected')], suites: [{ specs: [spec('late', 'flaky', 'not visible'), spec('broken', 'unexpected', 'gone')] }] }]
    expect(failuresOfPlaywright({ errors: [{ message: 'no browser' }], suites }, false)).toEqual([
      'e2e › outside of any test: no browser',
      'e2e/specs/a.spec.ts › late (flaky): not visible',
      'e2e/specs/a.spec.ts › broken: gone',
    ])
  })
  it('is a line when it wrote no report', () => expect(failuresOfPlaywright(undefined, false)).toEqual(['Playwright ended without a report']))
})
