import type { BrowserContext, Locator, Page } from '@playwright/test'
import { axeFindings } from '../product/axe.ts'
import { card, cards, dropFromPalette, inspectorOf, newWorkflow, undoName } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'

const standing = (page: Page) => page.getByRole('banner').locator('[data-save-state]')
const nameField = (page: Page): Locator => inspectorOf(page).getByRole('textbox', { name: 'Node name' })

async function rename(page: Page, id: string, name: string): Promise<void> {
  await card(page, id).click({ position: { x: 60, y: 10 } })
  await nameField(page).fill(name)
  await page.keyboard.press('Tab')
}

/** Another person at another machine: nothing in common but the server. */
async function another(context: BrowserContext): Promise<{ page: Page; context: BrowserContext }> {
  const own = await context.browser()?.newContext({ viewport: { width: 1440, height: 900 } })
  if (!own) throw new Error('the browser is gone')
  return { page: await own.newPage(), context: own }
}

test.describe('[D-36] the shared draft', () => {
  test('two tabs and another person see each other draw; each takes back their own; one saves for all', async ({ page, context, product, faults }) => {
    const url = await newWorkflow(page, product.url, 'Drawn together')
    const tab = await context.newPage()
    const other = await another(context)
    await tab.goto(url)
    await other.page.goto(url)
    await dropFromPalette(page, /^Join/, { x: 120, y: 160 })
    await expect(cards(tab)).toHaveCount(1)
    await expect(cards(other.page)).toHaveCount(1)
    await dropFromPalette(tab, /^Function/, { x: 420, y: 160 })
    await dropFromPalette(other.page, /^Join/, { x: 120, y: 420 })
    for (const who of [page, tab, other.page]) await expect(cards(who)).toHaveCount(3)

    // Who is here, and what they look at.
    await expect(page.getByRole('button', { name: /^2 others are here: / })).toBeVisible()
    await card(other.page, 'join').click({ position: { x: 60, y: 10 } })
    await expect(page.locator('[data-selected-by^="Guest "]')).toBeVisible()

    await rename(other.page, 'join', 'Named by the other')
    for (const who of [page, tab]) await expect(card(who, 'join')).toContainText('Named by the other')
    await expect(undoName(tab)).toHaveAccessibleName(/Undo: add Function/i)
    await undoName(tab).click()
    for (const who of [page, tab, other.page]) await expect(cards(who)).toHaveCount(2)
    await expect(card(page, 'join')).toContainText('Named by the other')

    // What was added is no longer what it was: taking it back would take theirs along.
    await undoName(page).click()
    await expect(page.getByText(/can no longer be taken back/)).toBeVisible()
    await expect(cards(page)).toHaveCount(2)

    // Who writes in what another deletes is told, and goes on typing without giving commands: `n` would be a note.
    await card(tab, 'join_2').click({ position: { x: 60, y: 10 } })
    await nameField(tab).click()
    await card(other.page, 'join_2').click({ position: { x: 60, y: 10 } })
    await other.page.keyboard.press('Delete')
    await expect(tab.getByText('“Join 2” is gone')).toBeVisible()
    await tab.keyboard.type('n')
    await expect(undoName(tab)).toHaveAccessibleName('Nothing to undo')
    await other.page.keyboard.press('Control+z')
    for (const who of [page, tab, other.page]) await expect(cards(who)).toHaveCount(2)
    await tab.getByRole('region', { name: /^Canvas/ }).click({ position: { x: 30, y: 30 } })
    await tab.keyboard.press('n')
    await expect(tab.locator('[data-note] textarea')).toBeFocused()
    await tab.keyboard.press('Escape')

    await page.getByRole('button', { name: 'Save', exact: true }).click()
    for (const who of [page, tab, other.page]) await expect(who.getByRole('banner').getByText('Saved v1.1')).toBeVisible()
    await other.context.close()
    await expect(page.getByRole('button', { name: /^1 other is here: You, in another tab/ })).toBeVisible()
    expect(faults.list).toEqual([])
  })

  test('edits made offline survive a reload, meet what others did, and a real conflict is shown with both sides', async ({ page, context, product }) => {
    const url = await newWorkflow(page, product.url, 'Gone offline')
    await dropFromPalette(page, /^Join/, { x: 120, y: 160 })
    await dropFromPalette(page, /^Wait/, { x: 420, y: 160 })
    await dropFromPalette(page, /^Switch/, { x: 120, y: 420 })
    await expect(standing(page)).toHaveAttribute('data-save-state', 'draft')
    const other = await another(context)
    await other.page.goto(url)
    await expect(cards(other.page)).toHaveCount(3)

    // The page is there, the server behind it is not: what a proxy or a laptop between two networks gives.
    await context.route(/\/trpc\//, (route) => route.abort())
    await rename(page, 'join', 'First word')
    await rename(page, 'switch', 'Mine, too')
    await rename(page, 'join', 'Mine')
    await dropFromPalette(page, /^Function/, { x: 420, y: 420 })
    await expect(standing(page)).toContainText(/Offline – [45] changes kept on this device/)
    await page.reload()
    await expect(card(page, 'join')).toContainText('Mine')
    await expect(cards(page)).toHaveCount(4)
    await expect(standing(page)).toContainText(/Offline – [45] changes kept on this device/)

    await rename(other.page, 'join', 'Theirs')
    await rename(other.page, 'delay', 'Also theirs')
    await card(other.page, 'switch').click({ position: { x: 60, y: 10 } })
    await other.page.keyboard.press('Delete')
    await expect(standing(other.page)).toHaveAttribute('data-save-state', 'draft')
    await context.unroute(/\/trpc\//)
    await expect(standing(page)).toContainText('Conflict – 2 to look at')
    await expect(card(page, 'join')).toContainText('Theirs')
    await expect(card(page, 'delay')).toContainText('Also theirs')
    await expect(cards(other.page)).toHaveCount(3)

    await page.getByRole('button', { name: 'Look' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('Mine')
    await expect(dialog).toContainText('Theirs')
    // What was typed in one field is one thing to decide, by its last word.
    await expect(dialog).toContainText('2 changes of yours are kept')
    await expect(dialog).not.toContainText('First word')
    expect(await axeFindings(page)).toEqual([])
    await dialog.getByRole('radio', { name: /Mine/ }).check()
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await expect(card(other.page, 'join')).toContainText('Mine')
    // Of what others removed only their side is left: it has the focus, not the button behind the dialog.
    await expect(dialog.getByRole('radio', { name: /Mine/ })).toBeDisabled()
    await expect(dialog.getByRole('radio', { name: /Theirs/ })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: 'Look' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('radio', { name: /Theirs/ })).toBeFocused()
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await expect(standing(page)).toHaveAttribute('data-save-state', 'draft')
    await other.context.close()
  })
})
