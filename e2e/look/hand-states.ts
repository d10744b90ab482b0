/** In the middle of a gesture, and what others do meanwhile. */
import type { Page } from '@playwright/test'
import { canvasOf, card, middleOf } from '../product/editor.ts'
import { EXAMPLE, FOUR_STEPS } from './documents.ts'
import { atDesk, edit } from './opened-editor.ts'
import type { Stage, State } from './state.ts'

async function take(page: Page, at: { x: number; y: number }): Promise<void> {
  await page.mouse.move(at.x, at.y)
  await page.mouse.down()
  await page.mouse.move(at.x + 3, at.y + 3)
}

const output = (page: Page, id: string) => middleOf(card(page, id).locator('.react-flow__handle.source[data-port="out"]'))
/** With room at the sides: near the rim of the canvas a connection in the hand moves the camera. */
async function fromAfar({ page }: Stage): Promise<void> {
  for (let step = 0; step < 2; step += 1) await page.getByRole('button', { name: 'Zoom out' }).click()
}

const click = (page: Page, id: string) => card(page, id).click({ position: { x: 60, y: 10 } })
const saveState = ({ page }: Stage) => page.getByRole('banner').locator('[data-save-state]')

/** Renames a step as the person at this page. */
async function rename(page: Page, id: string, name: string): Promise<void> {
  await click(page, id)
  await page.getByRole('textbox', { name: 'Node name' }).fill(name)
  await page.keyboard.press('Tab')
}

async function anotherPerson({ page }: Stage): Promise<Page> {
  const browser = page.context().browser()
  if (!browser) throw new Error('the browser is gone')
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  page.once('close', () => void context.close())
  const other = await context.newPage()
  await other.goto(page.url())
  return other
}

