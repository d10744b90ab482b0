import type { Page } from '@playwright/test'
import { postJson } from '../product/api.ts'
import { expect, test } from '../product/fixtures.ts'
import { waitingWorkflow } from '../product/patched-run.ts'

const NODES = 300

/** Where the middle of a card is on the screen, from the camera and the workflow: from afar there is no card to ask. */
async function onScreen(page: Page, step: number): Promise<{ x: number; y: number }> {
  const { x, y, zoom } = await page.evaluate(() => {
    const view = new DOMMatrix(getComputedStyle(document.querySelector('.react-flow__viewport') as Element).transform)
    const canvas = (document.querySelector('.react-flow') as Element).getBoundingClientRect()
    return { x: canvas.x + view.e, y: canvas.y + view.f, zoom: view.a }
  })
  return { x: x + ((step % 10) * 304 + 116) * zoom, y: y + (Math.floor(step / 10) * 160 + 56) * zoom }
}

test.describe('a workflow of many nodes', () => {
  test('seen as a whole, painted cards are taken by a rubber band, pressed and moved like any other', async ({ page, product, faults }) => {
    const workflow = waitingWorkflow('Many nodes', NODES)
    expect((await postJson(`${product.url}/api/v1/workflows`, { workflow, name: workflow.name })).status).toBe(201)
    await page.goto(`${product.url}/w/${encodeURIComponent(workflow.name)}`)
    const canvas = page.getByRole('region', { name: 'Canvas of Many nodes' })
    const cards = page.locator('.react-flow__node')
    await expect(canvas).toHaveAttribute('aria-busy', 'false')
    expect(await cards.count()).toBeLessThan(120)

    await page.getByRole('button', { name: 'Fit everything' }).click()
    await expect(page.locator('[data-graph-canvas]')).toHaveAttribute('data-painted', 'all')
    await expect(cards).toHaveCount(0)

    const first = await onScreen(page, 0)
    const last = await onScreen(page, NODES - 1)
    await page.mouse.move(first.x - 60, first.y - 8)
    await page.mouse.down()
    await page.mouse.move(last.x + 20, last.y + 4, { steps: 4 })
    await page.mouse.up()
    await expect(page.getByRole('heading', { name: `${NODES} nodes and ${NODES - 1} connections selected` })).toBeVisible()

    const taken = await onScreen(page, 45)
    await page.mouse.move(taken.x, taken.y)
    await expect(cards).toHaveCount(1)
    await expect(cards.first()).toHaveAttribute('data-id', 'step45')
    await page.mouse.down()
    await page.mouse.move(taken.x + 40, taken.y + 20, { steps: 4 })
    await page.mouse.up()
    const undo = page.getByRole('button', { name: `Undo: move ${NODES} nodes` })
    await expect(undo).toBeEnabled()
    await undo.click()
    await expect(page.getByRole('button', { name: 'Nothing to undo' })).toBeVisible()

    await page.mouse.click(first.x - 60, first.y - 8)
    await expect(page.getByRole('heading', { name: /selected$/ })).toHaveCount(0)

    const pressed = await onScreen(page, 46)
    await page.mouse.move(pressed.x, pressed.y)
    await expect(cards.first()).toHaveAttribute('data-id', 'step46')
    await page.mouse.click(pressed.x, pressed.y)
    await expect(page.getByRole('complementary', { name: 'Inspector' }).getByRole('textbox', { name: 'Name' })).toHaveValue('Step 46')
    expect(faults.list).toEqual([])
  })

  test('near by, connections that lead through between cards out of sight go with the cards, and the camera with a card at the rim', async ({
    page,
    product,
    faults,
  }) => {
    const workflow = waitingWorkflow('Lines through', NODES)
    expect((await postJson(`${product.url}/api/v1/workflows`, { workflow, name: workflow.name })).status).toBe(201)
    await page.goto(`${product.url}/w/${encodeURIComponent(workflow.name)}?node=step45`)
    await expect(page.getByRole('region', { name: 'Canvas of Lines through' })).toHaveAttribute('aria-busy', 'false')
    // From the last card of a row back to the first of the next one, both out of sight.
    const line = page.locator('.passing-lines path')
    await expect(line).toHaveCount(1)
    await expect(page.locator('[data-graph-canvas]')).toBeHidden()

    // They stand among the cards, whose camera moves them.
    const throughView = () =>
      line.evaluate((path) => {
        const [box, view] = [path.getBoundingClientRect(), path.closest('.react-flow')?.getBoundingClientRect()]
        return path.closest('.react-flow__viewport') !== null && view !== undefined && box.left < view.left && box.right > view.right
      })
    await expect.poll(throughView).toBe(true)
    const card = page.locator('.react-flow__node[data-id="step45"]')
    await expect(card).toBeVisible()
    const cameraAt = () => page.evaluate(() => new DOMMatrix(getComputedStyle(document.querySelector('.react-flow__viewport') as Element).transform).e)
    let before = Number.NaN
    await expect
      .poll(async () => {
        const [last, now] = [before, await cameraAt()]
        before = now
        return last === now
      })
      .toBe(true)
    const box = await card.boundingBox()
    if (!box) throw new Error('the card is not to be seen')
    await page.mouse.move(box.x + 60, box.y + 10)
    await page.mouse.wheel(24, 0)
    await expect.poll(cameraAt).toBeCloseTo(before - 24, 1)
    await expect.poll(throughView).toBe(true)

    await page.mouse.move(box.x + 36, box.y + 10)
    await page.mouse.down()
    await page.mouse.move(box.x + 76, box.y + 10, { steps: 2 })
    const still = await cameraAt()
    const canvas = await page.locator('.react-flow').boundingBox()
    await page.mouse.move((canvas?.x ?? 0) + (canvas?.width ?? 0) - 8, box.y + 10)
    // Held there, the camera goes on.
    await expect.poll(cameraAt).toBeLessThan(still - 100)
    await page.keyboard.press('Escape')
    await page.mouse.up()
    await expect(page.getByRole('button', { name: 'Nothing to undo' })).toBeVisible()
    expect(faults.list).toEqual([])
  })
})
