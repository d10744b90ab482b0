import { readRun, startRun, untilEnded } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { canvasOf, card, cards, dropFromPalette, inspectorOf, undoName } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'

const WORKFLOW = {
  schemaVersion: 1,
  name: 'Doubled',
  inputs: { type: 'object', properties: { list: { type: 'array', default: [1, 2, 3] } } },
  nodes: [
    { id: 'before', type: 'function', name: 'Before', config: { code: 'return { rate: 2 }' }, position: { x: 0, y: 0 } },
    { id: 'each', type: 'map', name: 'Each number', config: { items: 'inputs.list', body: { nodes: [], edges: [] } }, position: { x: 304, y: 0 } },
    { id: 'sum', type: 'function', name: 'Sum', config: { code: 'return input.nodes.each.reduce((sum, one) => sum + one, 0)' }, position: { x: 608, y: 0 } },
  ],
  edges: [
    { id: 'a', from: 'before', to: 'each' },
    { id: 'b', from: 'each', to: 'sum' },
  ],
}

/** The same with something in its body. */
const steps = ['function', 'function_2'].map((id, at) => ({
  id,
  type: 'function',
  name: at === 0 ? 'Function' : 'Function 2',
  config: { code: 'return input.item * 2' },
  position: { x: 304 * at, y: 0 },
}))
const body = { nodes: steps, edges: [{ id: 'f', from: 'function', to: 'function_2' }] }
const PLACES = {
  ...WORKFLOW,
  name: 'Placed',
  nodes: WORKFLOW.nodes.map((node) => (node.id === 'each' ? { ...node, config: { items: 'inputs.list', body } } : node)),
}

