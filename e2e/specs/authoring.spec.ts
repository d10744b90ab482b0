import type { Page } from '@playwright/test'
import { getJson } from '../product/api.ts'
import { expect, test } from '../product/fixtures.ts'

interface Document {
  nodes: { id: string; type: string }[]
  edges: { id: string; from: string; to: string }[]
}

async function newWorkflow(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url)
  await page.getByRole('button', { name: 'New workflow' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').first().fill(name)
  await dialog.getByRole('button', { name: /Create/ }).click()
  await expect(page).toHaveURL(/\/w\//)
  await expect(page.getByRole('region', { name: 'Node palette' })).toBeVisible()
}

/** Drags a palette entry onto the canvas, at a point relative to the canvas's top left corner. */
async function dropFromPalette(page: Page, label: RegExp, x: number, y: number): Promise<void> {
  const canvas = page.getByRole('region', { name: /^Canvas/ })
  await page.getByRole('region', { name: 'Node palette' }).getByRole('button', { name: label }).dragTo(canvas, { targetPosition: { x, y } })
}

const cards = (page: Page) => page.locator('.react-flow__node [data-node-id]').or(page.locator('.react-flow__node[data-node-id]'))

async function connect(page: Page, from: number, to: number): Promise<void> {
  const source = page.locator('.react-flow__node').nth(from).locator('.react-flow__handle.source').first()
  const target = page.locator('.react-flow__node').nth(to).locator('.react-flow__handle.target').first()
  const start = await source.boundingBox()
  const end = await target.boundingBox()
  if (!start || !end) throw new Error('a handle is not on the screen')
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2)
  await page.mouse.down()
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 12 })
  await page.mouse.up()
}

test.describe('authoring', () => {
  test('what is typed right after Ctrl+K is a query: it was lost, and Enter added the first node of the list instead', async ({ page, product }) => {
    await newWorkflow(page, product.url, 'Typed at once')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('notify')
    await expect(page.getByRole('combobox')).toHaveValue('notify')
    await page.keyboard.press('Enter')
    await expect(cards(page)).toHaveCount(1)
    await expect(cards(page).first()).toContainText('Notify')
  })

  test('[UI-02] three nodes and two edges by drag and drop are saved, come back after a reload, and run', async ({ page, product, faults }) => {
    await newWorkflow(page, product.url, 'Drawn by hand')
    await dropFromPalette(page, /^Join/, 120, 200)
    await expect(cards(page)).toHaveCount(1)
    await dropFromPalette(page, /^Join/, 420, 200)
    await expect(cards(page)).toHaveCount(2)
    await dropFromPalette(page, /^Join/, 720, 200)
    await expect(cards(page)).toHaveCount(3)
    await connect(page, 0, 1)
    await connect(page, 1, 2)
    await expect(page.locator('[data-edge-id]')).toHaveCount(2)
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('banner').getByText(/Saved v1\.\d/)).toBeVisible()
    await page.reload()
    await expect(cards(page)).toHaveCount(3)
    await expect(page.locator('[data-edge-id]')).toHaveCount(2)
    const base = await getJson<Document>(`${product.url}/api/v1/workflows/${encodeURIComponent('Drawn by hand')}/tags/main/base`)
    // The base is what the workflow was created with; the drawing is a patch over it.
    expect(base.nodes).toHaveLength(0)
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await expect(page).toHaveURL(/\/runs\//)
    await expect(page.getByRole('banner')).toContainText('Succeeded')
    expect(faults.list).toEqual([])
  })

  test('undo and redo name what they do and bring back exactly what was there', async ({ page, product, faults }) => {
    await newWorkflow(page, product.url, 'Undone')
    await dropFromPalette(page, /^Join/, 200, 200)
    await expect(cards(page)).toHaveCount(1)
    await page.keyboard.press('Control+z')
    await expect(cards(page)).toHaveCount(0)
    await page.keyboard.press('Control+Shift+z')
    await expect(cards(page)).toHaveCount(1)
    expect(faults.list).toEqual([])
  })

  test('the draft survives a reload, and can be taken back gesture by gesture before it', async ({ page, product, faults }) => {
    await newWorkflow(page, product.url, 'Kept draft')
    await dropFromPalette(page, /^Join/, 200, 200)
    await expect(page.getByRole('banner').getByText('Draft saved')).toBeVisible()
    await page.reload()
    await expect(cards(page)).toHaveCount(1)
    await expect(page.getByRole('banner').getByText('Draft saved')).toBeVisible()
    expect(faults.list).toEqual([])
  })

  test('[UI-17] a cycle is refused with the path shown', async ({ page, product }) => {
    await newWorkflow(page, product.url, 'Not round')
    await dropFromPalette(page, /^Join/, 120, 200)
    await dropFromPalette(page, /^Join/, 420, 200)
    await expect(cards(page)).toHaveCount(2)
    await connect(page, 0, 1)
    await expect(page.locator('[data-edge-id]')).toHaveCount(1)
    await connect(page, 1, 0)
    await expect(page.locator('[data-edge-id]')).toHaveCount(1)
    await expect(page.getByText(/cycle|circle|loop/i).first()).toBeVisible()
  })
})
