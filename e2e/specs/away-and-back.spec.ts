import type { DraftView } from '@aob/schemas'
import { startCutOffServer } from '../convergence/cut-off-server.ts'
import { getJson } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { canvasOf, cards, dropFromPalette, newWorkflow } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'

test('a server goes away and comes back as a newer one: what was drawn meanwhile arrives, and the page says that it is old', async ({ page, product }) => {
  const way = await startCutOffServer(product.port)
  await newWorkflow(page, way.url, 'Away and back')
  const standing = page.getByRole('banner').locator('[data-save-state]')
  await dropFromPalette(page, /^Join/, { x: 140, y: 160 })
  await expect(standing).toHaveAttribute('data-save-state', 'draft')

  // Drawing goes on without the server: what it needs has been fetched before.
  const isHere = (part: string) => page.evaluate((name) => performance.getEntriesByType('resource').some((entry) => entry.name.includes(name)), part)
  await expect.poll(() => isHere('/assets/note-layer-')).toBe(true)
  way.goAway()
  await dropFromPalette(page, /^Wait/, { x: 420, y: 160 })
  await expect(standing).toContainText('Offline – 1 change kept on this device')
  expect(await axeFindings(page)).toEqual([])

  // What has not been fetched by now cannot be opened; that is no reason for the page to go.
  await page.keyboard.press('?')
  await expect(page.getByText('This could not be opened')).toBeVisible()
  await expect(cards(page)).toHaveCount(2)

  await canvasOf(page).click({ position: { x: 30, y: 30 } })
  await page.keyboard.press('n')
  await expect(page.locator('[data-note] textarea')).toBeFocused()
  await page.keyboard.type('no command')
  await page.keyboard.press('Escape')
  await expect(page.locator('[data-note]')).toHaveText('no command')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Draft kept, not published')).toBeVisible()

  // What a deployment does: the page the server gives out begins with another script.
  await page.route(`${way.url}/`, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()).replace(/src="\/assets\/[^"]+\.js"/, 'src="/assets/index-of-tomorrow.js"') })
  })
  way.comeBack()
  const draft = () => getJson<DraftView>(`${product.url}/api/v1/workflows/Away%20and%20back/tags/main/draft`)
  await expect.poll(async () => JSON.stringify((await draft()).gestures)).toContain('no command')
  await expect(standing).toContainText('Could not publish')
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
