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
  // Its code comes with the first field of this kind, and the words that are offered with it.
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

test('who types in an expression before its editor has come goes on there: focus, cursor and text are kept, and words are offered', async ({
  page,
  product,
  faults,
}) => {
  const workflow = {
    schemaVersion: 1,
    name: 'Typed early',
    inputs: { type: 'object', properties: { city: { type: 'string' } } },
    nodes: [{ id: 'check', type: 'conditional', name: 'Check', config: { condition: 'true' }, position: { x: 0, y: 0 } }],
    edges: [],
  }
  expect((await postJson(`${product.url}/api/v1/workflows`, { workflow })).status).toBe(201)
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/assets/*.js', async (route) => {
    const response = await route.fetch()
    const body = await response.text()
    if (body.includes('input.complete')) await released
    await route.fulfill({ response, body })
  })
  await page.goto(`${product.url}/w/${encodeURIComponent(workflow.name)}?node=check`)
  const condition = inspectorOf(page).getByRole('textbox', { name: /^Condition/ })
  await condition.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(' == "Rome"')
  await page.keyboard.press('Home')
  await page.keyboard.type('inputs.ci')
  await expect(condition).not.toHaveAttribute('data-expression-editor', '')
  release()
  await expect(condition).toHaveAttribute('data-expression-editor', '')
  await expect(condition).toBeFocused()
  await page.getByRole('option', { name: /^city/ }).click()
  await expect(condition).toHaveText('inputs.city == "Rome"')
  expect(faults.list).toEqual([])
})
