import os from 'node:os'
import { defineConfig } from 'vitest/config'

const NEVER = ['**/node_modules/**', '**/dist/**', '**/build/**', 'e2e/**']
const TESTS = '**/*.test.{ts,tsx,mjs}'
/**
 * Tests of functions of data and of the page's models share their modules: loading them anew for each file took two thirds of their processor time.
 * All others start processes and servers, and what a file leaves behind must not reach the next one.
 */
const SHARED = ['apps/web', 'packages', 'schemas', 'workers']

/** Tests lie beside what they test. The whole product is tested in e2e, by Playwright. */
export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'shared', isolate: false, include: SHARED.map((folder) => `${folder}/${TESTS}`), exclude: NEVER } },
      { extends: true, test: { name: 'apart', include: [TESTS], exclude: [...NEVER, ...SHARED.map((folder) => `${folder}/**`)] } },
    ],
    // Half of the tests wait for a database: a core per process would leave it idle, which is what vitest does by itself on two.
    maxWorkers: Math.max(2, os.availableParallelism()),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { include: ['apps/*/src/**', 'packages/*/src/**', 'schemas/src/**', 'workers/src/**'], exclude: ['**/*.test.*', '**/generated/**'] },
  },
})
