import type { Workflow, WorkflowEdge } from '@aob/schemas'
import type { Page } from '@playwright/test'
import { type DrawnIds, EXAMPLE, expectTheExample, idsInOrder, settled, textOf, withInputs } from '../authoring/order-enrichment.ts'
import { canvasOf, card, dropFromPalette, inspectorOf, middleOf, newWorkflow } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'

const LABELS: Readonly<Record<string, RegExp>> = { http: /^HTTP request/, join: /^Join/, function: /^Function/, switch: /^Switch/, notify: /^Notify/ }
/** Columns of the example stand this far apart; on the screen there is room for so much. */
const COLUMN = 304
const STEP = { x: 136, y: 0.62 }

test.use({ viewport: { width: 1920, height: 1080 } })
test.setTimeout(900_000)

async function dropAll(page: Page): Promise<void> {
  for (const [index, { type, position }] of EXAMPLE.nodes.entries()) {
    const at = { x: 60 + (position.x / COLUMN) * STEP.x, y: 60 + position.y * STEP.y }
    await dropFromPalette(page, LABELS[type] ?? /./, at)
    await expect(page.locator('.react-flow__node')).toHaveCount(index + 1)
  }
}

async function setUp(page: Page, ids: DrawnIds): Promise<void> {
  for (const node of EXAMPLE.nodes) {
    const id = ids.get(node.id) ?? ''
    await card(page, id).click({ position: { x: 30, y: 8 } })
    await inspectorOf(page).getByRole('tab', { name: 'JSON' }).click()
    const { text, now } = await textOf(page, id)
    await text.fill(settled(node, now, ids))
    await expect(inspectorOf(page)).toContainText('In step with the canvas.')
  }
}

async function setWorkflow(page: Page): Promise<void> {
  await canvasOf(page).click({ position: { x: 12, y: 12 } })
  await inspectorOf(page).getByRole('tab', { name: 'JSON' }).click()
  const text = inspectorOf(page).getByRole('textbox', { name: 'Workflow as JSON' })
  await text.fill(withInputs(JSON.parse(await text.inputValue()) as Workflow))
  await expect(inspectorOf(page)).toContainText('In step with the canvas.')
}

/** The connection is taken from the outline: on the canvas, this far away, it is hardly longer than its plus. */
async function setCondition(page: Page, { to, when }: WorkflowEdge): Promise<void> {
  const target = EXAMPLE.nodes.find(({ id }) => id === to)?.name ?? ''
  await page.getByRole('button', { name: 'Outline' }).click()
  await page.getByRole('tree', { name: 'Nodes in running order' }).getByText(`→ ${target}`).click()
  await inspectorOf(page)
    .getByRole('textbox', { name: /^Only when/ })
    .fill(when ?? '')
}

async function connect(page: Page, { from, to, fromPort = 'out' }: WorkflowEdge, ids: DrawnIds): Promise<void> {
  const source = card(page, ids.get(from) ?? '').locator(`.react-flow__handle.source[data-port="${fromPort}"]`)
  const target = card(page, ids.get(to) ?? '').locator('.react-flow__handle.target')
  const [start, end] = [await middleOf(source), await middleOf(target)]
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move(start.x + 3, start.y + 2)
  // Neighbours lie a few pixels apart: let go before the canvas has seen where the hand is, and it was a click.
  await expect(page.locator('.react-flow__connection')).toBeAttached()
  await page.mouse.move(end.x, end.y, { steps: 4 })
  await page.mouse.up()
}

test('the order enrichment is drawn from an empty canvas by mouse, saved as one patch, and run', async ({ page, product, faults }) => {
  const name = 'Order enrichment by mouse'
  const ids = idsInOrder(EXAMPLE.nodes)
  await newWorkflow(page, product.url, name)
  for (let step = 0; step < 4; step += 1) await page.getByRole('button', { name: 'Zoom out' }).click()

  await test.step('fifteen nodes from the palette', () => dropAll(page))
  await test.step('their settings', () => setUp(page, ids))
  await test.step('nineteen connections from port to port, one of them under a condition', async () => {
    for (const [index, edge] of EXAMPLE.edges.entries()) {
      await connect(page, edge, ids)
      await expect(page.locator('[data-edge-id]')).toHaveCount(index + 1)
    }
    for (const edge of EXAMPLE.edges) if (edge.when !== undefined) await setCondition(page, edge)
  })
  await test.step('what it asks for', () => setWorkflow(page))
  await test.step('saved for everybody', async () => {
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('banner').getByText('Saved v1.1')).toBeVisible()
    await expectTheExample(product.url, name, ids)
  })
  await test.step('run: everything it asks for has a default', async () => {
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await expect(page).toHaveURL(/\/runs\//)
    await expect(page.getByRole('banner')).toContainText('Succeeded')
  })
  expect(faults.list).toEqual([])
})
