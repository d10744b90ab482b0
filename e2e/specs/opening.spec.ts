import type { Page } from '@playwright/test'
import { startRun, untilRun } from '../product/api.ts'
import { expect, test } from '../product/fixtures.ts'
import { startProduct } from '../product/start-product.ts'

/** Least of what a person would notice: a line of text that gives way by a line. */
const NOTICED = 0.001
/** A run goes on while it is opened, and says so. */
const NOTICED_OF_A_RUN = 0.02

/** Adds up what moves without being asked to, from before the first picture on. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const moved = { score: 0 }
    Object.assign(window, { moved })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) moved.score += (entry as unknown as { value: number }).value // LayoutShift, which no library of types knows
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return () => page.evaluate(() => (window as unknown as { moved: { score: number } }).moved.score)
}

test.describe('opening the page', () => {
  test('a fresh product shows its page without a single console error', async ({ page, product, faults }) => {
    const response = await page.goto(product.url, { waitUntil: 'networkidle' })
    expect(response?.status()).toBe(200)
    await expect(page.locator('#root > *').first()).toBeVisible()
    expect(faults.list).toEqual([])
  })

  test('[UI-01] run from source it lists workflows and opens a canvas, without a single console error', async ({ page, faults }) => {
    // A product of its own, run from source.
    test.slow()
    const product = await startProduct({ flags: ['--dev'] })
    try {
      await page.goto(product.url)
      // Vite bundles what it meets for the first time.
      await page
        .getByRole('link', { name: /Lead triage/ })
        .first()
        .click({ timeout: 60_000 })
      await expect(page.locator('.react-flow__node').first()).toBeVisible({ timeout: 60_000 })
      expect(faults.list).toEqual([])
    } finally {
      await product.dispose()
    }
  })

  test('the examples are there after the first start', async ({ request, product }) => {
    await expect
      .poll(async () => {
        const response = await request.get(`${product.url}/api/v1/workflows`)
        return JSON.stringify(await response.json())
      })
      .toContain('order')
  })

  for (const { screen, width } of [
    { screen: 'desk', width: 1440 },
    { screen: 'phone', width: 390 },
  ])
    test(`nothing moves while a page comes up, at a ${screen}`, async ({ page, product }) => {
      await page.setViewportSize({ width, height: 844 })
      const shifts = await watchShifts(page)
      await test.step('the list, whose answer is on its way for a while', async () => {
        let answer: () => void = () => undefined
        const answered = new Promise<void>((resolve) => {
          answer = resolve
        })
        await page.route(/\/trpc\//, async (route) => {
          await answered
          await route.continue()
        })
        await page.goto(product.url)
        await page.getByRole('status', { name: 'Loading workflows' }).waitFor()
        answer()
        await page.getByRole('link', { name: /Lead triage/ }).waitFor()
        await page.getByText(/state in/).waitFor()
        expect(await shifts()).toBeLessThan(NOTICED)
        await page.unroute(/\/trpc\//)
      })
      const runId = await startRun(product.url, { ref: 'Lead triage', inputs: {} })
      await untilRun(product.url, runId, 'a proposal', ({ run }) => run.pendingPatches === 1)
      for (const [path, shown, most] of [
        ['/w/Order%20enrichment', page.locator('section[aria-busy=false] .react-flow__node'), NOTICED],
        ['/approvals', page.getByRole('group', { name: 'Which questions' }), NOTICED],
        [`/runs/${runId}`, page.getByRole('button', { name: 'Review', exact: true }), NOTICED_OF_A_RUN],
      ] as const) {
        await page.goto(product.url + path)
        await shown.first().waitFor()
        await page.waitForLoadState('networkidle')
        expect(await shifts(), path).toBeLessThan(most)
      }
    })

  test('a second product on the same data folder is refused in one plain sentence', async ({ product }) => {
    await expect(startProduct({ dataDir: product.dataDir })).rejects.toThrow(/already runs on .* \(process \d+, http:\/\/127\.0\.0\.1:\d+\)/)
  })
})
