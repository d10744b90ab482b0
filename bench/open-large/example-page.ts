/** The large example in the product's own page. */
import { fileURLToPath } from 'node:url'
import type { Browser } from '@playwright/test'
import { longestTaskWhile } from './main-thread.ts'

export interface OpenedPage {
  longestMs: number
  elapsed: number
  frames: number[]
}

/** Opens the example from the home page in a fresh context. */
export async function openExample(browser: Browser, url: string): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.addInitScript({ path: fileURLToPath(new URL('../run-page/recorders.js', import.meta.url)) })
  await page.goto(url)
  const link = page.getByRole('link', { name: 'Open a large example' })
  // Its code comes with the first sign of intent.
  await link.hover()
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => {
    window.recording = true
  })
  const began = performance.now()
  const { longestMs } = await longestTaskWhile(browser, page, async () => {
    await link.click()
    await page.locator('section[aria-busy=false] .react-flow__node').first().waitFor()
  })
  const elapsed = performance.now() - began
  const frames = await page.evaluate(() => window.frameTimes)
  await context.close()
  return { longestMs, elapsed, frames }
}
