import type { Page } from '@playwright/test'
import { getJson, postJson } from '../product/api.ts'
import { cards, dropFromPalette, middleOf, newWorkflow, undoName } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'
import { heldBack } from '../product/held-back.ts'

const HTML = '<img src=x onerror="window.hacked=1"><script>window.hacked=2</script><b>bold</b>'
const TURNED = 'invoice\u202Egpj.exe'
const UNSEEN = '\u200B\u2060\uFEFF'
const LONG = 'long '.repeat(6_000)

const node = (id: string, name: string, x: number, y: number, config: object = { code: 'return 1' }, type = 'function') => ({
  id,
  type,
  name,
  config,
  position: { x, y },
})

/** Every place a label can stand in. */
const hostile = {
  schemaVersion: 1,
  name: 'Hostile labels',
  description: HTML,
  nodes: [
    node('html', HTML, 0, 0),
    node('turned', TURNED, 304, 0),
    node('unseen', UNSEEN, 608, 0),
    node('long', 'x'.repeat(200), 0, 200, { prompt: LONG }, 'agent'),
    node('question', 'Asks', 304, 200, { title: HTML, message: `${TURNED} ${LONG.slice(0, 9_000)}` }, 'hitl'),
  ],
  edges: [
    { id: 'e1', from: 'html', to: 'turned', when: `"${HTML.replaceAll('"', '\\"')}" != "${TURNED}"` },
    { id: 'e2', from: 'turned', to: 'unseen' },
    { id: 'e3', from: 'long', to: 'question' },
  ],
  groups: [{ id: 'g', name: HTML, nodes: ['html', 'turned'] }],
  notes: [{ id: 'n', text: `# ${HTML}\n\n${TURNED} [link](javascript:window.hacked=3)`, position: { x: 700, y: 260 } }],
}

const jsonFile = (name: string, value: unknown) => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
})
const unharmed = (page: Page) => page.evaluate(() => ['hacked' in window, document.querySelectorAll('main img[src="x"], main script').length])
const workflowCount = async (url: string) => (await getJson<unknown[]>(`${url}/api/v1/workflows`)).length

test.describe('hostile input', () => {
  test('labels are literal text, whatever they hold: HTML, turned and unseen characters, and very much of it', async ({ page, product, faults }) => {
    expect((await postJson(`${product.url}/api/v1/workflows`, { workflow: hostile, name: hostile.name })).status).toBe(201)
    await page.goto(`${product.url}/w/${encodeURIComponent(hostile.name)}`)
    const card = (id: string) => page.locator(`[data-node-id="${id}"]`)
    await expect(card('html')).toContainText('<img src=x onerror=')
    await expect(card('turned')).toContainText('invoice‹U+202E›gpj.exe')
    await expect(card('unseen')).toContainText('‹U+200B›‹U+2060›')
    expect((await card('long').textContent())?.length ?? 0).toBeLessThan(1_000)
    await expect(page.locator('[data-note]')).toContainText('<img src=x onerror=')
    await expect(page.locator('[data-note]')).toContainText('invoice‹U+202E›gpj.exe')
    // The field of the inspector shows what the characters make of the name, so it says beside what is written.
    await card('turned').click({ position: { x: 60, y: 10 } })
    await expect(page.getByText('Hidden characters: invoice‹U+202E›gpj.exe')).toBeVisible()
    await page.keyboard.press('Escape')
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0)
    await expect(page.getByLabel('Name of the group')).toHaveValue(HTML)

    await card('long').click()
    await expect(page.getByRole('textbox', { name: /^Prompt/ })).toBeVisible()
    await page.getByRole('button', { name: 'Outline' }).click()
    await expect(page.getByRole('treeitem', { name: /^invoice‹U\+202E›gpj\.exe/ })).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('invoice')
    await expect(page.getByRole('option', { name: /invoice‹U\+202E›gpj\.exe/ })).toBeVisible()
    await page.keyboard.press('Escape')
    await page.goto(product.url)
    await expect(page.getByRole('link', { name: /Hostile labels/ })).toBeVisible()
    expect(await unharmed(page)).toEqual([false, 0])
    expect(faults.list).toEqual([])
  })

  test('a file that is no workflow, or too much of one, is refused in a sentence, and nothing is lost', async ({ page, product, faults }) => {
    await page.goto(product.url)
    const picker = page.getByLabel('Workflow file')
    const toasts = page.getByRole('region', { name: 'Notifications' })
    const before = await workflowCount(product.url)
    const refused = async (file: ReturnType<typeof jsonFile>, words: RegExp) => {
      await picker.setInputFiles(file)
      await told(words)
    }
    const told = async (words: RegExp) => {
      await expect(toasts).toContainText(words)
      for (const close of await toasts.getByRole('button', { name: 'Close toast' }).all()) await close.click()
      await expect(toasts.getByRole('group')).toHaveCount(0)
    }
    await refused(jsonFile('cut.json', '{"nodes": [{"id": "a", '), /cut\.json is not JSON/)
    await refused(jsonFile('deep.json', `${'['.repeat(50_000)}${']'.repeat(50_000)}`), /deep\.json/)
    await refused(jsonFile('list.json', '[1, 2]'), /holds no workflow/)
    const named = { ...hostile, name: 'Too long a label', nodes: [node('a', 'y'.repeat(100_000), 0, 0)], edges: [], groups: [], notes: [] }
    // While the server looks at it, the page says that it does: it was a list that stood still.
    const letGo = await heldBack(page, /workflows\.create/)
    await picker.setInputFiles(jsonFile('label.json', named))
    await expect(page.getByRole('button', { name: 'Importing…' })).toBeVisible()
    letGo()
    const found = page.getByRole('dialog', { name: 'label.json is not valid yet' })
    await expect(found.getByRole('listitem')).toContainText(/name.*200/)
    await found.getByRole('button', { name: 'Close' }).click()
    await page.unroute(/workflows\.create/)
    await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeVisible()
    const many = Array.from({ length: 20_001 }, (_, index) => ({
      id: `n${index}`,
      type: 'join',
      config: {},
      position: { x: (index % 150) * 304, y: Math.floor(index / 150) * 160 },
    }))
    await picker.setInputFiles(jsonFile('many.json', { schemaVersion: 1, name: 'Too many', nodes: many, edges: [] }))
    await expect(page.getByRole('dialog', { name: 'many.json is not valid yet' }).getByRole('listitem')).toContainText(/20[,.]?000/)
    await page.keyboard.press('Escape')
    expect(await workflowCount(product.url)).toBe(before)
    await expect(page.getByRole('button', { name: 'New workflow' })).toBeEnabled()
    expect(faults.list.filter((fault) => !/status of 4\d\d/.test(fault))).toEqual([])
  })
})

