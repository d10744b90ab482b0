import type { Workflow, WorkflowNode } from '@aob/schemas'
import type { Locator, Page } from '@playwright/test'
import { type DrawnIds, EXAMPLE, expectTheExample, idsInOrder, settled, textOf, withInputs } from '../authoring/order-enrichment.ts'
import { axeFindings } from '../product/axe.ts'
import { canvasOf, card, cards, inspectorOf } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'
import { goToPart, tabTo } from '../product/keyboard.ts'

const TYPES: Readonly<Record<string, string>> = { http: 'HTTP request', join: 'Join', function: 'Function', switch: 'Switch', notify: 'Notify' }
/** In the order somebody draws it who goes along with the order. */
const ORDER =
  'fetch_order fetch_customer fetch_place check_risk check_stock facts price risk_level warn_operations ask_deposit accept decided store_result tell_customer tell_operations'

const nodeOf = (id: string): WorkflowNode => {
  const node = EXAMPLE.nodes.find((one) => one.id === id)
  if (!node) throw new Error(`The example has no node ${id}.`)
  return node
}
const selected = (page: Page) => page.locator('.react-flow__node.selected [data-node-id]')

/** Whoever draws without a pointer: nothing below touches the page but by its keys. */
class Typist {
  readonly #page: Page
  readonly #ids: DrawnIds
  #drawn = 0

  constructor(page: Page, ids: DrawnIds) {
    this.#page = page
    this.#ids = ids
  }

