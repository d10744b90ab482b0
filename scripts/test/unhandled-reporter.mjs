/** A reporter of vitest that keeps what its JSON does not tell: errors that happened outside of any test. */
import { writeFileSync } from 'node:fs'

export const UNHANDLED_FILE = 'AOB_UNHANDLED_ERRORS_FILE'

/** Loaded by vitest by its path. */
export default class UnhandledReporter {
  /** @param {unknown} _modules @param {ReadonlyArray<Record<string, any>>} errors */
  onTestRunEnd(_modules, errors) {
    const file = process.env[UNHANDLED_FILE]
    if (file)
      writeFileSync(file, JSON.stringify(errors.map(({ name, message, stack, VITEST_TEST_PATH }) => ({ name, message, stack, during: VITEST_TEST_PATH }))))
  }
}