async function offline(stage: Stage): Promise<void> {
  await edit(stage, FOUR_STEPS)
  await stage.page.context().route(/\/trpc\//, (route) => route.abort())
  await rename(stage.page, 'second', 'Work out the price')
  await saveState(stage)
    .getByText(/Offline/)
    .waitFor()
}

async function inConflict(stage: Stage): Promise<void> {
  await edit(stage, FOUR_STEPS)
  const other = await anotherPerson(stage)
  await card(other, 'second').waitFor()
  await stage.page.context().route(/\/trpc\//, (route) => route.abort())
  await rename(stage.page, 'second', 'Work out the price')
  await saveState(stage)
    .getByText(/Offline/)
    .waitFor()
  await rename(other, 'second', 'Work out the discount')
  await other.getByRole('banner').locator('[data-save-state="draft"]').waitFor()
  await stage.page.context().unroute(/\/trpc\//)
  await stage.page.getByRole('button', { name: 'Look' }).waitFor()
}

export const HAND_STATES: readonly State[] = [
  atDesk('quick-add', { document: FOUR_STEPS, keepFocus: true }, async (stage) => {
    await stage.page.locator('[data-edge-handle="one"]').press('Enter')
    await stage.page.getByPlaceholder('Add a node…').waitFor()
  }),
  atDesk('connect-by-keys', { document: EXAMPLE, keepFocus: true }, async (stage) => {
    await click(stage.page, 'fetch_order')
    await stage.page.keyboard.press('c')
    await stage.page.getByRole('dialog').getByRole('combobox').waitFor()
  }),
  atDesk('illegal-target', { document: FOUR_STEPS, keepFocus: true }, async (stage) => {
    await fromAfar(stage)
    const from = await output(stage.page, 'third')
    await take(stage.page, from)
    await stage.page.mouse.move(from.x - 60, from.y + 140, { steps: 5 })
    await stage.page.locator('.node-card[data-dimmed]').first().waitFor()
  }),
  atDesk('cycle-explained', { document: FOUR_STEPS, keepFocus: true }, async (stage) => {
    await fromAfar(stage)
    await take(stage.page, await output(stage.page, 'third'))
    const to = await middleOf(card(stage.page, 'first'))
    await stage.page.mouse.move(to.x + 20, to.y, { steps: 4 })
    await stage.page.mouse.move(to.x, to.y, { steps: 2 })
    await stage.page.locator('[data-connection-hint]').waitFor()
  }),
  atDesk('drop-on-edge', { document: FOUR_STEPS, keepFocus: true }, async (stage) => {
    const [left, right] = [await middleOf(card(stage.page, 'second')), await middleOf(card(stage.page, 'third'))]
    await take(stage.page, await middleOf(card(stage.page, 'lone')))
    await stage.page.mouse.move((left.x + right.x) / 2 + 30, left.y, { steps: 5 })
    await stage.page.mouse.move((left.x + right.x) / 2, left.y, { steps: 3 })
  }),
  atDesk('guides', { document: FOUR_STEPS, keepFocus: true }, async (stage) => {
    const at = await middleOf(card(stage.page, 'lone'))
    const over = await middleOf(card(stage.page, 'third'))
    await take(stage.page, at)
    await stage.page.mouse.move(over.x + 40, at.y, { steps: 4 })
    await stage.page.mouse.move(over.x + 3, at.y, { steps: 3 })
    await stage.page.locator('.drag-guide').first().waitFor()
  }),
  {
    name: 'paste-ghost',
    on: 'desk',
    keepFocus: true,
    async show(stage) {
      await stage.page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: stage.product.url })
      await edit(stage, FOUR_STEPS)
      await canvasOf(stage.page).click({ position: { x: 30, y: 30 } })
      for (const key of ['Control+a', 'Control+c', 'Control+v']) await stage.page.keyboard.press(key)
      await stage.page.locator('[data-paste-ghost] > div').first().waitFor()
      const middle = await middleOf(canvasOf(stage.page))
      await stage.page.mouse.move(middle.x - 100, middle.y + 120, { steps: 20 })
    },
  },
  atDesk('rubber-band', { document: FOUR_STEPS, keepFocus: true }, async (stage) => {
    const [from, to] = [await card(stage.page, 'first').boundingBox(), await card(stage.page, 'second').boundingBox()]
    if (!from || !to) throw new Error('the cards are not on the screen')
    await stage.page.keyboard.down('Shift')
    await stage.page.mouse.move(from.x - 20, from.y - 20)
    await stage.page.mouse.down()
    await stage.page.mouse.move(to.x + 90, to.y + 60, { steps: 6 })
  }),
  atDesk('edge-hovered', { document: FOUR_STEPS, keepFocus: true }, async (stage) => {
    await stage.page.locator('.react-flow__edge[data-id="one"]').focus()
  }),
  atDesk('card-focused', { document: FOUR_STEPS, keepFocus: true }, async (stage) => {
    await stage.page.keyboard.press('F6')
    await stage.page.keyboard.press('ArrowRight')
  }),
  atDesk('note-written', { document: FOUR_STEPS, keepFocus: true }, async (stage) => {
    await canvasOf(stage.page).click({ position: { x: 30, y: 30 } })
    await stage.page.keyboard.press('n')
    await stage.page.locator('[data-note] textarea').fill('## To do\n\nAsk the **warehouse**.')
  }),
  atDesk('run-here-pinned', { document: EXAMPLE }, async (stage) => {
    const address = stage.page.url()
    await stage.page.getByRole('button', { name: 'Run', exact: true }).click()
    await stage.page.getByRole('banner').getByText('Succeeded').waitFor()
    await stage.page.goto(`${address}?node=fetch_order`)
    await stage.page.getByRole('button', { name: 'More for this node' }).click()
    await stage.page.getByRole('menuitem', { name: 'Pin the last output' }).click()
    await card(stage.page, 'fetch_order').getByText('output pinned').waitFor()
  }),
  {
    name: 'run-dialog',
    async show(stage) {
      await edit(stage, EXAMPLE)
      await stage.page.getByRole('button', { name: 'More ways to run' }).click()
      await stage.page.getByRole('menuitem', { name: /Run with inputs/ }).click()
      await stage.page.getByRole('dialog').waitFor()
    },
  },
  atDesk('save-note', { document: FOUR_STEPS, keepFocus: true }, async (stage) => {
    await rename(stage.page, 'second', 'Work out the price')
    await stage.page.getByRole('button', { name: 'Save with a note…' }).click()
    await stage.page.getByRole('dialog').getByRole('textbox').waitFor()
  }),
  atDesk('run-menu-of-the-editor', { document: FOUR_STEPS, keepFocus: true }, async (stage) => {
    await stage.page.getByRole('button', { name: 'More ways to run' }).click()
    await stage.page.getByRole('menu').waitFor()
  }),
  atDesk('save-draft', { document: FOUR_STEPS }, async (stage) => {
    await rename(stage.page, 'second', 'Work out the price')
    await stage.page.getByRole('banner').locator('[data-save-state="draft"]').waitFor()
  }),
  {
    name: 'save-offline',
    on: 'desk',
    show: offline,
  },
  atDesk('save-saving', { document: FOUR_STEPS }, async (stage) => {
    await stage.page.context().route(/\/trpc\//, () => undefined)
    await rename(stage.page, 'second', 'Work out the price')
  }),
  { name: 'save-conflict', on: 'desk', show: inConflict },
  {
    name: 'save-conflict-dialog',
    on: 'desk',
    async show(stage) {
      await inConflict(stage)
      await stage.page.getByRole('button', { name: 'Look' }).click()
      await stage.page.getByRole('dialog').waitFor()
    },
  },
  atDesk('others-here', { document: EXAMPLE }, async (stage) => {
    const other = await anotherPerson(stage)
    await card(other, 'price').click({ position: { x: 60, y: 10 } })
    await stage.page.locator('[data-selected-by]').first().waitFor()
  }),
]