  /** By its name in Ctrl+K. */
  async #command(words: string): Promise<void> {
    await this.#page.keyboard.press('Control+k')
    await expect(this.#page.getByRole('dialog').getByRole('combobox')).toBeFocused()
    await this.#page.keyboard.insertText(words)
    await this.#page.keyboard.press('Enter')
    await expect(this.#page.getByRole('dialog')).toBeHidden()
  }

  /** Behind the node that is selected; then its settings, as JSON from somewhere else. */
  async add(id: string): Promise<void> {
    const node = nodeOf(id)
    await this.#command(`Add ${TYPES[node.type]}`)
    await expect(cards(this.#page)).toHaveCount(++this.#drawn)
    await expect(selected(this.#page)).toHaveAttribute('data-node-id', this.#ids.get(id) ?? '')
    await this.openJson()
    const { text, now } = await textOf(this.#page, this.#ids.get(id) ?? '')
    await this.write(text, settled(node, now, this.#ids))
  }

  /** F6 leads to the first setting; the tabs are a step before it. */
  async openJson(): Promise<void> {
    const tabs = inspectorOf(this.#page).getByRole('tab')
    await goToPart(this.#page, 'inspector')
    await tabTo(this.#page, tabs.and(this.#page.locator('[aria-selected="true"]')), 'Shift+Tab')
    await this.#page.keyboard.press('End')
    await expect(inspectorOf(this.#page).getByRole('tab', { name: 'JSON' })).toHaveAttribute('aria-selected', 'true')
  }

  async write(field: Locator, words: string): Promise<void> {
    await tabTo(this.#page, field)
    await this.#page.keyboard.press('Control+a')
    // As it comes from a clipboard.
    await this.#page.keyboard.insertText(words)
    await expect(inspectorOf(this.#page)).toContainText('In step with the canvas.')
  }

  async go(id: string): Promise<void> {
    await this.#command(nodeOf(id).name ?? id)
    await expect(selected(this.#page)).toHaveAttribute('data-node-id', this.#ids.get(id) ?? '')
  }

  /** By C, and words that find the target. */
  async connect(from: string, words: string): Promise<void> {
    const edges = this.#page.locator('[data-edge-id]')
    const before = await edges.count()
    await this.go(from)
    // The form that was written in has gone with its node: the focus is on the card.
    await expect(this.#page.locator('.react-flow__node:focus')).toHaveCount(1)
    await this.#page.keyboard.press('c')
    await expect(this.#page.getByRole('dialog').getByRole('combobox')).toBeFocused()
    await this.#page.keyboard.insertText(words)
    await this.#page.keyboard.press('Enter')
    await expect(this.#page.getByRole('dialog')).toBeHidden()
    await expect(edges).toHaveCount(before + 1)
  }

  /** A connection has a line of its own in the outline; Enter there opens its settings. */
  async openConnection(words: string): Promise<void> {
    const { keyboard } = this.#page
    await goToPart(this.#page, 'side', 'Shift+F6')
    const line = this.#page.getByRole('treeitem', { name: words, exact: true })
    await keyboard.press('Home')
    for (let step = 0; step < 40 && !(await line.evaluate((element) => element === document.activeElement).catch(() => false)); step += 1)
      await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
  }
}

test('the order enrichment is drawn from an empty canvas by keys alone, saved as one patch, and run', async ({ page, product, faults }) => {
  // Hundreds of keys, each answered before the next.
  test.setTimeout(900_000)
  const name = 'Order enrichment by keys'
  const ids = idsInOrder(ORDER.split(' ').map(nodeOf))
  const typist = new Typist(page, ids)
  await page.goto(product.url)
  await tabTo(page, page.getByRole('button', { name: 'New workflow' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Node palette' })).toBeVisible()
  await goToPart(page, 'rail')
  await tabTo(page, page.getByRole('button', { name: 'Outline' }))
  await page.keyboard.press('Enter')

  await test.step('four services asked at once, behind the order', async () => {
    await typist.add('fetch_order')
    for (const id of ['fetch_customer', 'fetch_place', 'check_risk', 'check_stock']) {
      await typist.go('fetch_order')
      await typist.add(id)
    }
    await typist.add('facts')
    for (const id of ['fetch_customer', 'fetch_place', 'check_risk']) await typist.connect(id, 'All facts')
  })
  await test.step('priced, then one of three ways', async () => {
    await typist.go('facts')
    for (const id of ['price', 'risk_level', 'warn_operations']) await typist.add(id)
    for (const id of ['ask_deposit', 'accept']) {
      await typist.go('risk_level')
      await typist.add(id)
    }
    await typist.add('decided')
    for (const id of ['warn_operations', 'ask_deposit']) await typist.connect(id, 'Decided')
  })
  await test.step('stored, and told: when it is wanted, and to somebody else when it failed', async () => {
    await typist.go('decided')
    for (const id of ['store_result', 'tell_customer']) await typist.add(id)
    await typist.go('store_result')
    await page.keyboard.press('Escape')
    await expect(selected(page)).toHaveCount(0)
    await typist.add('tell_operations')
    await typist.connect('store_result', 'error Report')
    await typist.openConnection('→ Tell the customer')
    await goToPart(page, 'inspector')
    await tabTo(page, inspectorOf(page).getByRole('textbox', { name: /^Only when/ }))
    await page.keyboard.type('inputs.notify')
  })
  await test.step('what it asks for', async () => {
    await typist.go('fetch_order')
    await page.keyboard.press('Escape')
    await expect(inspectorOf(page).getByRole('heading', { name })).toBeVisible()
    await typist.openJson()
    const text = inspectorOf(page).getByRole('textbox', { name: 'Workflow as JSON' })
    await typist.write(text, withInputs(JSON.parse(await text.inputValue()) as Workflow))
  })
  await test.step('saved for everybody', async () => {
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('banner').getByText('Saved v1.1')).toBeVisible()
    await expectTheExample(product.url, name, ids)
  })
  await test.step('run: everything it asks for has a default', async () => {
    await page.keyboard.press('Control+Enter')
    await expect(page).toHaveURL(/\/runs\//)
    await expect(page.getByRole('banner')).toContainText('Succeeded')
  })
  expect(faults.list).toEqual([])
})

test('F6 goes around the page; the canvas is one stop, and arrows and Enter do the rest', async ({ page, product, faults }) => {
  test.setTimeout(420_000)
  const at = () => page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region'))
  const connection = (id: string) => page.locator(`.react-flow__edge[data-id="${id}"]`)
  const first = page.locator('.react-flow__node[data-id="fetch_order"]')
  const node = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`)
  await page.goto(`${product.url}/w/${encodeURIComponent('Order enrichment')}`)
  await expect(page.getByText('No problems')).toBeVisible({ timeout: 120_000 })

  await test.step('around, and back', async () => {
    // The parts beside the canvas come behind the first view.
    await expect(inspectorOf(page).getByRole('textbox', { name: 'What it is for' })).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Find a node type' })).toBeVisible()
    // What F6 does comes along when the page stands: a key before that leads nowhere.
    await expect(async () => {
      if ((await at()) === undefined) await page.keyboard.press('F6')
      expect(await at()).toBe('canvas')
    }).toPass()
    for (const part of ['inspector', 'below', 'bar', 'rail', 'side', 'canvas']) {
      await page.keyboard.press('F6')
      await expect.poll(at).toBe(part)
      // While nothing is selected the settings are those of the workflow.
      if (part === 'inspector') await expect(inspectorOf(page).getByRole('textbox', { name: 'What it is for' })).toBeFocused()
    }
    await expect(first).toBeFocused()
    await page.keyboard.press('Shift+F6')
    await expect(page.getByRole('textbox', { name: 'Find a node type' })).toBeFocused()
  })
  await test.step('the types of the palette are one stop of Tab: arrows and letters go through them, and move nothing on the canvas', async () => {
    const types = page.getByRole('toolbar', { name: 'Node types' }).getByRole('button')
    const palette = (type: string) => page.locator(`[data-palette-type="${type}"]`)
    await page.keyboard.press('Tab')
    await expect(types.first()).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await expect(types.nth(1)).toBeFocused()
    await page.keyboard.press('End')
    await expect(types.last()).toBeFocused()
    await page.keyboard.press('f')
    await expect(palette('function')).toBeFocused()
    await page.keyboard.press('Shift+Tab')
    await expect(page.getByRole('textbox', { name: 'Find a node type' })).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await expect(palette('function')).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(first).toBeFocused()
    await expect(page.getByRole('button', { name: 'Nothing to undo' })).toBeVisible()
  })
  await test.step('fifteen cards and nineteen connections are one stop of Tab', async () => {
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Zoom out' })).toBeFocused()
    await page.keyboard.press('Shift+Tab')
    await expect(first).toBeFocused()
  })
  await test.step('arrows go from card to card and move nothing; Enter selects, and once more leads to the first setting', async () => {
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect(node('facts')).toBeFocused()
    await page.keyboard.press('ArrowLeft')
    await expect(selected(page)).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Nothing to undo' })).toBeVisible()
    await page.keyboard.press('ArrowUp')
    await expect(node('fetch_customer')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(selected(page)).toHaveAttribute('data-node-id', 'fetch_customer')
    await expect(inspectorOf(page).getByRole('textbox', { name: 'Node name' })).toHaveValue('Look up the customer')
    await page.keyboard.press('Enter')
    await expect(inspectorOf(page).getByRole('combobox', { name: 'Method' })).toBeFocused()
    await page.keyboard.press('Shift+F6')
    await expect(node('fetch_customer')).toBeFocused()
    await page.keyboard.press('Shift+Space')
    await expect(selected(page)).toHaveCount(0)
    await page.keyboard.press('Space')
  })
  await test.step('the focus goes along the connections, and onto them', async () => {
    await page.keyboard.press('Control+ArrowRight')
    await expect(node('facts')).toBeFocused()
    await expect(selected(page)).toHaveAttribute('data-node-id', 'facts')
    await page.keyboard.press('e')
    await expect(connection('facts_to_price')).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Insert a node between All facts and Price with tax and discount' })).toBeFocused()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Control+ArrowLeft')
    await expect(node('facts')).toBeFocused()
  })
  await test.step('where something is removed, the nearest has the focus', async () => {
    await page.keyboard.press('Delete')
    await expect(card(page, 'facts')).toHaveCount(0)
    await expect(canvasOf(page).locator('.react-flow__node:focus')).toHaveCount(1)
    await page.keyboard.press('Control+z')
    await expect(card(page, 'facts')).toBeVisible()
  })
  await test.step('a line of the outline leads to the connection it names', async () => {
    await page.getByRole('button', { name: 'Outline' }).click()
    await page.getByRole('treeitem', { name: '→ Tell the customer' }).click()
    await expect(inspectorOf(page).getByRole('textbox', { name: /^Only when/ })).toContainText('inputs.notify')
    await expect(page.getByRole('treeitem', { selected: true })).toHaveText('→ Tell the customer')
  })
  await test.step('a row that is added has the focus, one that is removed leaves it where rows are added; there letters are no commands', async () => {
    await node('fetch_customer').focus()
    await page.keyboard.press('Enter')
    const headers = inspectorOf(page).getByRole('group', { name: /^Headers/ })
    const add = headers.getByRole('button', { name: 'Add one' })
    await add.focus()
    await page.keyboard.press('n')
    await page.keyboard.press('Enter')
    await expect(headers.getByRole('textbox', { name: 'Headers: name' }).last()).toBeFocused()
    await page.keyboard.type('x-from')
    await headers.getByRole('button', { name: 'Remove x-from' }).press('Enter')
    await expect(add).toBeFocused()
    await expect(page.locator('[data-note]')).toHaveCount(0)
  })
  await test.step('? shows all keys', async () => {
    await page.keyboard.press('Shift+?')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Next part of the page')
    expect(await axeFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  })
  expect(faults.list).toEqual([])
})
