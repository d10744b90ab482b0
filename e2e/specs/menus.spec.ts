import type { Page } from '@playwright/test'
import { postJson } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { canvasOf, card, cards, undoName } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'
import { clickCard, open, selected, step, zoomOf } from '../product/four-steps.ts'

const menu = (page: Page) => page.getByRole('menu')
const entry = (page: Page, name: string | RegExp) => menu(page).getByRole('menuitem', { name })
const rightClick = (page: Page, id: string) => card(page, id).click({ button: 'right', position: { x: 60, y: 10 } })

/** Menus come once the page stands; until then the browser has its own. */
async function untilMenusCome(page: Page, id: string): Promise<void> {
  await expect(async () => {
    await rightClick(page, id)
    await expect(menu(page)).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await page.keyboard.press('Escape')
  await expect(menu(page)).toBeHidden()
}
/** Where nothing is drawn. */
const BARE = { x: 30, y: 30 }

test.describe('the menu of what is pointed at', () => {
  test('has what the keys do, as one named step, for cards, several of them, groups, connections, notes and the canvas', async ({ page, product, faults }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await open(page, product.url, 'By menu')
    await untilMenusCome(page, 'third')

    await test.step('a card: it is selected, its entries are those of its “…”, Escape leaves the focus where it was', async () => {
      await clickCard(page, 'third')
      await rightClick(page, 'second')
      await expect(menu(page)).toHaveAccessibleName('Second')
      await expect(selected(page)).toHaveAttribute('data-node-id', 'second')
      await expect(entry(page, /^Run to here/)).toContainText('↵')
      expect(await axeFindings(page)).toEqual([])
      await page.keyboard.press('Escape')
      await expect(menu(page)).toBeHidden()
      await expect(page.locator('.react-flow__node[data-id="second"]')).toBeFocused()
      await expect(selected(page)).toHaveCount(1)
      await rightClick(page, 'second')
      await entry(page, /^Duplicate/).click()
      await expect(cards(page)).toHaveCount(5)
      await expect(undoName(page)).toHaveAccessibleName('Undo: duplicate node')
      await undoName(page).click()
    })

    await test.step('what is opened from it gives the focus back to what had it before the menu', async () => {
      await rightClick(page, 'lone')
      await entry(page, /^Connect to/).click()
      await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
      await page.keyboard.press('Escape')
      await expect(page.locator('.react-flow__node[data-id="lone"]')).toBeFocused()
    })

    await test.step('so does what is opened and closed faster than the focus goes back, and from a connection', async () => {
      const connection = page.locator('.react-flow__edge[data-id="two"]')
      await connection.focus()
      // Each key in a turn of its own, and none later than that: the second list opens before the first has given the focus back.
      await page.evaluate(async () => {
        const press = (key: string, ctrlKey: boolean) => {
          const at = document.activeElement ?? document.body
          at.dispatchEvent(new KeyboardEvent('keydown', { key, code: key === 'k' ? 'KeyK' : key, ctrlKey, bubbles: true, cancelable: true }))
        }
        const turn = () => new Promise<void>((done) => queueMicrotask(done))
        const shown = () => document.querySelector('[cmdk-root] input:focus') !== null
        press('k', true)
        while (!shown()) await new Promise(requestAnimationFrame)
        press('Escape', false)
        for (let turns = 0; turns < 100 && document.querySelector('[cmdk-root]'); turns += 1) await turn()
        press('k', true)
        while (!shown()) await new Promise(requestAnimationFrame)
        press('Escape', false)
      })
      await expect(connection).toBeFocused()
    })

    await test.step('by keys at what has the focus, walked by arrows', async () => {
      await page.locator('.react-flow__node[data-id="second"]').focus()
      await page.keyboard.press('Shift+F10')
      await expect(entry(page, /^Settings/)).toBeFocused()
      await page.keyboard.press('ArrowUp')
      await expect(entry(page, /^Delete/)).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(card(page, 'second')).toHaveCount(0)
      await expect(page.locator('#announcer')).toHaveText('Deleted Second')
      await expect(page.locator('.react-flow__node:focus')).toHaveCount(1)
      await undoName(page).click()
    })

    await test.step('on one of several it is that of all of them', async () => {
      await clickCard(page, 'second')
      await clickCard(page, 'third', ['Shift'])
      await rightClick(page, 'second')
      await expect(menu(page)).toHaveAccessibleName('2 nodes')
      await entry(page, /^Group/).click()
      await expect(undoName(page)).toHaveAccessibleName('Undo: group 2 nodes')
    })

    await test.step('a group folds, and its card unfolds', async () => {
      await clickCard(page, 'lone')
      await page.locator('.canvas-group-bar').click({ button: 'right', position: { x: 40, y: 12 } })
      await entry(page, 'Collapse to a card').click()
      await expect(undoName(page)).toHaveAccessibleName('Undo: collapse Group 1')
      await page.locator('.react-flow__node[data-id="group:group"]').click({ button: 'right', position: { x: 60, y: 10 } })
      await expect(menu(page)).toHaveAccessibleName('Group 1')
      await expect(entry(page, /^Group/)).toHaveCount(0)
      await entry(page, 'Open the group').click()
      await expect(card(page, 'second')).toBeVisible()
    })

    await test.step('a connection', async () => {
      await page.locator('.react-flow__edge[data-id="one"]').focus()
      await page.keyboard.press('ContextMenu')
      await expect(menu(page)).toHaveAccessibleName('Connection')
      await entry(page, /^Insert a node/).click()
      await page.getByPlaceholder('Add a node…').fill('wait')
      await page.keyboard.press('Enter')
      await expect(undoName(page)).toHaveAccessibleName('Undo: insert Wait')
      await undoName(page).click()
    })

    await test.step('the canvas: a node, a note and what was copied come where it was asked for', async () => {
      const area = await canvasOf(page).boundingBox()
      if (!area) throw new Error('there is no canvas')
      const at = { x: area.x + area.width / 2, y: area.y + area.height - 120 }
      await page.mouse.click(at.x, at.y, { button: 'right' })
      await entry(page, /^Add a node here/).click()
      await page.getByPlaceholder('Add a node…').fill('notify')
      await page.keyboard.press('Enter')
      await expect(undoName(page)).toHaveAccessibleName('Undo: add Notify')
      const put = await card(page, 'notify').boundingBox()
      if (!put) throw new Error('what was added is not on the screen')
      expect(Math.hypot(put.x + put.width / 2 - at.x, put.y + put.height / 2 - at.y)).toBeLessThan(20)
      await canvasOf(page).click({ button: 'right', position: BARE })
      await entry(page, /^Add a note here/).click()
      await expect(page.locator('[data-note] textarea')).toBeFocused()
      await page.keyboard.type('Mind the order')
      await page.keyboard.press('Escape')
      await rightClick(page, 'lone')
      await entry(page, /^Copy Ctrl/).click()
      await expect(page.locator('#announcer')).toHaveText('Copied 1 node')
      await page.mouse.click(area.x + 200, area.y + area.height - 60, { button: 'right' })
      await entry(page, /^Paste here/).click()
      await expect(undoName(page)).toHaveAccessibleName('Undo: paste node')
    })

    await test.step('a note', async () => {
      await page.locator('[data-note]').click({ button: 'right', position: { x: 20, y: 20 } })
      await entry(page, /^Write/).click()
      await expect(page.locator('[data-note] textarea')).toBeFocused()
      await page.keyboard.press('Escape')
      await page.locator('[data-note]').press('Shift+F10')
      await entry(page, /^Delete/).click()
      await expect(page.locator('[data-note]')).toHaveCount(0)
      await expect(undoName(page)).toHaveAccessibleName('Undo: delete note')
    })

    await test.step('a line of the outline', async () => {
      await page.getByRole('button', { name: 'Outline' }).click()
      await page.getByRole('treeitem', { name: '→ Second' }).click({ button: 'right' })
      await expect(menu(page)).toHaveAccessibleName('Connection')
      await page.keyboard.press('Escape')
      await page.getByRole('treeitem', { name: 'Third, Function' }).click({ button: 'right' })
      await expect(menu(page)).toHaveAccessibleName('Third')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('treeitem', { name: 'Third, Function' })).toBeFocused()
    })

    await test.step('text has the browser’s own', async () => {
      await page.getByRole('textbox', { name: 'Node name' }).click({ button: 'right' })
      await expect(menu(page)).toHaveCount(0)
    })
    expect(faults.list).toEqual([])
  })

  test('what cannot be done stands there with the reason, and the keys come by', async ({ page, product, faults }) => {
    const nodes = [{ id: 'large', type: 'conditional', name: 'Large', config: { condition: 'true' }, position: { x: 0, y: 0 } }]
    expect((await postJson(`${product.url}/api/v1/workflows`, { workflow: { schemaVersion: 1, name: 'One by menu', nodes, edges: [] } })).status).toBe(201)
    await page.goto(`${product.url}/w/One%20by%20menu`)
    await expect(cards(page)).toHaveCount(1)
    await untilMenusCome(page, 'large')
    await rightClick(page, 'large')
    await expect(entry(page, /^Pin the last output/)).toHaveAttribute('aria-disabled', 'true')
    await expect(entry(page, /^Pin the last output/)).toContainText('choose again')
    await page.keyboard.type('p')
    await expect(entry(page, /^Pin the last output/)).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(menu(page)).toBeVisible()
    await expect(page.getByRole('button', { name: 'Nothing to undo' })).toBeVisible()
    expect(await axeFindings(page)).toEqual([])
    expect(faults.list).toEqual([])
  })

  test('a card that is only painted has its menu, too', async ({ page, product, faults }) => {
    const nodes = Array.from({ length: 400 }, (_, index) => step(`step_${index}`, `Step ${index}`, (index % 20) * 304, Math.floor(index / 20) * 200))
    expect((await postJson(`${product.url}/api/v1/workflows`, { workflow: { schemaVersion: 1, name: 'Many by menu', nodes, edges: [] } })).status).toBe(201)
    await page.goto(`${product.url}/w/Many%20by%20menu`)
    await expect(cards(page).first()).toBeVisible()
    await page.getByRole('button', { name: 'Fit everything' }).click()
    await expect.poll(() => zoomOf(page)).toBeLessThan(0.3)
    await expect(page.locator('.react-flow__node')).toHaveCount(0)
    // In the middle of a card, by the camera and the workflow: there is no card to ask.
    const { x, y, zoom } = await page.evaluate(() => {
      const viewport = document.querySelector('.react-flow__viewport')
      const canvas = document.querySelector('.react-flow')?.getBoundingClientRect()
      if (!viewport || !canvas) throw new Error('there is no canvas')
      const view = new DOMMatrix(getComputedStyle(viewport).transform)
      return { x: canvas.x + view.e, y: canvas.y + view.f, zoom: view.a }
    })
    await expect(async () => {
      await page.mouse.click(x + (10 * 304 + 116) * zoom, y + (10 * 200 + 40) * zoom, { button: 'right' })
      await expect(menu(page)).toHaveAccessibleName('Step 210', { timeout: 1_000 })
    }).toPass()
    await entry(page, /^Delete/).click()
    await expect(undoName(page)).toHaveAccessibleName('Undo: delete Step 210')
    expect(faults.list).toEqual([])
  })

  test('a finger that rests opens it, and moves nothing', async ({ browser, product }) => {
    const context = await browser.newContext({ hasTouch: true, viewport: { width: 1180, height: 820 } })
    const page = await context.newPage()
    await open(page, product.url, 'By a finger')
    await untilMenusCome(page, 'third')
    const box = await card(page, 'second').boundingBox()
    if (!box) throw new Error('the card is not on the screen')
    const point = { x: box.x + 60, y: box.y + 12 }
    const touches = await context.newCDPSession(page)
    await touches.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] })
    await expect(menu(page)).toHaveAccessibleName('Second')
    await touches.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: point.x + 3, y: point.y + 3 }] })
    await touches.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await expect(menu(page)).toBeVisible()
    await expect(page.getByRole('button', { name: 'Nothing to undo' })).toBeVisible()
    await entry(page, /^Duplicate/).tap()
    await expect(undoName(page)).toHaveAccessibleName('Undo: duplicate node')
    await context.close()
  })
})

