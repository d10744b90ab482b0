/** Counts of tests, read from the reporters' JSON and added up for the closing line. */

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** @param {readonly Tally[]} tallies @returns {Tally} */
export function addUp(tallies) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of tallies) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  return total
}

/** @param {Tally} tally */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/**
 * @param {any} report vitest's JSON report; nothing when it wrote none
 * @param {boolean} ok whether vitest itself ended well
 * @returns {Tally}
 */
export function tallyVitest(report, ok) {
  if (!report) return { passed: 0, failed: ok ? 0 : 1, skipped: 0 }
  // A file that cannot be loaded has no tests to count: it counts as one failure itself.
  const unloadable = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  const failed = report.numFailedTests + unloadable
  // Tests that all pass beside an unhandled error are a failure too.
  return { passed: report.numPassedTests, failed: ok ? failed : Math.max(failed, 1), skipped: report.numPendingTests + report.numTodoTests }
}

/**
 * @param {any} report Playwright's JSON report; nothing when it wrote none
 * @param {boolean} ok whether Playwright itself ended well
 * @returns {Tally}
 */
export function tallyPlaywright(report, ok) {
  if (!report) return { passed: 0, failed: ok ? 0 : 1, skipped: 0 }
  const { expected, unexpected, flaky, skipped } = report.stats
  const failed = unexpected + report.errors.length
  return { passed: expected + flaky, failed: ok ? failed : Math.max(failed, 1), skipped }
}