test('a setting is found by its name, copies stay in the hand until they are put down', async ({ page, product, faults, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: product.url })
  const workflow = {
    schemaVersion: 1,
    name: 'In the hand',
    nodes: [node('first', 'First', 0, 0), node('call', 'Call', 304, 0, { method: 'GET', url: 'https://x.example' }, 'http')],
    edges: [{ id: 'e', from: 'first', to: 'call' }],
  }
  expect((await postJson(`${product.url}/api/v1/workflows`, { workflow, name: workflow.name })).status).toBe(201)
  await page.goto(`${product.url}/w/${encodeURIComponent(workflow.name)}`)
  const cards = page.locator('[data-node-id]')
  await page.locator('[data-node-id="call"]').click()
  await expect(page.getByRole('textbox', { name: 'Node name' })).toHaveValue('Call')

  await page.keyboard.press('Control+k')
  await page.keyboard.type('change timeout')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('change method')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('combobox', { name: /^Method/ })).toBeFocused()

  await page.locator('.react-flow__pane').click({ position: { x: 30, y: 30 } })
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  await page.keyboard.press('Control+v')
  const ghost = page.locator('[data-paste-ghost="2"] > div').first()
  await expect(ghost).toBeVisible()
  await expect(cards).toHaveCount(2)
  await page.keyboard.press('Escape')
  await expect(ghost).toHaveCount(0)
  await page.keyboard.press('Control+v')
  await expect(ghost).toBeVisible()
  const canvas = await page.getByRole('region', { name: /^Canvas/ }).boundingBox()
  if (!canvas) throw new Error('there is no canvas')
  await page.mouse.click(canvas.x + canvas.width / 2, canvas.y + canvas.height * 0.8)
  await expect(cards).toHaveCount(4)
  await expect(page.getByRole('heading', { name: '2 nodes selected' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Undo: paste 2 nodes' })).toBeEnabled()
  expect(faults.list).toEqual([])
})

test('a browser that keeps nothing for the site opens every page, and what is drawn reaches the server', async ({ page, product, faults }) => {
  await page.addInitScript(() => {
    const refused = () => {
      throw new DOMException('Access is denied for this document.', 'SecurityError')
    }
    for (const storage of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, storage, { get: refused })
  })
  await newWorkflow(page, product.url, 'Nothing kept')
  await dropFromPalette(page, /^Join/, { x: 140, y: 160 })
  await expect(cards(page)).toHaveCount(1)
  await expect(page.getByRole('banner').locator('[data-save-state]')).toHaveAttribute('data-save-state', 'draft')
  const theme = () => page.locator('html').getAttribute('data-theme')
  const before = await theme()
  await page.getByRole('button', { name: /theme|dark|light/i }).click()
  expect(await theme()).not.toBe(before)
  await page.reload()
  await expect(cards(page)).toHaveCount(1)
  for (const path of ['/', '/runs', '/approvals', '/schedules']) {
    await page.goto(`${product.url}${path}`)
    await expect(page.getByRole('banner')).toBeVisible()
  }
  expect(faults.list).toEqual([])
})

test('what cannot be a name, an id, a header or an address is told at its field and stays there; F8 leads to it', async ({ page, product, faults }) => {
  const workflow = {
    schemaVersion: 1,
    name: 'Wrong values',
    nodes: [node('call', 'Call', 0, 0, { url: 'https://x.example', headers: { 'X-One': '1' } }, 'http'), node('last', 'Last', 304, 0)],
    edges: [{ id: 'e', from: 'call', to: 'last' }],
  }
  expect((await postJson(`${product.url}/api/v1/workflows`, { workflow, name: workflow.name })).status).toBe(201)
  await page.goto(`${product.url}/w/${encodeURIComponent(workflow.name)}?node=call`)
  const name = page.getByRole('textbox', { name: 'Node name' })
  const other = page.locator('.react-flow__node [data-node-id="last"]')
  const problems = page.getByRole('button', { name: /^\d+ problems?/ })

  await name.fill('n'.repeat(300))
  await expect(page.getByText('these are 300')).toBeVisible()
  await expect(name).toHaveValue('n'.repeat(300))
  await other.click()
  await expect(name).toHaveValue('Last')
  await page.keyboard.press('F8')
  await expect(name).toBeFocused()
  await expect(name).toHaveValue('n'.repeat(300))
  await name.fill('Call')
  await expect(problems).toHaveCount(0)

  await page.getByRole('tab', { name: 'In a run' }).click()
  const id = page.getByRole('textbox', { name: 'Id', exact: true })
  await id.fill('last')
  await expect(page.getByText('Another node has this id.')).toBeVisible()
  await other.click()
  await page.keyboard.press('F8')
  await expect(id).toBeFocused()
  await expect(id).toHaveValue('last')
  await id.fill('called')
  await id.press('Enter')
  // Another id makes other forms; who pressed Enter stays where they were.
  await expect(page.locator('.react-flow__node [data-node-id="called"]')).toBeVisible()
  await expect(id).toBeFocused()
  await expect(id).toHaveValue('called')

  await page.getByRole('tab', { name: 'Settings' }).click()
  const header = page.getByRole('textbox', { name: 'Headers: name' })
  await header.fill('X One:')
  await expect(page.getByText('is no name of a header')).toBeVisible()
  await other.click()
  await page.keyboard.press('F8')
  await expect(header).toBeFocused()
  await header.fill('X-One')
  await expect(problems).toHaveCount(0)

  const address = page.locator('[data-setting$="/config/url"] .cm-content')
  await address.fill('x.example/orders')
  await other.click()
  await page.keyboard.press('F8')
  await expect(address).toBeFocused()
  await expect(page.getByText('write an absolute http or https address').first()).toBeVisible()
  await problems.click()
  await page.getByRole('button', { name: 'Put “https://” before it' }).click()
  await expect(address).toHaveText('https://x.example/orders')
  await expect(problems).toHaveCount(0)
  expect(faults.list).toEqual([])
})

test('a note is duplicated by its key, by Alt and a drag, and over the clipboard', async ({ page, product, faults, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: product.url })
  const notes = [{ id: 'n', text: 'Mind this', position: { x: 0, y: 240 }, width: 160, height: 80 }]
  const workflow = { schemaVersion: 1, name: 'Copied notes', nodes: [node('one', 'One', 0, 0)], edges: [], notes }
  expect((await postJson(`${product.url}/api/v1/workflows`, { workflow, name: workflow.name })).status).toBe(201)
  await page.goto(`${product.url}/w/${encodeURIComponent(workflow.name)}`)
  const all = page.locator('[data-note]')
  await all.focus()
  await page.keyboard.press('Control+d')
  await expect(all).toHaveCount(2)
  await expect(all.nth(1)).toBeFocused()
  await expect(undoName(page)).toHaveAccessibleName('Undo: duplicate note')

  const from = await middleOf(all.nth(1))
  await page.keyboard.down('Alt')
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(from.x + 200, from.y, { steps: 4 })
  await page.mouse.up()
  await page.keyboard.up('Alt')
  await expect(all).toHaveCount(3)
  const [stays, copy] = [await middleOf(all.nth(1)), await middleOf(all.nth(2))]
  expect([Math.abs(stays.x - from.x) < 2, copy.x > from.x + 100]).toEqual([true, true])

  await all.first().focus()
  await page.keyboard.press('Control+c')
  await page.mouse.move(from.x + 200, from.y - 200)
  await page.keyboard.press('Control+v')
  await expect(page.locator('[data-paste-ghost] > div').first()).toBeVisible()
  await page.mouse.click(from.x + 200, from.y - 200)
  await expect(all).toHaveCount(4)
  await expect(undoName(page)).toHaveAccessibleName('Undo: paste note')
  for (let left = 3; left > 0; left--) await undoName(page).click()
  await expect(all).toHaveCount(1)
  expect(faults.list).toEqual([])
})