test('what is copied is put down in another workflow in another tab, under ids of its own', async ({ page, context, product, faults }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: product.url })
  // Whoever copies or pastes before the code for it has come has done so.
  await context.route(/clipboard-events/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    await route.continue()
  })
  await open(page, product.url, 'Copied from')
  await clickCard(page, 'first')
  await clickCard(page, 'second', ['Shift'])
  await page.keyboard.press('Control+c')
  await expect(page.locator('#announcer')).toHaveText('Copied 2 nodes')
  const other = { schemaVersion: 1, name: 'Other tab', nodes: [step('first', 'Mine', 0)], edges: [] }
  expect((await postJson(`${product.url}/api/v1/workflows`, { workflow: other })).status).toBe(201)
  const tab = await context.newPage()
  await tab.goto(`${product.url}/w/${encodeURIComponent(other.name)}`)
  await expect(cards(tab)).toHaveCount(1)
  await canvasOf(tab).click({ position: { x: 30, y: 30 } })
  await tab.keyboard.press('Control+v')
  await expect(tab.locator('[data-paste-ghost="2"] > div').first()).toBeVisible()
  await canvasOf(tab).click({ position: { x: 400, y: 560 } })
  await expect(cards(tab)).toHaveCount(3)
  await expect(card(tab, 'first_2')).toContainText('First')
  await expect(tab.locator('[data-edge-id]')).toHaveCount(1)
  expect(faults.list).toEqual([])
})
