import { postJson } from '../product/api.ts'
import { canvasOf, card, cards, inspectorOf, middleOf } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'
import { clickCard, open, placeOf, selected, step, transformOf, zoomOf } from '../product/four-steps.ts'

test('the camera goes where hand and keys lead it, and find steps from hit to hit', async ({ page, product, faults }) => {
  await open(page, product.url, 'Looked around in')
  const middle = await middleOf(canvasOf(page))
  const moves = async (what: () => Promise<void>) => {
    const before = await transformOf(page)
    await what()
    await expect.poll(() => transformOf(page)).not.toBe(before)
  }
  const drag = async (button: 'left' | 'middle') => {
    await page.mouse.move(middle.x, middle.y + 200)
    await page.mouse.down({ button })
    await page.mouse.move(middle.x - 90, middle.y + 140, { steps: 4 })
    await page.mouse.up({ button })
  }
  await moves(() => drag('middle'))
  await page.keyboard.down('Space')
  await moves(() => drag('left'))
  await page.keyboard.up('Space')
  await expect(selected(page)).toHaveCount(0)

  await test.step('over a card Space takes the canvas, too, even one that is selected', async () => {
    await clickCard(page, 'second')
    const [place, at] = [await placeOf(page, 'second'), await middleOf(card(page, 'second'))]
    await page.mouse.move(at.x, at.y)
    await page.keyboard.down('Space')
    await page.mouse.down()
    await page.mouse.move(at.x + 60, at.y + 30, { steps: 4 })
    await page.mouse.up()
    await page.keyboard.up('Space')
    await expect.poll(() => middleOf(card(page, 'second'))).toEqual({ x: expect.closeTo(at.x + 60, 0), y: expect.closeTo(at.y + 30, 0) })
    expect(await placeOf(page, 'second')).toEqual(place)
  })

  await test.step('the canvas goes as far as two fingers do, and a double click on nothing marks no text', async () => {
    await page.mouse.dblclick(middle.x, middle.y + 260)
    expect(await page.evaluate(() => String(getSelection()))).toBe('')
    const before = await middleOf(card(page, 'second'))
    await page.mouse.wheel(40, 60)
    await expect.poll(() => middleOf(card(page, 'second'))).toEqual({ x: expect.closeTo(before.x - 40, 0), y: expect.closeTo(before.y - 60, 0) })
  })
  await page.mouse.move(middle.x, middle.y)
  const zoom = await zoomOf(page)
  await page.keyboard.down('Control')
  await moves(() => page.mouse.wheel(0, -200))
  await page.keyboard.up('Control')
  expect(await zoomOf(page)).toBeGreaterThan(zoom)
  await moves(() => page.keyboard.press('Shift+Digit1'))
  await clickCard(page, 'third')
  await moves(() => page.keyboard.press('f'))

  // The camera has come to rest.
  let nearer = 0
  const rests = async () => {
    const before = nearer
    nearer = await zoomOf(page)
    return nearer === before
  }
  await expect.poll(rests, { intervals: [300] }).toBe(true)
  for (const _ of [1, 2, 3]) await page.getByRole('button', { name: 'Zoom out' }).click()
  await expect.poll(() => zoomOf(page), 'each of three quick steps counts').toBeCloseTo(nearer / 1.2 ** 3, 3)

  await page.keyboard.press('Control+f')
  await page.getByRole('textbox', { name: /^Find/ }).fill('return')
  await expect(page.locator('[data-hits]')).toHaveAttribute('data-hits', '4')
  await page.keyboard.press('F3')
  await expect(selected(page)).toHaveAttribute('data-node-id', 'first')
  await page.keyboard.press('F3')
  await expect(selected(page)).toHaveAttribute('data-node-id', 'second')
  expect(faults.list).toEqual([])
})

test('a step has an address to give away; one that leads to nothing says so', async ({ page, product, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page, product.url, 'Pointed at')
  await clickCard(page, 'third')
  await page.getByRole('button', { name: 'More for this node' }).click()
  await page.getByRole('menuitem', { name: 'Copy link' }).click()
  await expect(page.getByText('Link copied')).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  await page.goto(product.url)
  await page.goto(link)
  await expect(selected(page)).toHaveAttribute('data-node-id', 'third')
  await page.goto(link.replace('third', 'nowhere'))
  await expect(page.getByText('There is no step “nowhere” here')).toBeVisible()
  await expect(selected(page)).toHaveCount(0)
})

test('what is in a collapsed group is shown where its card is: the camera went where the step itself would be', async ({ page, product }) => {
  const name = 'Found in a fold'
  const nodes = [step('first', 'First', 0), step('second', 'Second', 304), step('third', 'Third', 4_000)]
  const groups = [{ id: 'fold', name: 'Fold', nodes: ['second', 'third'], collapsed: true }]
  expect((await postJson(`${product.url}/api/v1/workflows`, { workflow: { schemaVersion: 1, name, nodes, edges: [], groups } })).status).toBe(201)
  await page.goto(`${product.url}/w/${encodeURIComponent(name)}`)
  await expect(cards(page)).toHaveCount(2)
  await page.keyboard.press('Control+f')
  await page.getByRole('textbox', { name: 'Find in names, settings and outputs' }).fill('third')
  await page.keyboard.press('F3')
  await expect(inspectorOf(page).getByRole('textbox', { name: 'Node name' })).toHaveValue('Third')
  await expect(page.locator('.react-flow__node.selected[data-id="group:fold"]')).toBeInViewport({ ratio: 1 })
})
