import { expect, test } from '../product/fixtures.ts'
import { startProduct } from '../product/start-product.ts'

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

  test('a second product on the same data folder is refused in one plain sentence', async ({ product }) => {
    await expect(startProduct({ dataDir: product.dataDir })).rejects.toThrow(/already runs on .* \(process \d+, http:\/\/127\.0\.0\.1:\d+\)/)
  })
})
