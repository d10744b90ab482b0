import type { Page } from '@playwright/test'
import { getJson, postJson } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { canvasOf, card, cards, dropFromPalette, inspectorOf, newWorkflow, undoName } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'
import { heldBack } from '../product/held-back.ts'

interface Document {
  nodes: { id: string; type: string }[]
  edges: { id: string; from: string; to: string }[]
}

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

const PALETTE = /\/assets\/(command-)?palette-(?!panel)[^/]*\.js$/

test.describe('authoring', () => {
  test('what is typed right after Ctrl+K is a query: it was lost, and Enter added the first node of the list instead', async ({ page, product }) => {
    await newWorkflow(page, product.url, 'Typed at once')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('notify')
    await expect(page.getByRole('dialog').getByRole('combobox')).toHaveValue('notify')
    await page.keyboard.press('Enter')
    await expect(cards(page)).toHaveCount(1)
    await expect(cards(page).first()).toContainText('Notify')
  })

  test('an Escape that comes before the palette takes it back, and nothing else: it let go of the selection, and the next Ctrl+K closed what had just come', async ({
    page,
    context,
    product,
  }) => {
    const url = await newWorkflow(page, product.url, 'Taken back at once')
    await dropFromPalette(page, /^Wait/, { x: 300, y: 200 })
    await expect(page.locator('[data-save-state]')).toHaveAttribute('data-save-state', 'draft')
    const letPaletteCome = await heldBack(context, PALETTE)
    await page.goto(url)
    await cards(page).first().click()
    await expect(page.locator('.node-card[data-selected]')).toHaveCount(1)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('find')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('tidy')
    letPaletteCome()
    await expect(page.getByRole('dialog').getByRole('combobox')).toHaveValue('tidy')
    await expect(page.locator('.node-card[data-selected]')).toHaveCount(1)
  })

  test('an Enter that comes before the list of commands is applied once the list is there: it was dropped', async ({ page, context, product }) => {
    const url = await newWorkflow(page, product.url, 'Confirmed at once')
    const holdBack = (file: RegExp) => heldBack(context, file)
    const letPaletteCome = await holdBack(PALETTE)
    const letCommandsCome = await holdBack(/\/assets\/editor-commands-[^/]*\.js$/)
    await page.goto(url)
    await expect(page.getByText('Start with a first step')).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('add notify')
    await page.keyboard.press('Enter')
    letPaletteCome()
    await expect(page.getByRole('dialog')).toContainText('There is more to come')
    await expect(cards(page)).toHaveCount(0)
    letCommandsCome()
    await expect(cards(page)).toHaveCount(1)
    await expect(cards(page).first()).toContainText('Notify')
    await expect(page.getByRole('dialog')).toBeHidden()
  })

  test('what is typed right after C names the target, Enter included: the letters went to the canvas as commands', async ({ page, context, product }) => {
    const letMenuCome = await heldBack(context, /\/assets\/connect-menu-[^/]*\.js$/)
    await newWorkflow(page, product.url, 'Connected at once')
    await dropFromPalette(page, /^Join/, { x: 120, y: 200 })
    await dropFromPalette(page, /^Function/, { x: 420, y: 200 })
    await dropFromPalette(page, /^Notify/, { x: 420, y: 400 })
    await cards(page).first().click()
    await page.keyboard.type('cnot')
    await page.keyboard.press('Enter')
    letMenuCome()
    await expect(page.locator('[data-edge-id]')).toHaveCount(1)
    await expect(page.getByText('Connected to Notify')).toBeAttached()
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(page.locator('.canvas-note')).toHaveCount(0)
    await expect(cards(page)).toHaveCount(3)
  })

  test('the first of the list is chosen, also where it came last: Enter took what had stood first before it', async ({ page, context, product }) => {
    const letCommandsCome = await heldBack(context, /\/assets\/editor-commands-[^/]*\.js$/)
    await page.goto(`${product.url}/w/${encodeURIComponent('Order enrichment')}`)
    await expect(cards(page).first()).toBeVisible()
    await page.keyboard.press('Control+k')
    const options = page.getByRole('dialog').getByRole('option')
    await expect(options.first()).toHaveAttribute('aria-selected', 'true')
    letCommandsCome()
    await expect(options.first()).toContainText('Add ')
    await expect(options.first()).toHaveAttribute('aria-selected', 'true')
    // What somebody went to stays chosen.
    await page.keyboard.press('ArrowDown')
    await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true')
  })

  test('Ctrl+K leads to a workflow by its name, and the list is ordered as one likes', async ({ page, product, faults }) => {
    await page.goto(product.url)
    const names = page.getByRole('list', { name: 'Workflows' }).locator('[data-workflow]')
    await expect(names.first()).toBeVisible()
    await page.getByRole('combobox', { name: 'Order of the list' }).selectOption('Changed last')
    await page.reload()
    await expect(page.getByRole('combobox', { name: 'Order of the list' })).toHaveValue('updated')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('order enrich')
    await expect(page.getByRole('option', { name: 'Order enrichment' })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/w\/Order%20enrichment/)
    expect(faults.list).toEqual([])
  })

  test('[UI-02] three nodes and two edges by drag and drop are saved, come back after a reload, and run', async ({ page, product, faults }) => {
    await newWorkflow(page, product.url, 'Drawn by hand')
    await dropFromPalette(page, /^Join/, { x: 120, y: 200 })
    await expect(cards(page)).toHaveCount(1)
    await dropFromPalette(page, /^Join/, { x: 420, y: 200 })
    await expect(cards(page)).toHaveCount(2)
    // Whole in view: the camera does not go after it while a port is taken.
    await dropFromPalette(page, /^Join/, { x: 420, y: 420 })
    await expect(cards(page)).toHaveCount(3)
    await connect(page, 0, 1)
    await connect(page, 1, 2)
    await expect(page.locator('[data-edge-id]')).toHaveCount(2)
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('banner').getByText(/Saved v1\.\d/)).toBeVisible()
    await page.reload()
    await expect(cards(page)).toHaveCount(3)
    await expect(page.locator('[data-edge-id]')).toHaveCount(2)
    // Nothing has run: no card says so.
    await expect(page.locator('.react-flow__node [data-status]:not([data-status="idle"])')).toHaveCount(0)
    await expect(cards(page).first()).not.toContainText('Not run')
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
    await dropFromPalette(page, /^Join/, { x: 200, y: 200 })
    await expect(cards(page)).toHaveCount(1)
    await page.keyboard.press('Control+z')
    await expect(cards(page)).toHaveCount(0)
    await page.keyboard.press('Control+Shift+z')
    await expect(cards(page)).toHaveCount(1)
    expect(faults.list).toEqual([])
  })

  test('the draft survives a reload, and can be taken back gesture by gesture before it', async ({ page, product, faults }) => {
    await newWorkflow(page, product.url, 'Kept draft')
    await dropFromPalette(page, /^Join/, { x: 200, y: 200 })
    await expect(page.getByRole('banner').getByText('Draft saved')).toBeVisible()
    // What the page says is true at that moment: the server has the gesture, and the canvas shows it.
    const draft = await getJson<{ gestures: unknown[] }>(`${product.url}/api/v1/workflows/Kept%20draft/tags/main/draft`)
    expect({ gestures: draft.gestures.length, cards: await cards(page).count() }).toEqual({ gestures: 1, cards: 1 })
    await page.reload()
    await expect(cards(page)).toHaveCount(1)
    await expect(page.getByRole('banner').getByText('Draft saved')).toBeVisible()
    expect(faults.list).toEqual([])
  })

  test('a cycle is refused with the path shown', async ({ page, product }) => {
    await newWorkflow(page, product.url, 'Not round')
    await dropFromPalette(page, /^Join/, { x: 120, y: 200 })
    await dropFromPalette(page, /^Join/, { x: 420, y: 200 })
    await expect(cards(page)).toHaveCount(2)
    await connect(page, 0, 1)
    await expect(page.locator('[data-edge-id]')).toHaveCount(1)
    await connect(page, 1, 0)
    await expect(page.locator('[data-edge-id]')).toHaveCount(1)
    await expect(page.getByText(/cycle|circle|loop/i).first()).toBeVisible()
  })

  test('inputs are asked for by rows, and a renamed one is followed by what reads it', async ({ page, product, faults }) => {
    await newWorkflow(page, product.url, 'Asks for inputs')
    await dropFromPalette(page, /^Condition/, { x: 200, y: 200 })
    const condition = inspectorOf(page).getByRole('textbox', { name: /^Condition/ })
    await condition.click()
    await page.keyboard.type("inputs.region == 'south'")
    await page.keyboard.press('Escape')
    await canvasOf(page).click({ position: { x: 500, y: 500 } })
    const inputs = page.getByRole('region', { name: 'Inputs', exact: true })
    await inputs.getByRole('button', { name: 'Add an input' }).click()
    await expect(inputs.getByRole('textbox', { name: 'Name of the input input' })).toBeFocused()
    await page.keyboard.type('2nd')
    await expect(inputs.getByText(/A letter first/)).toBeVisible()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('region')
    await page.keyboard.press('Enter')
    await inputs.getByRole('combobox', { name: 'Type of region' }).selectOption('Choice')
    const choices = inputs.getByRole('textbox', { name: /^Choices/ })
    await choices.fill('north\n')
    await choices.press('End')
    await page.keyboard.type('south')
    await inputs.getByRole('switch', { name: 'Required' }).click()
    expect(await axeFindings(page)).toEqual([])
    await inputs.getByRole('textbox', { name: 'Name of the input region' }).fill('area')
    await page.keyboard.press('Enter')
    await expect(undoName(page)).toHaveAccessibleName('Undo: rename the input region')
    await inputs.getByRole('button', { name: 'JSON', exact: true }).click()
    const schema = { type: 'object', properties: { area: { type: 'string', enum: ['north', 'south'] } }, required: ['area'] }
    await expect(inputs.getByRole('textbox', { name: 'Inputs as JSON' })).toHaveValue(JSON.stringify(schema, undefined, 2))
    await card(page, 'conditional').click({ position: { x: 60, y: 10 } })
    await expect(condition).toContainText("inputs.area == 'south'")
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Run with inputs' })
    await dialog.getByRole('combobox', { name: /^Area/ }).selectOption('south')
    await dialog.getByRole('button', { name: 'Start run' }).click()
    await expect(page.getByRole('banner')).toContainText('Succeeded')
    expect(faults.list).toEqual([])
  })

  test('[D-26] a new step never takes the id of one that is gone: not of one the page knows, and not of one it does not', async ({ page, product }) => {
    const url = await newWorkflow(page, product.url, 'Spent ids')
    await dropFromPalette(page, /^Join/, { x: 200, y: 160 })
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('banner').getByText('Saved v1.1')).toBeVisible()
    await card(page, 'join').click({ position: { x: 60, y: 10 } })
    await page.keyboard.press('Delete')
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('banner').getByText('Saved v1.2')).toBeVisible()
    await dropFromPalette(page, /^Join/, { x: 200, y: 160 })
    await expect(card(page, 'join_2')).toBeVisible()

    // Spent on another branch: the page has no way to know before it saves.
    const workflow = `${product.url}/api/v1/workflows/Spent%20ids`
    const branch = await postJson<{ artifactId: string }>(`${workflow}/tags`, { tag: 'trial' })
    const node = { id: 'delay', type: 'delay', config: { durationMs: 1 }, position: { x: 0, y: 0 } }
    const added = await postJson<{ artifactId: string }>(`${workflow}/tags/trial/patches`, {
      baseVersion: branch.body.artifactId,
      operations: [{ op: 'add', path: '/nodes/-', value: node }],
    })
    const removed = await postJson(`${workflow}/tags/trial/patches`, { baseVersion: added.body.artifactId, operations: [{ op: 'remove', path: '/nodes/0' }] })
    expect([branch.status, added.status, removed.status]).toEqual([201, 201, 201])
    await dropFromPalette(page, /^Wait/, { x: 420, y: 360 })
    await expect(card(page, 'delay')).toBeVisible()
    await inspectorOf(page)
      .getByRole('textbox', { name: /^Wait for|Duration/ })
      .first()
      .fill('5')
    await page.keyboard.press('Control+s')
    await expect(page.getByText('delay is delay_2 now')).toBeVisible()
    await expect(page.getByRole('banner').getByText('Saved v1.3')).toBeVisible()
    await expect(card(page, 'delay_2')).toBeVisible()
    await page.goto(url)
    await expect(cards(page)).toHaveCount(2)
  })
})
