import { postJson } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { canvasOf, card, cards, inspectorOf, undoName } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'
import { heldScript } from '../product/held-back.ts'
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
  const release = await heldScript(page, 'Leaves by')
  await page.goto(`${product.url}/w/${encodeURIComponent(workflow.name)}`)
  await expect(page.getByText('No problems')).toBeVisible()
  await goToPart(page, 'canvas')
  await page.keyboard.press('Enter')
  await expect(page.locator('.react-flow__node.selected [data-node-id]')).toHaveAttribute('data-node-id', 'fetch')
  await page.keyboard.press('e')
  await expect(page.locator('.react-flow__edge[data-id="fetch_done"]')).toBeFocused()
  // A key that comes before the form is answered when it stands.
  await page.keyboard.press('Enter')
  release()
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
  const release = await heldScript(page, 'input.complete')
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

test('an expression is completed from the last run and shows what it comes to; a part runs on pinned data', async ({ page, product, faults }) => {
  const url = `${product.url}/w/${encodeURIComponent('Order enrichment')}`
  await page.goto(url)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('banner')).toContainText('Succeeded')
  await page.goto(`${url}?node=fetch_order`)
  await page.getByRole('button', { name: 'More for this node' }).click()
  await page.getByRole('menuitem', { name: 'Pin the last output' }).click()
  await expect(card(page, 'fetch_order')).toContainText('output pinned')
  await card(page, 'check_stock').click({ position: { x: 60, y: 10 } })
  const address = page.getByRole('textbox', { name: 'URL (required)' })
  await expect(address).toHaveAttribute('data-expression-editor')
  await address.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('https://x.test/{{ nodes.fetch_order.body.')
  await expect(page.getByRole('option', { name: /currency/ })).toBeVisible()
  // While a word is being chosen nothing is held against what stands there.
  const unfinished = page.locator('[data-expression-preview="wrong"] > :last-child').first()
  const colour = (name: string) => page.evaluate((variable) => getComputedStyle(document.documentElement).getPropertyValue(variable), name)
  const asHex = (rgb: string) => `#${(rgb.match(/\d+/g) ?? []).map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`
  const shown = async () => asHex(await unfinished.evaluate((element) => getComputedStyle(element).color))
  expect(await shown()).toBe(await colour('--text-3'))
  await page.keyboard.type('cur')
  await expect(page.getByRole('option', { name: /currency/ })).toBeVisible()
  expect(await axeFindings(page)).toEqual([])
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-expression-preview="text"]').first()).toContainText('https://x.test/EUR')
  await page.keyboard.press('Escape')
  await card(page, 'fetch_customer').click({ position: { x: 60, y: 10 } })
  await page.keyboard.press('Shift+Enter')
  await expect(page).toHaveURL(/\/runs\//)
  await expect(page.getByRole('banner')).toContainText('Succeeded')
  await expect(cards(page)).toHaveCount(2)
  expect(faults.list).toEqual([])
})

