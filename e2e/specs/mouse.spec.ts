import { readFileSync } from 'node:fs'
import type { Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import type { Page } from '@playwright/test'
import { getJson } from '../product/api.ts'
import { card, dropFromPalette, inspectorOf, middleOf, newWorkflow } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'

const EXAMPLE = JSON.parse(readFileSync(new URL('../../examples/workflows/02-order-enrichment.json', import.meta.url), 'utf8')) as Workflow
const LABELS: Readonly<Record<string, RegExp>> = { http: /^HTTP request/, join: /^Join/, function: /^Function/, switch: /^Switch/, notify: /^Notify/ }
/** Columns of the example stand this far apart; on the screen there is room for so much. */
const COLUMN = 304
const STEP = { x: 136, y: 0.62 }

test.use({ viewport: { width: 1920, height: 1080 } })
test.setTimeout(420_000)

async function dropAll(page: Page): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  const counts = new Map<string, number>()
  for (const [index, { id, type, position }] of EXAMPLE.nodes.entries()) {
    const at = { x: 60 + (position.x / COLUMN) * STEP.x, y: 60 + position.y * STEP.y }
    const label = LABELS[type] ?? /./
    await dropFromPalette(page, label, at)
    const count = (counts.get(type) ?? 0) + 1
    counts.set(type, count)
    ids.set(id, count === 1 ? type : `${type}_${count}`)
    await expect(page.locator('.react-flow__node')).toHaveCount(index + 1)
  }
  return ids
}

/** The settings as the example has them, with the ids these nodes got. */
function settled(node: WorkflowNode, now: WorkflowNode, ids: ReadonlyMap<string, string>): string {
  const renamed = [...ids].reduce((text, [from, to]) => text.replaceAll(`nodes.${from}.`, `nodes.${to}.`), JSON.stringify(node))
  return JSON.stringify({ ...(JSON.parse(renamed) as WorkflowNode), id: now.id, position: now.position })
}

async function setUp(page: Page, ids: ReadonlyMap<string, string>): Promise<void> {
  for (const node of EXAMPLE.nodes) {
    await card(page, ids.get(node.id) ?? '').click({ position: { x: 30, y: 8 } })
    await inspectorOf(page).getByRole('tab', { name: 'JSON' }).click()
    const text = inspectorOf(page).getByRole('textbox', { name: 'Node as JSON' })
    await expect(text).toHaveValue(new RegExp(`"id": "${ids.get(node.id)}"`))
    await text.fill(settled(node, JSON.parse(await text.inputValue()) as WorkflowNode, ids))
    await expect(inspectorOf(page)).toContainText('In step with the canvas.')
  }
}

async function connect(page: Page, { from, to, fromPort = 'out' }: WorkflowEdge, ids: ReadonlyMap<string, string>): Promise<void> {
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

test('the order enrichment is drawn from an empty canvas by mouse and saved as one patch', async ({ page, product, faults }) => {
  const name = 'Order enrichment by mouse'
  await newWorkflow(page, product.url, name)
  for (let step = 0; step < 4; step += 1) await page.getByRole('button', { name: 'Zoom out' }).click()

  const ids = await test.step('fifteen nodes from the palette', () => dropAll(page))
  await test.step('their settings', () => setUp(page, ids))
  await test.step('nineteen connections from port to port', async () => {
    for (const [index, edge] of EXAMPLE.edges.entries()) {
      await connect(page, edge, ids)
      await expect(page.locator('[data-edge-id]')).toHaveCount(index + 1)
    }
  })
  await test.step('saved for everybody', async () => {
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('banner').getByText('Saved v1.1')).toBeVisible()
  })
  const patches = await getJson<{ operations: { op: string }[] }[]>(`${product.url}/api/v1/workflows/${encodeURIComponent(name)}/tags/main/patches`)
  expect(patches.map(({ operations }) => operations.filter(({ op }) => op === 'add').length)).toEqual([EXAMPLE.nodes.length + EXAMPLE.edges.length])
  expect(faults.list).toEqual([])
})
