import { test as base, expect } from '@playwright/test'
import { type RunningProduct, startProduct } from './start-product.ts'

/** Console errors, uncaught exceptions and failed requests of a page, in the order they came. */
export interface PageFaults {
  readonly list: readonly string[]
}

/**
 * `product`: one running product per worker, with private stores and a data folder that is removed afterwards.
 * `faults`: what went wrong in the page; expect it to be empty at the end of a test.
 */
export const test = base.extend<{ faults: PageFaults }, { product: RunningProduct }>({
  product: [
    // Playwright reads the names of fixtures from this pattern; there are none to name.
    // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the pattern
    async ({}, use) => {
      const product = await startProduct()
      await use(product)
      await product.dispose()
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  faults: async ({ page }, use) => {
    const list: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') list.push(`console: ${message.text()} (${message.location().url})`)
    })
    page.on('pageerror', (error) => list.push(`exception: ${error.message}`))
    await use({ list })
  },
})

export { expect }