async function made(url: string, workflow: typeof PLACES | typeof WORKFLOW): Promise<void> {
  const answer = await fetch(`${url}/api/v1/workflows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: workflow.name, workflow }),
  })
  expect(answer.status).toBe(201)
}

test('the body of a step is drawn like the workflow around it: in by a double click, out by Escape, mended by F8, undone from outside', async ({
  page,
  product,
  faults,
}) => {
  await made(product.url, WORKFLOW)
  await page.goto(`${product.url}/w/${WORKFLOW.name}`)
  const trail = page.getByRole('navigation', { name: 'Place in the workflow' })
  const code = inspectorOf(page).getByRole('textbox', { name: /^Code/ })

  await test.step('a body is an own canvas, and says what it is', async () => {
    await card(page, 'each').getByText('Each number').dblclick()
    await expect(trail).toContainText('Doubled')
    await expect(page.getByRole('region', { name: 'Body of Each number' })).toBeVisible()
    await expect(inspectorOf(page)).toContainText('once for every item of its list')
    expect(await axeFindings(page)).toEqual([])
  })

  await test.step('steps are added, connected and set up in it', async () => {
    for (const label of [/^Function/, /^Function/]) await page.getByRole('region', { name: 'Node palette' }).getByRole('button', { name: label }).click()
    await expect(cards(page)).toHaveCount(2)
    await expect(page.locator('[data-edge-id="function-function_2"]')).toBeAttached()
    await expect(page.getByRole('button', { name: /2 to fill in/ })).toBeVisible()
    await code.fill('return input.nodes.function')
    await card(page, 'function').click()
    const data = inspectorOf(page).getByRole('region', { name: 'Data from earlier steps' })
    await expect(data).toContainText('item of Each number')
    await expect(data).toContainText('Before')
    await code.fill('return input.item * 2')
    await expect(page.getByRole('button', { name: 'No problems' })).toBeVisible()
  })

  await test.step('groups and notes belong to the workflow, and a part of a body is not run', async () => {
    await card(page, 'function').getByText('Function').click()
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Control+g')
    await expect(page.getByText('A body has no groups')).toBeVisible()
    await card(page, 'function').getByText('Function').click()
    await page.keyboard.press('Shift+Enter')
    await expect(page.getByText('A body runs with its step')).toBeVisible()
  })

  await test.step('Escape leads out, to the step it belongs to', async () => {
    await page.keyboard.press('Escape')
    await expect(trail).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(trail).toBeHidden()
    await expect(card(page, 'each')).toContainText('Map · 2 steps')
    await expect(inspectorOf(page).getByRole('textbox', { name: 'Node name' })).toHaveValue('Each number')
    await expect(undoName(page)).toHaveAccessibleName('Undo: change Code of Function in Each number')
  })

  await test.step('it runs as it was drawn', async () => {
    await page.keyboard.press('Control+s')
    await expect(page.getByText('Saved v1.1')).toBeVisible()
    const runId = await startRun(product.url, { ref: WORKFLOW.name, inputs: { list: [1, 2, 3] } })
    await untilEnded(product.url, runId)
    expect((await readRun(product.url, runId)).run.status).toBe('COMPLETED')
    await page.goto(`${product.url}/runs/${runId}`)
    await card(page, 'sum').click()
    const sum = page.getByRole('region', { name: 'Node Sum' })
    await expect(sum).toContainText('12')
    // Whoever sees in a run what is to be mended is one press away from its settings.
    await sum.getByRole('button', { name: 'Edit', exact: true }).click()
    await expect(inspectorOf(page).getByRole('textbox', { name: 'Node name' })).toHaveValue('Sum')
  })

  await test.step('a problem in it is told outside, F8 leads to its field, and undo mends it without going in', async () => {
    await card(page, 'each').getByText('Each number').click()
    const drawn = inspectorOf(page).getByRole('group', { name: 'Body' })
    await expect(drawn).toContainText('2 steps: ')
    await expect(inspectorOf(page).getByRole('textbox', { name: /^Body/ })).toHaveCount(0)
    await drawn.getByRole('button', { name: 'Open the body' }).click()
    await card(page, 'function').click()
    await code.fill('')
    await page.keyboard.press('Escape')
    await trail.getByRole('button', { name: 'Doubled' }).click()
    await expect(trail).toBeHidden()
    await expect(page.getByRole('button', { name: /1 problem/ })).toBeVisible()
    await expect(card(page, 'each').getByTitle('1 problem')).toHaveText('1')
    await canvasOf(page).focus()
    await page.keyboard.press('F8')
    await expect(trail).toBeVisible()
    await expect(code).toBeFocused()
    await trail.getByRole('button', { name: 'Out of this body' }).click()
    await undoName(page).click()
    await expect(page.getByRole('button', { name: 'No problems' })).toBeVisible()
  })

  await test.step('an expression in it shows what it comes to in the first round of the last run', async () => {
    await card(page, 'each').getByText('Each number').dblclick()
    await card(page, 'function_2').click()
    const data = inspectorOf(page).getByRole('region', { name: 'Data from earlier steps' })
    await expect(data).toContainText('Values of the first round in the last run')
    await inspectorOf(page)
      .getByRole('textbox', { name: 'Input', exact: true })
      .fill('"{{ string(item) + "/" + string(nodes.function) }}"'.replaceAll('"/"', "'/'"))
    await expect(inspectorOf(page).locator('[data-expression-preview=value]')).toContainText('1/2')
    await expect(inspectorOf(page).locator('[data-expression-preview=value]')).toContainText('First round gives')
  })
  expect(faults.list).toEqual([])
})

test('a body is a place: browser history, addresses, find, outline and Ctrl+K lead in and out, on a phone too', async ({ page, product, faults }) => {
  await made(product.url, PLACES)
  await page.goto(`${product.url}/w/${PLACES.name}`)
  const trail = page.getByRole('navigation', { name: 'Place in the workflow' })

  await test.step('back and forward lead out of a body and into it, to the camera that was left; a reload stays', async () => {
    const camera = () => page.locator('.react-flow__viewport').evaluate(({ style }) => style.transform)
    const body = page.getByRole('region', { name: 'Body of Each number' })
    await expect(canvasOf(page)).toBeVisible()
    await page.mouse.move(700, 200)
    await page.mouse.wheel(80, 40)
    await expect(page).toHaveURL(/\/w\/Placed$/)
    const left = await camera()
    await page.getByRole('button', { name: 'Open the body of Each number' }).click()
    await expect(page).toHaveURL(/\?in=each$/)
    await page.goBack()
    await expect(canvasOf(page)).toBeVisible()
    expect(await camera()).toBe(left)
    await page.goForward()
    await expect(body).toBeVisible()
    await page.reload()
    await expect(body).toBeVisible()
    await page.goBack()
    await expect(canvasOf(page)).toBeVisible()
    await page.goto(`${product.url}/w/${PLACES.name}?in=gone`)
    await expect(page.getByText('There is no body “gone” here')).toBeVisible()
    await expect(page).toHaveURL(/\/w\/Placed$/)
  })

  await test.step('a card dropped over the rim comes into view whole, one that is seen whole stays where it was put', async () => {
    const rim = (await canvasOf(page).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    const camera = () => page.locator('.react-flow__viewport').evaluate(({ style }) => style.transform)
    const before = await camera()
    await dropFromPalette(page, /^Function/, { x: rim.width / 2, y: rim.height - 160 })
    await expect(cards(page)).toHaveCount(4)
    expect(await camera()).toBe(before)
    await dropFromPalette(page, /^Function/, { x: rim.width - 60, y: 60 })
    await expect(cards(page)).toHaveCount(5)
    const beyond = async () => {
      const box = await page.locator('.react-flow__node [data-selected]').boundingBox()
      return box ? box.x + box.width - (rim.x + rim.width) : Number.NaN
    }
    await expect.poll(beyond).toBeLessThan(0)
    for (const _ of [1, 2]) await undoName(page).click()
  })

  await test.step('find, outline and Ctrl+K look into bodies from wherever one stands, and lead to the step there', async () => {
    const nodeName = inspectorOf(page).getByRole('textbox', { name: 'Node name' })
    await page.keyboard.press('Control+f')
    const find = page.getByRole('textbox', { name: 'Find in names, settings and outputs' })
    await find.fill('input.item')
    await expect(page.getByRole('list', { name: 'Places' })).toContainText('Each number › Function')
    await find.press('Enter')
    await expect(trail).toBeVisible()
    await expect(nodeName).toHaveValue('Function')
    await expect(find).toBeFocused()
    await find.fill('inputs.list')
    await find.press('Enter')
    await expect(trail).toBeHidden()
    await expect(nodeName).toHaveValue('Each number')
    await page.getByRole('button', { name: 'Outline' }).click()
    await page.getByRole('treeitem', { name: 'Function 2, Function' }).click()
    await expect(trail).toBeVisible()
    await expect(nodeName).toHaveValue('Function 2')
    await expect(page.getByRole('treeitem', { name: 'Function 2, Function' })).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Sum')
    await page.getByRole('option', { name: /Sum/ }).first().click()
    await expect(trail).toBeHidden()
    await expect(nodeName).toHaveValue('Sum')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('function_2')
    await page.getByRole('option', { name: 'Each number › Function 2' }).click()
    await expect(nodeName).toHaveValue('Function 2')
    await trail.getByRole('button', { name: 'Placed' }).click()
  })

  await test.step('an address leads to a step of a body', async () => {
    await page.goto(`${product.url}/w/${PLACES.name}?node=${encodeURIComponent('each/function_2')}`)
    await expect(trail).toBeVisible()
    await expect(inspectorOf(page).getByRole('textbox', { name: 'Node name' })).toHaveValue('Function 2')
  })

  await test.step('a phone shows it, and the way out', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(`${product.url}/w/${PLACES.name}`)
    await page.getByRole('button', { name: 'Open the body of Each number' }).click()
    await expect(cards(page)).toHaveCount(2)
    expect(await axeFindings(page)).toEqual([])
    await trail.getByRole('button', { name: 'Out of this body' }).click()
    await expect(canvasOf(page)).toBeVisible()
    await page.goBack()
    await expect(trail).toBeVisible()
  })
  expect(faults.list).toEqual([])
})
