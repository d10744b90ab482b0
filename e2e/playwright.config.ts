import { defineConfig } from '@playwright/test'
import { CHROMIUM_FLAGS, chromiumPath } from './product/chromium.ts'

const executablePath = chromiumPath()

export default defineConfig({
  testDir: './specs',
  // Each worker has a product of its own; a test waits for the page or the engine about half of its time.
  workers: 2,
  timeout: 180_000,
  expect: { timeout: 25_000 },
  forbidOnly: Boolean(process.env.CI),
  // Where a merge hangs on it, one test gets one more try on a fresh product, and is listed as flaky: at a desk it fails at once.
  retries: process.env.CI ? 1 : 0,
  outputDir: '../test-results',
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    // Keeping a trace of every test in case it fails took a third of their time; `--trace on` asks for it.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: { args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) },
  },
})
