import os from 'node:os'
import { defineConfig } from 'vitest/config'

/** Tests lie beside what they test. The whole product is tested in e2e, by Playwright. */
export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx,mjs}'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/build/**', 'e2e/**'],
    // Half of the tests wait for a database: a core per process would leave it idle, which is what vitest does by itself on two.
    maxWorkers: Math.max(2, os.availableParallelism()),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { include: ['apps/*/src/**', 'packages/*/src/**', 'schemas/src/**', 'workers/src/**'], exclude: ['**/*.test.*', '**/generated/**'] },
  },
})
