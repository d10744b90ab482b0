/** A product and a browser beside it, for scripts that are no tests. */
import { type Browser, chromium } from '@playwright/test'
import { CHROMIUM_FLAGS, chromiumPath } from './chromium.ts'
import { type RunningProduct, type StartOptions, startProduct } from './start-product.ts'

/** Both are ended whatever becomes of what they are used for. */
export async function withProductAndBrowser(options: StartOptions, use: (product: RunningProduct, browser: Browser) => Promise<void>): Promise<void> {
  const product = await startProduct(options)
  try {
    const executablePath = chromiumPath()
    const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) })
    try {
      await use(product, browser)
    } finally {
      await browser.close()
    }
  } finally {
    await product.dispose()
  }
}
