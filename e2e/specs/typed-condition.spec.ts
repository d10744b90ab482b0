import { postJson } from '../product/api.ts'
import { inspectorOf } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'
import { goToPart } from '../product/keyboard.ts'

test('a condition is typed on a connection by keys alone, its words completed by a key', async ({ page, product, faults }) => {
  const workflow = {
    schemaVersion: 1,
    name: 'Typed condition',
    nodes: [
      { id: 'fetch', type: 'http', name: 'Fetch', config: { url: 'https://example.test' }, position: { x: 0, y: 0 } },
      { id: 'done', type: 'join', name: 'Done', config: {}, position: { x: 304, y: 0 } },
    ],
    edges: [{ id: 'fetch_done', from: 'fetch', to: 'done' }],
  }
  expect((await postJson(`${product.url}/api/v1/workflows`, { workflow })).status).toBe(201)
  await page.goto(`${product.url}/w/${encodeURIComponent(workflow.name)}`)
  await expect(page.getByText('No problems')).toBeVisible()
  await goToPart(page, 'canvas')
  await page.keyboard.press('Enter')
  await expect(page.locator('.react-flow__node.selected [data-node-id]')).toHaveAttribute('data-node-id', 'fetch')
  await page.keyboard.press('e')
  await expect(page.locator('.react-flow__edge[data-id="fetch_done"]')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(inspectorOf(page).getByRole('combobox', { name: 'Leaves by' })).toBeFocused()
  const condition = inspectorOf(page).getByRole('textbox', { name: /^Only when/ })
  // Its code comes with the first field of this kind; a plain control that has the focus by then stays one.
  await expect(condition).toHaveAttribute('data-expression-editor', '')
  await page.keyboard.press('Tab')
  await expect(condition).toBeFocused()
  // As people type: a word that is offered is taken by a key only when it can have been seen.
  await page.keyboard.type('output.sta', { delay: 150 })
  await expect(page.getByRole('option', { name: /^status/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(condition).toHaveText('output.status')
  await page.keyboard.type(' == 200')
  await expect(page.locator('.link-label')).toHaveText('if output.status == 200')
  await expect(page.getByText('No problems')).toBeVisible()
  await page.keyboard.press('Control+s')
  await expect(page.getByRole('banner').getByText('Saved v1.1')).toBeVisible()
  expect(faults.list).toEqual([])
})
