import type { Page } from '@playwright/test'
import { postJson } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { canvasOf, card, cards, dropFromPalette, inspectorOf, middleOf, newWorkflow, undoName } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'

/** Presses and begins to move as a hand does: a first step of hundreds of pixels would count as the place where it was taken. */
async function take(page: Page, at: { x: number; y: number }): Promise<void> {
  await page.mouse.move(at.x, at.y)
  await page.mouse.down()
  await page.mouse.move(at.x + 2, at.y + 2)
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await take(page, from)
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 })
  await page.mouse.move(to.x, to.y, { steps: 3 })
  await page.mouse.up()
}

const output = (page: Page, id: string, port = 'out') => card(page, id).locator(`.react-flow__handle.source[data-port="${port}"]`)
const input = (page: Page, id: string) => card(page, id).locator('.react-flow__handle.target')

test.describe('the hand', () => {
  test('lines cards up, copies with Alt, takes a lone card into a connection, hangs ends elsewhere and says why not', async ({ page, product, faults }) => {
    await newWorkflow(page, product.url, 'By hand')
    for (let step = 0; step < 2; step += 1) await page.getByRole('button', { name: 'Zoom out' }).click()
    await dropFromPalette(page, /^Join/, { x: 140, y: 120 })
    await dropFromPalette(page, /^Wait/, { x: 620, y: 120 })
    await dropFromPalette(page, /^Function/, { x: 380, y: 420 })
    await drag(page, await middleOf(output(page, 'join')), await middleOf(input(page, 'delay')))
    await expect(page.locator('[data-edge-id="join-delay"]')).toBeAttached()

    await test.step('guides show while a card falls into line', async () => {
      const from = await middleOf(card(page, 'function'))
      const over = await middleOf(card(page, 'join'))
      await take(page, from)
      await page.mouse.move(over.x + 60, from.y, { steps: 3 })
      await page.mouse.move(over.x + 3, from.y, { steps: 3 })
      await expect(page.locator('.drag-guide').first()).toBeVisible()
      await page.mouse.up()
      await expect(page.locator('.drag-guide')).toHaveCount(0)
      await expect.poll(async () => Math.abs((await middleOf(card(page, 'function'))).x - over.x)).toBeLessThan(0.5)
      await expect(undoName(page)).toHaveAccessibleName('Undo: move node')
    })

    await test.step('a lone card dropped on a connection is taken in', async () => {
      const [left, right] = [await middleOf(output(page, 'join')), await middleOf(input(page, 'delay'))]
      await drag(page, await middleOf(card(page, 'function')), { x: (left.x + right.x) / 2, y: left.y })
      await expect(undoName(page)).toHaveAccessibleName('Undo: insert Function')
      await expect(page.locator('[data-edge-id="function-delay"]')).toBeAttached()
    })

    await test.step('the refusal of a circle is told at the pointer, with the way around', async () => {
      const from = await middleOf(output(page, 'delay'))
      const to = await middleOf(card(page, 'join'))
      await take(page, from)
      await page.mouse.move(to.x + 20, to.y, { steps: 4 })
      await page.mouse.move(to.x, to.y, { steps: 2 })
      await expect(page.locator('[data-connection-hint]')).toHaveText('This would close a circle: Join → Function → Wait → Join.')
      await page.mouse.up()
      await expect(page.locator('[data-edge-id]')).toHaveCount(2)
    })

    await test.step('an end is hung elsewhere', async () => {
      const anchor = page.locator('.react-flow__edge[data-id="join-delay"] .react-flow__edgeupdater-target')
      const at = await middleOf(anchor)
      await drag(page, { x: at.x - 8, y: at.y }, await middleOf(card(page, 'delay')))
      await expect(undoName(page)).toHaveAccessibleName('Undo: reconnect')
      // By the names that are seen; it was by ids.
      await expect(page.locator('#announcer')).toHaveText('Connected Join to Wait')
    })

    await test.step('Alt leaves a copy', async () => {
      const from = await middleOf(card(page, 'join'))
      await page.keyboard.down('Alt')
      await drag(page, from, { x: from.x, y: from.y + 260 })
      await page.keyboard.up('Alt')
      await expect(undoName(page)).toHaveAccessibleName('Undo: duplicate node')
      await expect(card(page, 'join_2')).toBeVisible()
    })
    expect(faults.list.filter((fault) => !fault.includes('favicon'))).toEqual([])
  })
})

