import { expect, test } from '../product/fixtures.ts'
import { startWaitingRun, waitingWorkflow } from '../product/patched-run.ts'

declare global {
  interface Window {
    /** Cards there were after every change of the page, while their number grew. */
    cardCounts: number[]
  }
}

const NODES = 50
/** As many as a frame has at most (ui/canvas/card-pace.ts). */
const MOST_CARDS = 16

test('[UI-17] the cards of a run come a few at a time, beginning with hardly any, and a tab is answered meanwhile', async ({ page, product, faults }) => {
  const runId = await startWaitingRun(product.url, waitingWorkflow('Comes up', NODES))
  await page.addInitScript(() => {
    window.cardCounts = [0]
    new MutationObserver(() => {
      const count = document.querySelectorAll('.react-flow__node').length
      if (count > (window.cardCounts.at(-1) ?? 0)) window.cardCounts.push(count)
    }).observe(document, { childList: true, subtree: true })
  })
  await page.goto(`${product.url}/runs/${runId}`)
  await page.locator('.react-flow__node').first().waitFor()
  await page.getByRole('tab', { name: 'Logs' }).click()
  await expect(page.getByRole('tab', { name: 'Logs' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('log', { name: 'Log of the run' })).toBeVisible()
  await expect(page.locator('section[aria-busy=false] .react-flow__node')).toHaveCount(NODES)

  const counts = await page.evaluate(() => window.cardCounts)
  expect(counts[1]).toBeLessThanOrEqual(2)
  expect(Math.max(...counts.slice(1).map((count, index) => count - (counts[index] ?? 0)))).toBeLessThanOrEqual(MOST_CARDS)
  // Every card has taken the place of its picture.
  await expect(page.locator('[data-graph-canvas]')).toHaveAttribute('data-painted', 'nothing')
  expect(faults.list).toEqual([])
})
