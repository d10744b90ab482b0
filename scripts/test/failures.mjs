/** What failed, in a line each, for the end of the output: it may be all that anybody gets to see of a long log. */
import path from 'node:path'

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/**
 * @param {any} report vitest's JSON report; nothing when it wrote none
 * @param {boolean} ok whether vitest itself ended well
 * @param {string} root what paths are told from
 * @param {readonly { name?: string, message?: string, stack?: string, during?: string }[]} unhandled errors outside of any test
 * @returns {string[]} a line each, empty when nothing failed
 */
export function failuresOfVitest(report, ok, root, unhandled = []) {
  const outside = unhandled.map(({ name, message, stack, during }) => {
    const file = during ? path.relative(root, during) : 'an unknown file'
    return line(`outside of any test, during ${file}`, name ?? 'an error', `${message} ${whereOf(stack, root)}`)
  })
  if (!report) return ok ? [] : [...outside, 'vitest ended without a report']
  const lines = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = path.relative(root, name)
    if (status === 'failed' && assertionResults.length === 0) return [line(file, 'could not be loaded', message)]
    return assertionResults.filter((one) => one.status === 'failed').map((one) => line(file, one.fullName, one.failureMessages?.[0]))
  })
  const told = [...lines, ...outside]
  return ok || told.length > 0 ? told : ['vitest failed without a failed test: see above']
}

/** The first place of a stack within our own code. */
function whereOf(stack = '', root) {
  const own = stack.split('\n').find((each) => each.includes(root) && !each.includes('node_modules'))
  return own ? `(${own.trim().replaceAll(`${root}/`, '')})` : ''
}

/**
 * @param {any} report Playwright's JSON report; nothing when it wrote none
 * @param {boolean} ok whether Playwright itself ended well
 * @returns {string[]} a line each: what failed, and what passed only when it was tried again
 */
export function failuresOfPlaywright(report, ok) {
  if (!report) return ok ? [] : ['Playwright ended without a report']
  const errors = report.errors.map(({ message }) => line('e2e', 'outside of any test', message))
  return [...errors, ...report.suites.flatMap((suite) => failuresOfSuite(suite))]
}

function failuresOfSuite({ suites = [], specs = [] }) {
  const own = specs.flatMap(({ file, title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ status, results }) => {
        const first = results.find(({ error }) => error)
        return line(`e2e/specs/${file}`, status === 'flaky' ? `${title} (flaky)` : title, first?.error?.message)
      }),
  )
  return [...own, ...suites.flatMap(failuresOfSuite)]
}

function line(file, name, message = '') {
  const [first = ''] = message.replace(COLOURS, '').trim().split('\n')
  return `${file} › ${name}${first ? `: ${first.slice(0, 300)}` : ''}`
}
