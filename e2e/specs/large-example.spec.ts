import { gzipSync } from 'node:zlib'
import { expect, test } from '../product/fixtures.ts'

/** Bytes of compressed JavaScript that the first view may take. */
const FIRST_VIEW_BYTES = 220 * 1024

test.describe('the large example', () => {
  test('opens from the home page, mounts what is in view alone, is scrubbed, and is seen as a whole', async ({ page, product, faults }) => {
    await page.goto(product.url)
    await page.getByRole('link', { name: 'Open a large example' }).click()
    const canvas = page.getByRole('region', { name: 'Canvas of the large example' })
    await expect(page.getByText('5250 nodes · 1000 changes')).toBeVisible()
    await expect(canvas).toHaveAttribute('aria-busy', 'false')
    const cards = page.locator('.react-flow__node')
    // Cards are mounted a few per frame.
    await expect.poll(() => cards.count()).toBeGreaterThan(4)
    // At the zoom at which names can just be read.
    expect(await cards.count()).toBeLessThan(200)

    const slider = page.getByRole('slider', { name: 'Version of the graph' })
    await slider.focus()
    await page.keyboard.press('Home')
    await expect(page.getByText('5000 nodes · 1000 changes')).toBeVisible()

    await page.getByRole('button', { name: 'Fit everything' }).click()
    await expect(page.locator('[data-graph-canvas]')).toHaveAttribute('data-painted', 'all')
    await expect(cards).toHaveCount(0)
    expect(faults.list).toEqual([])
  })

  test('the first view takes no more JavaScript than it may', async ({ page, product }) => {
    const scripts = new Map<string, Promise<Buffer>>()
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.endsWith('.js')) scripts.set(response.url(), response.body())
    })
    await page.goto(product.url, { waitUntil: 'networkidle' })
    const sizes = await Promise.all([...scripts.values()].map(async (body) => gzipSync(await body, { level: 9 }).length))
    const total = sizes.reduce((sum, size) => sum + size, 0)
    console.log(`the first view takes ${total} bytes of JavaScript in ${sizes.length} files`)
    expect(sizes.length).toBeGreaterThan(3)
    expect(total).toBeLessThanOrEqual(FIRST_VIEW_BYTES)
  })
})
