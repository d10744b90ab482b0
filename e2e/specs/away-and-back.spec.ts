import type { DraftView } from '@aob/schemas'
import { startCutOffServer } from '../convergence/cut-off-server.ts'
import { getJson } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { cards, dropFromPalette, newWorkflow } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'

test('a server goes away and comes back as a newer one: what was drawn meanwhile arrives, and the page says that it is old', async ({ page, product }) => {
  const way = await startCutOffServer(product.port)
  await newWorkflow(page, way.url, 'Away and back')
  const standing = page.getByRole('banner').locator('[data-save-state]')
  await dropFromPalette(page, /^Join/, { x: 140, y: 160 })
  await expect(standing).toHaveAttribute('data-save-state', 'draft')

  way.goAway()
  await dropFromPalette(page, /^Wait/, { x: 420, y: 160 })
  await expect(standing).toContainText('Offline – 1 change kept on this device')
  expect(await axeFindings(page)).toEqual([])

  // What has not been fetched by now cannot be opened; that is no reason for the page to go.
  await page.keyboard.press('?')
  await expect(page.getByText('This could not be opened')).toBeVisible()
  await expect(cards(page)).toHaveCount(2)

  // What a deployment does: the page the server gives out begins with another script.
  await page.route(`${way.url}/`, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()).replace(/src="\/assets\/[^"]+\.js"/, 'src="/assets/index-of-tomorrow.js"') })
  })
  way.comeBack()
  await expect(standing).toHaveAttribute('data-save-state', 'draft')
  const draft = await getJson<DraftView>(`${product.url}/api/v1/workflows/Away%20and%20back/tags/main/draft`)
  expect(draft.gestures).toHaveLength(2)
  await expect(page.getByText('The server has a newer version of this page')).toBeVisible()
  expect(await axeFindings(page)).toEqual([])

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')

  await page.unroute(`${way.url}/`)
  await page.getByRole('button', { name: 'Reload' }).click()
  await expect(page.getByText('The server has a newer version of this page')).toBeHidden()
  await expect(cards(page)).toHaveCount(2)
  await way.close()
})
