import os from 'node:os'
import { defineConfig } from 'vitest/config'

const NEVER = ['**/node_modules/**', '**/dist/**', '**/build/**', 'e2e/**']
const TESTS = '**/*.test.{ts,tsx,mjs}'
/**
 * Files that share their modules: loading them anew for each took more processor time than half of the tests. They close what they open.
 * The others (scripts, examples) change what a process has only once: its folder, its environment, its signals.
 */
const SHARED = ['apps/server', 'apps/web', 'packages', 'schemas', 'workers']

/** Tests lie beside what they test. The whole product is tested in e2e, by Playwright. */
export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'shared', isolate: false, include: SHARED.map((folder) => `${folder}/${TESTS}`), exclude: NEVER } },
      { extends: true, test: { name: 'apart', include: [TESTS], exclude: [...NEVER, ...SHARED.map((folder) => `${folder}/**`)] } },
    ],
    // Half of the tests wait for a database: a core per process would leave it idle, which is what vitest does by itself on two.
    maxWorkers: Math.max(3, os.availableParallelism() + 1),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { include: ['apps/*/src/**', 'packages/*/src/**', 'schemas/src/**', 'workers/src/**'], exclude: ['**/*.test.*', '**/generated/**'] },
  },
})
