import { expect, type Locator, type Page } from '@playwright/test'

/** The editor as a hand finds it. */
export const canvasOf = (page: Page) => page.getByRole('region', { name: /^Canvas/ })
export const card = (page: Page, id: string) => page.locator(`.react-flow__node [data-node-id="${id}"]`)
export const cards = (page: Page) => page.locator('.react-flow__node [data-node-id]')
export const undoName = (page: Page) => page.getByRole('button', { name: /^(Undo: |Nothing to undo)/ })
export const inspectorOf = (page: Page) => page.getByRole('complementary', { name: 'Inspector' })

/** Makes an empty workflow on the home page, and resolves with its address once the editor stands. */
export async function newWorkflow(page: Page, url: string, name: string): Promise<string> {
  await page.goto(`${url}/`)
  await page.getByRole('button', { name: 'New workflow' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').first().fill(name)
  await dialog.getByRole('button', { name: /Create/ }).click()
  await expect(page).toHaveURL(/\/w\//)
  await expect(page.getByRole('region', { name: 'Node palette' })).toBeVisible()
  return page.url()
}

/** Drags a palette entry onto the canvas, at a point relative to the canvas's top left corner. */
export async function dropFromPalette(page: Page, label: RegExp, at: { x: number; y: number }): Promise<void> {
  await page.getByRole('region', { name: 'Node palette' }).getByRole('button', { name: label }).dragTo(canvasOf(page), { targetPosition: at })
}

export async function middleOf(target: Locator): Promise<{ x: number; y: number }> {
  const box = await target.boundingBox()
  if (!box) throw new Error(`${target} has no place on the screen`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
