import { axeFindings } from '../product/axe.ts'
import { canvasOf, card, cards, dropFromPalette, inspectorOf, middleOf, undoName } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'
import { clickCard, open, placeOf, selected, zoomOf } from '../product/four-steps.ts'

test.describe('the hand and the keys', () => {
  test('select, nudge, walk, duplicate, group, note: each gesture is one named step back', async ({ page, product, faults }) => {
    await open(page, product.url, 'By hand and keys')

    await test.step('a rubber band takes what it touches, Shift adds and takes away', async () => {
      const [from, to] = [await card(page, 'first').boundingBox(), await card(page, 'second').boundingBox()]
      if (!from || !to) throw new Error('the cards are not on the screen')
      await page.keyboard.down('Shift')
      await page.mouse.move(from.x - 20, from.y - 20)
      await page.mouse.down()
      await page.mouse.move(to.x + 30, to.y + 30, { steps: 6 })
      await page.mouse.up()
      await page.keyboard.up('Shift')
      await expect(selected(page)).toHaveCount(2)
      await clickCard(page, 'third', ['Shift'])
      await expect(selected(page)).toHaveCount(3)
      await expect(page.getByRole('heading', { name: /^3 nodes.* selected$/ })).toBeVisible()
    })

    await test.step('arrows nudge by 8, with Shift by 40, with Alt by 1', async () => {
      await clickCard(page, 'lone')
      const [x, y] = await placeOf(page, 'lone')
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => placeOf(page, 'lone')).toEqual([x + 8, y])
      await page.keyboard.press('Shift+ArrowDown')
      await expect.poll(() => placeOf(page, 'lone')).toEqual([x + 8, y + 40])
      await page.keyboard.press('Alt+ArrowLeft')
      await expect.poll(() => placeOf(page, 'lone')).toEqual([x + 7, y + 40])
      await expect(undoName(page)).toHaveAccessibleName(/^Undo: (move|nudge)/)
    })

    await test.step('Ctrl and an arrow walk along the connections', async () => {
      await clickCard(page, 'first')
      await page.keyboard.press('Control+ArrowRight')
      await expect(selected(page)).toHaveAttribute('data-node-id', 'second')
    })

    await test.step('Enter takes the connection that has the focus', async () => {
      await page.locator('.react-flow__edge[data-id="two"]').press('Enter')
      await expect(inspectorOf(page).getByRole('textbox', { name: /^Only when/ })).toBeVisible()
      await clickCard(page, 'second')
    })

    await test.step('Ctrl+D duplicates, Ctrl+Z takes it back, and both are spoken', async () => {
      await page.keyboard.press('Control+d')
      await expect(cards(page)).toHaveCount(5)
      await expect(undoName(page)).toHaveAccessibleName('Undo: duplicate node')
      await page.keyboard.press('Control+z')
      await expect(cards(page)).toHaveCount(4)
      await expect(page.locator('#announcer')).toHaveText('Undone: duplicate node')
    })

    await test.step('several are lined up by a key, by a button and by Ctrl+K, each as one step', async () => {
      await clickCard(page, 'second')
      await clickCard(page, 'lone', ['Shift'])
      const [second, lone] = [await placeOf(page, 'second'), await placeOf(page, 'lone')]
      const top = Math.min(second[1], lone[1])
      await page.keyboard.press('Alt+w')
      await expect.poll(async () => [(await placeOf(page, 'second'))[1], (await placeOf(page, 'lone'))[1]]).toEqual([top, top])
      await expect(undoName(page)).toHaveAccessibleName('Undo: align top')
      await page.keyboard.press('Control+z')
      await expect(page.getByRole('button', { name: 'Equal gaps across' })).toBeDisabled()
      await page.getByRole('button', { name: 'Align left' }).click()
      await expect.poll(async () => (await placeOf(page, 'second'))[0] - (await placeOf(page, 'lone'))[0]).toBe(0)
      await expect(undoName(page)).toHaveAccessibleName('Undo: align left')
      await page.keyboard.press('Control+k')
      await page.keyboard.type('align right')
      await page.keyboard.press('Enter')
      await expect(page.locator('#announcer')).toHaveText('They stand like that already')
      await undoName(page).click()
      await expect.poll(async () => (await placeOf(page, 'second'))[0]).toBe(second[0])
      await clickCard(page, 'second')
      await expect(selected(page)).toHaveCount(1)
    })

    await test.step('a group collapses to a card and unfolds; a note holds markdown and is no step', async () => {
      await clickCard(page, 'second')
      await clickCard(page, 'third', ['Shift'])
      await page.keyboard.press('Control+g')
      await expect(undoName(page)).toHaveAccessibleName('Undo: group 2 nodes')
      await page.getByRole('button', { name: 'Collapse to a card' }).click()
      await expect(card(page, 'second')).toHaveCount(0)
      for (let back = 0; back < 2; back += 1) await undoName(page).click()
      await expect(card(page, 'second')).toBeVisible()
      await canvasOf(page).click({ position: { x: 30, y: 30 } })
      await page.keyboard.press('n')
      await expect(page.locator('[data-note] textarea')).toBeFocused()
      await page.keyboard.type('**Mind** the order')
      await page.keyboard.press('Escape')
      await expect(page.locator('[data-note] strong')).toHaveText('Mind')
      await expect(cards(page)).toHaveCount(4)
      expect(await axeFindings(page)).toEqual([])
    })
    expect(faults.list).toEqual([])
  })

  test('add and connect: at a loose end, on a connection, by dropping on one; what cannot be reached is dim', async ({ page, product, faults }) => {
    await open(page, product.url, 'Added to')
    const port = async (id: string) => middleOf(card(page, id).locator('.react-flow__handle.source[data-port="out"]'))

    await test.step('let go over nothing, quick-add opens at the pointer; Enter adds and connects', async () => {
      const from = await port('third')
      await page.mouse.move(from.x, from.y)
      await page.mouse.down()
      await page.mouse.move(from.x + 4, from.y + 4)
      await page.mouse.move(from.x - 60, from.y + 140, { steps: 5 })
      // What comes before cannot follow: it is dim, and says why when it is pointed at.
      await expect(page.locator('.node-card[data-dimmed]')).toHaveCount(2)
      await expect(card(page, 'first')).toHaveAttribute('title', /circle/)
      await page.mouse.up()
      await page.getByPlaceholder('Add a node…').fill('notify')
      // What was let go hangs there meanwhile.
      await expect(page.locator('[data-loose-connection] path')).toHaveAttribute('d', /^M/)
      await page.keyboard.press('Enter')
      await expect(card(page, 'notify')).toBeVisible()
      await expect(page.locator('[data-loose-connection]')).toHaveCount(0)
      await expect(page.locator('[data-edge-id="third-notify"]')).toBeAttached()
      await expect(undoName(page)).toHaveAccessibleName('Undo: add Notify')
    })

    await test.step('the plus of a connection splices', async () => {
      await page.locator('[data-edge-handle="one"]').press('Enter')
      await page.getByPlaceholder('Add a node…').fill('wait')
      await page.keyboard.press('Enter')
      await expect(page.locator('[data-edge-id="delay-second"]')).toBeAttached()
      await expect(undoName(page)).toHaveAccessibleName('Undo: insert Wait')
      await undoName(page).click()
    })

    await test.step('so does dropping a type on it', async () => {
      const [left, right] = [await card(page, 'second').boundingBox(), await card(page, 'third').boundingBox()]
      const area = await canvasOf(page).boundingBox()
      if (!left || !right || !area) throw new Error('the cards are not on the screen')
      const at = { x: (left.x + left.width + right.x) / 2 - area.x, y: left.y + left.height / 2 - area.y }
      await dropFromPalette(page, /^Join/, at)
      await expect(undoName(page)).toHaveAccessibleName('Undo: insert Join')
      await expect(selected(page)).toHaveAttribute('data-node-id', 'join')
      // The next key means the step, not the palette it was taken from.
      await expect(page.locator('.react-flow__node[data-id="join"]')).toBeFocused()
    })

    await test.step('a step that was just added has something to fill in and no problem, until a setting of it was left empty', async () => {
      // What was dropped has pushed it out of the canvas, where a click may find the inspector.
      await page.getByRole('button', { name: 'Fit everything' }).click()
      const right = async (box: { x: number; width: number } | null) => (box ? box.x + box.width : Number.POSITIVE_INFINITY)
      await expect.poll(async () => right(await card(page, 'notify').boundingBox())).toBeLessThan(await right(await canvasOf(page).boundingBox()))
      await clickCard(page, 'notify')
      await page.keyboard.press('f')
      const below = page.getByRole('region', { name: 'History and problems' })
      await expect(inspectorOf(page).getByRole('textbox', { name: 'Message (required)' })).toBeVisible()
      await expect(card(page, 'notify').getByRole('img', { name: '3 to fill in' })).toBeVisible()
      await expect(below.getByRole('button', { name: '3 to fill in' })).toBeVisible()
      await canvasOf(page).click({ position: { x: 30, y: 30 } })
      await page.keyboard.press('F8')
      await expect(inspectorOf(page).getByRole('combobox', { name: /^Channel/ })).toBeFocused()
      await expect(inspectorOf(page).getByText('This is needed.')).toHaveCount(0)
      await page.keyboard.press('Tab')
      await expect(inspectorOf(page).getByText('This is needed.')).toHaveCount(1)
      await expect(below.getByRole('button', { name: '1 problem 2 to fill in' })).toBeVisible()
      await expect(card(page, 'notify').getByRole('img', { name: '1 problem' })).toBeVisible()
    })

    await test.step('whoever wants to publish it is told of all of it', async () => {
      await page.keyboard.press('Control+s')
      await expect(page.getByText('Draft kept, not published').first()).toBeVisible()
      await expect(inspectorOf(page).getByText('This is needed.')).toHaveCount(3)
    })
    expect(faults.list).toEqual([])
  })

  test('Escape does one thing: it lets go of what is in the hand, leaves a form or a dialog for the canvas, then selects nothing', async ({
    page,
    product,
    faults,
  }) => {
    await open(page, product.url, 'One thing at a time')
    const nothingDone = () => expect(page.getByRole('button', { name: 'Nothing to undo' })).toBeVisible()
    const lift = async (from: { x: number; y: number }) => {
      await page.mouse.move(from.x, from.y)
      await page.mouse.down()
      await page.mouse.move(from.x + 30, from.y + 40)
      await page.mouse.move(from.x + 60, from.y + 90, { steps: 4 })
    }

    await test.step('cards in the hand go back, and letting go of the button means nothing', async () => {
      await clickCard(page, 'lone')
      const [before, box] = [await placeOf(page, 'lone'), await card(page, 'lone').boundingBox()]
      if (!box) throw new Error('the card is not on the screen')
      await lift({ x: box.x + 60, y: box.y + 10 })
      expect(await placeOf(page, 'lone')).not.toEqual(before)
      await page.keyboard.press('Escape')
      await expect.poll(() => placeOf(page, 'lone')).toEqual(before)
      await page.mouse.move(box.x + 200, box.y + 200, { steps: 3 })
      await page.mouse.up()
      expect(await placeOf(page, 'lone')).toEqual(before)
      await expect(selected(page)).toHaveAttribute('data-node-id', 'lone')
      await nothingDone()
    })

    await test.step('so does the end of a connection: no quick-add', async () => {
      await lift(await middleOf(card(page, 'second').locator('.react-flow__handle.source[data-port="out"]')))
      await expect(page.locator('.node-card[data-dimmed]')).toHaveCount(2)
      await page.keyboard.press('Escape')
      await expect(page.locator('.node-card[data-dimmed]')).toHaveCount(0)
      await page.mouse.up()
      await expect(page.getByPlaceholder('Add a node…')).toBeHidden()
      await nothingDone()
    })

    await test.step('a rubber band that is given up leaves what was selected', async () => {
      const over = await card(page, 'second').boundingBox()
      if (!over) throw new Error('the card is not on the screen')
      await clickCard(page, 'third')
      await page.mouse.move(over.x + 20, over.y - 30)
      await page.mouse.down()
      await page.mouse.move(over.x + 120, over.y + 60, { steps: 5 })
      await expect(selected(page)).toHaveAttribute('data-node-id', 'second')
      await page.keyboard.press('Escape')
      await expect(selected(page)).toHaveAttribute('data-node-id', 'third')
      await page.mouse.up()
      await expect(selected(page)).toHaveAttribute('data-node-id', 'third')
    })

    await test.step('a form, a panel and each dialog are left for the card that is selected', async () => {
      const focused = page.locator('.react-flow__node[data-id="third"]:focus')
      await inspectorOf(page).getByRole('textbox', { name: /^Code/ }).click()
      await page.keyboard.press('Escape')
      await expect(focused).toHaveCount(1)
      await expect(selected(page)).toHaveCount(1)
      await page.keyboard.press('Control+f')
      const find = page.getByRole('textbox', { name: 'Find in names, settings and outputs' })
      await expect(find).toBeFocused()
      await page.keyboard.press('Escape')
      await expect(focused).toHaveCount(1)
      await page.keyboard.press('Control+f')
      await expect(find).toBeFocused()
      await page.keyboard.press('Escape')
      for (const key of ['Control+k', 'c', 'Shift+?']) {
        await expect(focused).toHaveCount(1)
        await page.keyboard.press(key)
        const dialog = page.getByRole('dialog')
        await expect(dialog).toBeVisible()
        await expect.poll(() => dialog.evaluate((window) => window.contains(document.activeElement))).toBe(true)
        await page.keyboard.press('Escape')
        await expect(dialog).toBeHidden()
      }
      await expect(focused).toHaveCount(1)
      await expect(selected(page)).toHaveCount(1)
      await page.keyboard.press('Escape')
      await expect(selected(page)).toHaveCount(0)
    })

    await test.step('who jumps to a card from so far that none is mounted has it under the keys', async () => {
      await middleOf(canvasOf(page)).then(({ x, y }) => page.mouse.move(x, y))
      await page.keyboard.down('Control')
      for (let turn = 0; turn < 6; turn += 1) await page.mouse.wheel(0, 400)
      await page.keyboard.up('Control')
      await expect.poll(() => zoomOf(page)).toBeLessThan(0.3)
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog').getByRole('combobox').fill('Lone')
      await page.keyboard.press('Enter')
      await expect(page.locator('.react-flow__node[data-id="lone"]:focus')).toHaveCount(1)
    })
    await test.step('an open menu gives way to what a key opens, and takes no focus back', async () => {
      await clickCard(page, 'lone')
      const menu = () => inspectorOf(page).getByRole('button', { name: 'More for this node' }).click()
      await menu()
      await expect(page.getByRole('menu')).toBeVisible()
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('combobox')).toBeFocused()
      await expect(page.getByRole('menu')).toHaveCount(0)
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
      await menu()
      await page.keyboard.press('Control+f')
      await expect(page.getByRole('textbox', { name: /^Find/ })).toBeFocused()
      await expect(page.getByRole('menu')).toHaveCount(0)
    })
    expect(faults.list).toEqual([])
  })
})
