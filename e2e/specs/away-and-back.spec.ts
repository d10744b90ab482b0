import { startCutOffServer } from '../convergence/cut-off-server.ts'
import { axeFindings } from '../product/axe.ts'
import { canvasOf, cards, dropFromPalette, newWorkflow, undoName } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'
import { withoutTheirVersion } from '../product/kept-drafts.ts'

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
  await dropFromPalette(page, /^Join/, { x: 420, y: 160 })
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
  await expect(page.getByRole('banner').getByRole('button', { name: 'Retry' })).toBeVisible()

  // What a deployment does: the page the server gives out begins with another script.
  await page.route(`${way.url}/`, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()).replace(/src="\/assets\/[^"]+\.js"/, 'src="/assets/index-of-tomorrow.js"') })
  })
  way.comeBack()
  // What was to be published goes out by itself.
  await expect(standing).toHaveAttribute('data-save-state', 'saved')
  await expect(page.getByText('The server has a newer version of this page')).toBeVisible()
  expect(await axeFindings(page)).toEqual([])

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')

  await page.unroute(`${way.url}/`)
  await page.getByRole('button', { name: 'Reload' }).click()
  await expect(page.getByText('The server has a newer version of this page')).toBeHidden()
  await expect(cards(page)).toHaveCount(2)
  await expect(page.locator('[data-note]')).toHaveText('no command')
  await expect(standing).toHaveAttribute('data-save-state', 'saved')
  await way.close()
})

test('what this browser had kept and can no longer read is put aside, and goes into the draft when somebody says so', async ({ page, product }) => {
  const way = await startCutOffServer(product.port)
  await newWorkflow(page, way.url, 'Put aside')
  const standing = page.getByRole('banner').locator('[data-save-state]')
  await dropFromPalette(page, /^Join/, { x: 140, y: 160 })
  await expect(standing).toHaveAttribute('data-save-state', 'draft')
  way.goAway()
  await dropFromPalette(page, /^Wait/, { x: 420, y: 160 })
  await expect(standing).toContainText('1 change kept on this device')
  await withoutTheirVersion(page, 'Put aside@main')
  await page.goto('about:blank')

  way.comeBack()
  await page.goto(`${way.url}/w/Put%20aside`)
  await expect(cards(page)).toHaveCount(1)
  await page.getByRole('button', { name: '1 change put aside' }).click()
  const dialog = page.getByRole('dialog', { name: '1 change put aside' })
  await expect(dialog.getByRole('listitem')).toHaveText('add Wait')
  expect(await axeFindings(page)).toEqual([])
  const downloading = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Download' }).click()
  expect((await downloading).suggestedFilename()).toBe('Put aside changes.json')
  await dialog.getByRole('button', { name: 'Put into the draft' }).click()
  await expect(cards(page)).toHaveCount(2)
  await expect(page.getByRole('button', { name: '1 change put aside' })).toHaveCount(0)
  await expect(standing).toHaveAttribute('data-save-state', 'draft')
  await way.close()
})

test('what was drawn can be taken back after the page was loaded anew, or left for another', async ({ page, product, faults }) => {
  await newWorkflow(page, product.url, 'Taken back later')
  const standing = page.getByRole('banner').locator('[data-save-state]')
  await dropFromPalette(page, /^Join/, { x: 140, y: 160 })
  await dropFromPalette(page, /^Join/, { x: 420, y: 160 })
  await expect(standing).toHaveAttribute('data-save-state', 'draft')
  await page.getByRole('textbox', { name: 'Node name' }).fill('Last')
  await expect(undoName(page)).toHaveAccessibleName(/^Undo: rename/)
  await expect(standing).toHaveAttribute('data-save-state', 'draft')
  await page.reload()
  await expect(undoName(page)).toHaveAccessibleName(/^Undo: rename/)
  await undoName(page).click()
  await expect(undoName(page)).toHaveAccessibleName('Undo: add Join')
  await page.goto(`${product.url}/runs`)
  await page.goBack()
  await undoName(page).click()
  await expect(cards(page)).toHaveCount(1)
  await page.getByRole('button', { name: /^Redo: add Join/ }).click()
  await expect(cards(page)).toHaveCount(2)
  await undoName(page).click()
  await undoName(page).click()
  await expect(cards(page)).toHaveCount(0)
  await expect(undoName(page)).toHaveAccessibleName('Nothing to undo')
  expect(faults.list).toEqual([])
})