test('what earlier steps gave is pressed or dragged into a field, and pinned where it is shown', async ({ page, product, faults }) => {
  const at = (x: number) => ({ x, y: 0 })
  const workflow = {
    schemaVersion: 1,
    name: 'Data beside the form',
    nodes: [
      { id: 'give', type: 'function', name: 'Give', config: { code: 'return { user: { name: "Ada", "home town": "Rome" } }', input: 1 }, position: at(0) },
      { id: 'check', type: 'conditional', name: 'Check', config: { condition: 'true' }, position: at(304) },
      { id: 'end', type: 'function', name: 'End', config: { code: 'return input' }, position: at(608) },
    ],
    edges: [
      { id: 'one', from: 'give', to: 'check' },
      { id: 'two', from: 'check', to: 'end', fromPort: 'true' },
    ],
  }
  expect((await postJson(`${product.url}/api/v1/workflows`, { workflow })).status).toBe(201)
  await page.goto(`${product.url}/w/${encodeURIComponent(workflow.name)}`)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('banner')).toContainText('Succeeded')
  await page.goto(`${product.url}/w/${encodeURIComponent(workflow.name)}?node=check`)
  const data = page.getByRole('region', { name: 'Data from earlier steps' })
  const condition = page.getByRole('textbox', { name: /^Condition/ })
  await expect(condition).toHaveAttribute('data-expression-editor')
  await data.getByRole('button', { name: 'Unfold nodes.give.user' }).click()
  const name = data.getByRole('button', { name: 'name "Ada"' })
  await condition.click()
  await page.keyboard.press('Control+a')
  await name.click()
  await expect(condition).toHaveText('nodes.give.user.name')
  await expect(page.locator('[data-expression-preview="value"]')).toContainText('"Ada"')
  await page.keyboard.type(' == ')
  await data.getByRole('button', { name: 'home town "Rome"' }).dragTo(condition, { targetPosition: { x: 240, y: 14 } })
  await expect(condition).toHaveText('nodes.give.user.name == nodes.give.user["home town"]')
  await expect(page.locator('[data-expression-preview="value"]')).toContainText('false')
  expect(await axeFindings(page)).toEqual([])
  await card(page, 'end').click({ position: { x: 60, y: 10 } })
  const input = page.getByRole('textbox', { name: 'Input', exact: true })
  await expect(input).toHaveAttribute('data-expression-editor')
  await input.click()
  // Brackets and quotes close themselves.
  await page.keyboard.type('{"who": "')
  await data.getByRole('button', { name: 'Unfold nodes.give.user' }).click()
  await data.getByRole('button', { name: 'home town "Rome"' }).click()
  await expect(input).toHaveText(`{"who": "{{ nodes.give.user['home town'] }}"}`)
  await expect(page.locator('[data-expression-preview="value"]')).toContainText('{"who":"Rome"}')
  await card(page, 'give').click({ position: { x: 60, y: 10 } })
  const own = page.getByRole('region', { name: 'Output', exact: true })
  await own.getByRole('button', { name: 'Pin', exact: true }).click()
  await expect(card(page, 'give')).toContainText('output pinned')
  await expect(undoName(page)).toHaveAccessibleName('Undo: pin output of Give')
  await own.getByRole('button', { name: 'Unpin' }).click()
  await expect(card(page, 'give')).not.toContainText('output pinned')
  await expect(undoName(page)).toHaveAccessibleName('Undo: unpin output of Give')
  await page.keyboard.press('Control+z')
  await expect(card(page, 'give')).toContainText('output pinned')
  await card(page, 'check').click({ position: { x: 60, y: 10 } })
  await condition.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('inputs.most > 3')
  // Nothing is said of it while it is written.
  await expect(page.getByText('No problems')).toBeVisible()
  await page.getByRole('textbox', { name: 'Node name' }).click()
  await page.getByRole('button', { name: '1 warning' }).click()
  await page.getByRole('button', { name: 'Declare “most”' }).click()
  await expect(page.getByText('No problems')).toBeVisible()
  await expect(undoName(page)).toHaveAccessibleName('Undo: declare “most” at Check')
  await condition.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('nodes.giv.user != null')
  await page.getByRole('textbox', { name: 'Node name' }).click()
  await expect(inspectorOf(page).getByText('There is no step “giv”. Did you mean “give”?')).toBeVisible()
  // The panel and the key lead into the field of whatever form it is in.
  await canvasOf(page).click({ position: { x: 20, y: 20 } })
  await page.keyboard.press('F8')
  await expect(condition).toBeFocused()
  await page.getByRole('button', { name: 'Read “give”' }).click()
  await expect(page.getByText('No problems')).toBeVisible()
  await expect(condition).toHaveText('nodes.give.user != null')
  await expect(undoName(page)).toHaveAccessibleName('Undo: read “give” at Check')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Run with inputs' }).getByRole('textbox', { name: /^Most/ })).toBeVisible()
  expect(faults.list).toEqual([])
})