test("a tooltip is in nobody's way: what lies below it is pressed", async ({ page, product, faults }) => {
  await page.clock.install()
  await page.goto(`${product.url}/w/${encodeURIComponent('Order enrichment')}?node=fetch_order`)
  const more = page.getByRole('button', { name: 'More for this node' })
  await expect(more).toBeVisible()
  await page.getByRole('button', { name: 'More ways to run' }).hover()
  const tooltip = page.getByRole('tooltip')
  await expect(tooltip).toBeVisible()
  const at = await middleOf(tooltip)
  // The way from the button to the tooltip has a moment only, which a busy machine may take between two events of the mouse: here time stands.
  await page.clock.pauseAt(new Date((await page.evaluate(() => Date.now())) + 1000))
  // On the way to what it covers the pointer is on the tooltip, which stays to be read.
  await page.mouse.move(at.x, at.y, { steps: 4 })
  expect(await page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.closest('[role=tooltip]') === null, at)).toBe(true)
  await page.clock.runFor(1000)
  await expect(tooltip).toBeVisible()
  await page.mouse.click(at.x, at.y)
  await expect(tooltip).toBeHidden()
  expect(faults.list).toEqual([])
})

test.describe('text, expressions and layout', () => {
  test('JSON and canvas say the same, broken text harms nothing, and axe finds nothing in any of it', async ({ page, product, faults }) => {
    await page.goto(`${product.url}/w/${encodeURIComponent('Order enrichment')}?node=risk_level`)
    await expect(card(page, 'risk_level')).toBeVisible()
    await page.getByRole('button', { name: 'JSON', exact: true }).click()
    const text = page.getByRole('textbox', { name: 'Workflow as JSON' })
    await expect(text).toContainText('"id": "risk_level"')
    await text.click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Enter')
    await page.keyboard.type('oops')
    const state = page.getByRole('region', { name: 'Workflow as JSON' }).getByRole('status')
    await expect(state).toContainText('The canvas keeps the last valid state.')
    await expect(cards(page).first()).toBeVisible()
    expect(await axeFindings(page)).toEqual([])
    for (let key = 0; key < 4; key += 1) await page.keyboard.press('Backspace')
    await expect(state).toContainText('In step with the canvas · 15 nodes')
    await expect(undoName(page)).toHaveAccessibleName('Nothing to undo')
    expect(faults.list).toEqual([])
  })

  test('what is no value yet stays in its field and is told everywhere, also while another step is looked at', async ({ page, product, faults }) => {
    const url = await newWorkflow(page, product.url, 'No value yet')
    await dropFromPalette(page, /^Wait/, { x: 300, y: 200 })
    const duration = inspectorOf(page).getByRole('textbox', { name: 'Duration' })
    await duration.fill('nonsense')
    await canvasOf(page).click({ position: { x: 20, y: 20 } })
    await expect(duration).toBeHidden()
    await expect(card(page, 'delay').getByRole('img', { name: '2 problems' })).toBeVisible()
    await page.keyboard.press('F8')
    await expect(duration).toBeFocused()
    await expect(duration).toHaveValue('nonsense')
    await expect(duration).toHaveAccessibleDescription(/Write milliseconds, or a time such as 90 s/)
    await duration.fill('90 s')
    await expect(page.getByText('No problems')).toBeVisible()
    await expect(undoName(page)).toHaveAccessibleName('Undo: change Duration of Wait')
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('banner').getByText(/Saved v1/)).toBeVisible()
    await page.goto(`${url}?node=delay`)
    await expect(duration).toHaveValue('1 min 30 s')
    expect(faults.list).toEqual([])
  })

  test('nothing that does not fit the workflow reaches its draft, and nothing typed is lost', async ({ page, product, faults }) => {
    await newWorkflow(page, product.url, 'Does not fit')
    const inspector = inspectorOf(page)
    await dropFromPalette(page, /^Wait/, { x: 300, y: 200 })
    await inspector.getByRole('tab', { name: 'In a run' }).click()
    const attempts = inspector.getByRole('textbox', { name: 'Attempts in all' })
    await attempts.fill('99')
    await expect(attempts).toHaveAccessibleDescription(/Must be at most 20/)
    await canvasOf(page).click({ position: { x: 20, y: 20 } })
    await inspector.getByRole('textbox', { name: 'Longest run' }).fill('1 ms')
    await inspector.getByRole('button', { name: 'Add an input' }).click()
    const name = inspector.getByRole('textbox', { name: 'Name of the input input' })
    await name.fill('two words')
    await card(page, 'delay').click()
    await page.getByRole('button', { name: /problems/ }).click()
    const problems = page.getByRole('list', { name: 'Problems' })
    await problems.getByRole('button', { name: /Name of the input input: A letter first/ }).click()
    await expect(name).toBeFocused()
    await expect(name).toHaveValue('two words')
    await problems.getByRole('button', { name: /Must be at least 1 s/ }).click()
    await expect(inspector.getByRole('textbox', { name: 'Longest run' })).toBeFocused()
    await problems.getByRole('button', { name: /Must be at most 20/ }).click()
    await expect(attempts).toHaveValue('99')
    await canvasOf(page).click({ position: { x: 20, y: 20 } })
    await page.keyboard.press('n')
    const text = page.getByRole('textbox', { name: 'Text of the note' })
    await text.fill('x'.repeat(20_001))
    await expect(text).toHaveAccessibleDescription('A note has at most 20,000 characters; these are 20,001.')
    await card(page, 'delay').click()
    await expect(text).toHaveValue('x'.repeat(20_001))
    // The server was sent nothing it refuses: nobody stands in a conflict.
    await expect(page.getByRole('banner').getByText('Draft saved')).toBeVisible()
    expect(faults.list).toEqual([])
  })

  test('F2 names the selected step, and a problem inside a collapsed group leads to its connection', async ({ page, product }) => {
    const step = (id: string, x: number) => ({ id, type: 'join', name: id, position: { x, y: 200 } })
    const workflow = {
      schemaVersion: 1,
      name: 'Folded away',
      nodes: [step('first', 0), step('second', 300)],
      edges: [{ id: 'within', from: 'first', to: 'second', when: 'nodes.gone.ok' }],
      groups: [{ id: 'g', name: 'Both', nodes: ['first', 'second'], collapsed: true }],
    }
    await postJson(`${product.url}/api/v1/workflows`, { workflow })
    await page.goto(`${product.url}/w/${encodeURIComponent('Folded away')}?node=first`)
    const name = inspectorOf(page).getByRole('textbox', { name: 'Node name' })
    await expect(name).toHaveValue('first')
    await page.locator('body').press('F2')
    await expect(name).toBeFocused()
    await page.keyboard.type('Renamed')
    await page.keyboard.press('Enter')
    await expect(name).toHaveValue('Renamed')
    await expect(name).not.toBeFocused()
    await page.keyboard.press('F8')
    await expect(inspectorOf(page).getByRole('heading', { name: 'Connection' })).toBeVisible()
    await expect(inspectorOf(page).getByText('There is no step “gone”.')).toBeVisible()
  })

  test('tidy leaves what is tidy as it was drawn, and Escape leaves everything', async ({ page, product, faults }) => {
    await page.goto(`${product.url}/w/${encodeURIComponent('Lead triage')}`)
    await expect(cards(page).first()).toBeVisible()
    await page.getByRole('button', { name: 'Tidy' }).click()
    const bar = page.getByRole('region', { name: 'Tidy' })
    await expect(bar.getByRole('status')).toHaveText('Already tidy')
    expect(await axeFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(bar).toBeHidden()
    await expect(undoName(page)).toHaveAccessibleName('Nothing to undo')
    expect(faults.list).toEqual([])
  })

  test('tidy of more nodes than ELK lays out is one step by Enter, and then there is nothing to tidy', async ({ page, product, faults }) => {
    const count = 110
    const nodes = Array.from({ length: count }, (_, index) => ({
      id: `n${index}`,
      type: 'function',
      config: { code: 'return 1' },
      position: { x: (index * 7) % 40, y: (index * 13) % 60 },
    }))
    const edges = nodes.slice(1).map(({ id }, index) => ({ id: `e${index}`, from: `n${index >> 1}`, to: id }))
    const name = 'Tidied tree'
    const made = await page.request.post(`${product.url}/workflows`, { data: { workflow: { schemaVersion: 1, name, nodes, edges } } })
    expect(made.status()).toBe(201)
    await page.goto(`${product.url}/w/${encodeURIComponent(name)}`)
    const tidy = page.getByRole('button', { name: 'Tidy', exact: true })
    await tidy.click()
    const bar = page.getByRole('region', { name: 'Tidy' })
    await expect(bar.getByRole('status')).toHaveText(/^1\d\d nodes move$/)
    // Who refuses a proposal is where they were, who looks at it sees it.
    const zoom = () => page.locator('.react-flow__viewport').evaluate((viewport) => new DOMMatrix(getComputedStyle(viewport).transform).a)
    await expect.poll(zoom).toBeLessThan(0.3)
    await page.keyboard.press('Escape')
    await expect(bar).toBeHidden()
    await expect.poll(zoom).toBeGreaterThan(0.9)
    await tidy.click()
    await expect(bar.getByRole('status')).toHaveText(/^1\d\d nodes move$/)
    // The button that was pressed still has the focus: Enter asked for the same proposal again.
    await page.keyboard.press('Enter')
    await expect(bar).toBeHidden()
    await expect(undoName(page)).toHaveAccessibleName(/^Undo: tidy 1\d\d nodes/)
    await tidy.click()
    await expect(bar.getByRole('status')).toHaveText('Already tidy')
    await page.keyboard.press('Escape')
    expect(faults.list).toEqual([])
  })
})
