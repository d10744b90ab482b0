import { expect, test } from '../product/fixtures.ts'

test.describe('opening the page', () => {
  test('a fresh product shows its page without a single console error', async ({ page, product, faults }) => {
    const response = await page.goto(product.url, { waitUntil: 'networkidle' })
    expect(response?.status()).toBe(200)
    await expect(page.locator('#root > *').first()).toBeVisible()
    expect(faults.list).toEqual([])
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
    const { startProduct } = await import('../product/start-product.ts')
    await expect(startProduct({ dataDir: product.dataDir })).rejects.toThrow(/already runs on .* \(process \d+, http:\/\/127\.0\.0\.1:\d+\)/)
  })
})
