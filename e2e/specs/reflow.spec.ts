import type { Page } from '@playwright/test'
import { axeFindings } from '../product/axe.ts'
import { card } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'

const EXAMPLE = encodeURIComponent('Order enrichment')
/** A window of 1280 x 1024 at 200 %. */
const ZOOMED = { width: 640, height: 512 }
/** What WCAG's reflow asks of a page: 320 CSS pixels, as 1280 at 400 %. */
const NARROWEST = { width: 320, height: 640 }

const sticksOut = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test.describe('at 200 %', () => {
  test.use({ viewport: ZOOMED })

  test('a workflow is edited: the canvas has room, panels lie over it one at a time', async ({ page, product, faults }) => {
    await page.goto(`${product.url}/w/${EXAMPLE}`)
    const canvas = page.getByRole('region', { name: /^Canvas/ })
    const inspector = page.getByRole('complementary', { name: 'Inspector' })
    await expect(page.locator('[data-node-id]').first()).toBeVisible()
    expect((await canvas.boundingBox())?.width ?? 0).toBeGreaterThan(500)
    await expect(inspector).toHaveCount(0)
    expect(await sticksOut(page)).toBeLessThanOrEqual(0)

    await page.getByRole('button', { name: 'Settings', exact: true }).click()
    await expect(inspector.getByRole('heading', { name: 'Order enrichment' })).toBeVisible()
    const before = await page.locator('[data-node-id]').count()
    await page.getByRole('button', { name: 'Add a node' }).click()
    await expect(inspector).toHaveCount(0)
    await page.getByRole('textbox', { name: 'Find a node type' }).fill('wait')
    await page.keyboard.press('Enter')
    await expect(page.locator('[data-node-id]')).toHaveCount(before + 1)
    await expect(page.getByRole('textbox', { name: 'Find a node type' })).toHaveCount(0)
    await expect(inspector.getByRole('textbox', { name: 'Node name' })).toHaveValue('Wait')
    // What is selected, by whatever, is not under its own settings, and what stands below the canvas is not either.
    const rim = (await inspector.boundingBox())?.x ?? 0
    const right = async (id: string) => {
      const box = await card(page, id).boundingBox()
      return box ? box.x + box.width : Number.POSITIVE_INFINITY
    }
    await expect.poll(() => right('delay')).toBeLessThanOrEqual(rim)
    await page.getByRole('button', { name: /No problems|to fill in|problem/ }).click({ trial: true })
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Settings', exact: true }).click()
    await expect(inspector).toHaveCount(0)
    await page.getByRole('button', { name: 'Fit everything' }).click()
    await card(page, 'tell_operations').click()
    await expect(inspector.getByRole('textbox', { name: 'Node name' })).toHaveValue('Report the failure')
    await expect.poll(() => right('tell_operations')).toBeLessThanOrEqual(rim)
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeInViewport({ ratio: 1 })
    await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeInViewport({ ratio: 1 })
    expect(await axeFindings(page)).toEqual([])
    expect(await sticksOut(page)).toBeLessThanOrEqual(0)

    await page.goto(`${product.url}/w/${EXAMPLE}?node=ask_deposit`)
    // What is typed in is seen whole, with what is said below it.
    await page.setViewportSize({ width: ZOOMED.width, height: 460 })
    const field = inspector.locator('[data-setting$="/config/code"] textarea')
    const sunk = () =>
      field.evaluate((control) => {
        const bottomOf = (part: string) => control.closest(part)?.getBoundingClientRect().bottom ?? 0
        return bottomOf('[data-setting]') - bottomOf('[role=tabpanel]')
      })
    await field.evaluate((control) => {
      const panel = control.closest('[role=tabpanel]')
      panel?.scrollBy({ top: control.getBoundingClientRect().bottom - 60 - panel.getBoundingClientRect().bottom })
    })
    expect(await sunk()).toBeGreaterThan(20)
    // As a hand does it: a click of the test's own would bring the field into view first.
    const place = await field.boundingBox()
    await page.mouse.click((place?.x ?? 0) + 20, (place?.y ?? 0) + 6)
    await page.keyboard.type(' ')
    await expect.poll(sunk).toBeLessThanOrEqual(0)
    expect(faults.list).toEqual([])
  })
})

test.describe('at 1024 pixels', () => {
  test.use({ viewport: { width: 1024, height: 768 } })

  test('names are read whole, and what is below the canvas is in reach with the text beside it', async ({ page, product, faults }) => {
    await page.goto(product.url)
    const name = page.getByRole('link', { name: 'Order enrichment', exact: true })
    await expect(name).toBeVisible()
    expect(await name.evaluate((link) => link.scrollWidth - link.clientWidth)).toBe(0)
    await page.goto(`${product.url}/w/${EXAMPLE}`)
    await page.getByRole('button', { name: 'JSON', exact: true }).click()
    await expect(page.getByRole('textbox', { name: 'Workflow as JSON' })).toBeVisible()
    const problems = page.getByRole('button', { name: /No problems|to fill in|problem/ })
    await expect(problems).toBeInViewport({ ratio: 1 })
    const [end, inspector] = [await problems.boundingBox(), await page.getByRole('complementary', { name: 'Inspector' }).boundingBox()]
    expect((end?.x ?? 0) + (end?.width ?? 0)).toBeLessThanOrEqual(inspector?.x ?? 0)
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
    await page.keyboard.insertText('Add Notify')
    await page.keyboard.press('Enter')
    await problems.click()
    const sentence = page.getByRole('list', { name: 'Problems' }).getByText('Message is still to be filled in.')
    await expect(sentence).toBeVisible()
    expect(await sentence.evaluate((text) => text.scrollWidth - text.clientWidth)).toBe(0)
    expect(faults.list).toEqual([])
  })
})

test.describe('at 320 pixels', () => {
  test.use({ viewport: NARROWEST })

  test('no page sticks out to the side, and its main action is in reach', async ({ page, product, faults }) => {
    const PAGES: ReadonlyArray<[path: string, action: () => ReturnType<Page['locator']>]> = [
      ['/', () => page.getByRole('button', { name: 'New workflow' })],
      [`/w/${EXAMPLE}`, () => page.getByRole('button', { name: 'Run', exact: true })],
      [`/w/${EXAMPLE}/versions`, () => page.getByRole('button', { name: /^New branch/ })],
      ['/schedules?new=Order%20enrichment', () => page.getByRole('button', { name: 'Create schedule' })],
      ['/runs', () => page.getByRole('link', { name: 'Runs' })],
      ['/approvals', () => page.getByRole('link', { name: /Approvals/ })],
    ]
    for (const [path, action] of PAGES) {
      await page.goto(product.url + path)
      await expect(action().first()).toBeInViewport({ ratio: 1 })
      expect([path, await sticksOut(page)]).toEqual([path, 0])
    }
    expect(faults.list).toEqual([])
  })
})
