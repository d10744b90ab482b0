import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { postJson, startRun, untilEnded } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { expect, test } from '../product/fixtures.ts'
import { heldBack } from '../product/held-back.ts'

const node = (name: string, type: string, x: number, parameters: object, typeVersion = 3) => ({ name, type, typeVersion, position: [x, 0], parameters })

/** A workflow as n8n writes it: a request to the sample service, a loop over the lines of the order, and a service nobody knows here. */
const exported = {
  name: 'Order lines 📦',
  nodes: [
    node('When called', 'n8n-nodes-base.webhook', 0, { path: 'orders', httpMethod: 'POST' }, 2),
    node('Get order', 'n8n-nodes-base.httpRequest', 220, { url: '={{ $vars.sample }}/orders/{{ $json.body.orderId }}' }, 4.2),
    node('Lines', 'n8n-nodes-base.splitOut', 440, { fieldToSplitOut: 'lines' }, 1),
    node('Loop over lines', 'n8n-nodes-base.splitInBatches', 660, {}),
    node(
      'Name it',
      'n8n-nodes-base.set',
      880,
      { assignments: { assignments: [{ name: 'sku', type: 'string', value: '={{ $json.sku.split("-").join(" ") }}' }] } },
      3.4,
    ),
    node('Append to sheet', 'n8n-nodes-base.googleSheets', 880, { range: 'A:B' }, 4),
  ],
  connections: {
    'When called': { main: [[{ node: 'Get order', type: 'main', index: 0 }]] },
    'Get order': { main: [[{ node: 'Lines', type: 'main', index: 0 }]] },
    Lines: { main: [[{ node: 'Loop over lines', type: 'main', index: 0 }]] },
    'Loop over lines': { main: [[{ node: 'Append to sheet', type: 'main', index: 0 }], [{ node: 'Name it', type: 'main', index: 0 }]] },
    'Name it': { main: [[{ node: 'Loop over lines', type: 'main', index: 0 }]] },
  },
}

test('a workflow of n8n is imported, says what became of it, and runs', async ({ page, product, faults }) => {
  await page.goto(product.url)
  const file = { name: 'orders.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(exported)) }
  await page.getByLabel('Workflow file').setInputFiles(file)
  const dialog = page.getByRole('dialog', { name: 'Import from n8n' })
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Append to sheet' })).toContainText('Kept as it was')
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Loop over lines' })).toContainText('→ Map')
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Import' }).click()
  await expect(page).toHaveURL(/\/w\/Order%20lines/)
  await expect(page.locator('.react-flow__node').filter({ hasText: 'Loop over lines' })).toBeVisible()

  const runId = await startRun(product.url, { ref: 'Order lines', inputs: { orderId: 'A-1001' } })
  const { run, nodes } = await untilEnded(product.url, runId)
  expect(run.status).toBe('COMPLETED')
  expect(nodes.append_to_sheet?.status).toBe('skipped')
  expect(faults.list).toEqual([])
})

test('a file that calls a workflow which is not there opens, says so at its step, and is mended by another name', async ({ page, product, faults }) => {
  const file = {
    name: 'Order check',
    nodes: [
      node('Press', 'n8n-nodes-base.manualTrigger', 0, {}, 1),
      node('Ask stock', 'n8n-nodes-base.executeWorkflow', 220, { workflowId: { value: 'x', cachedResultName: 'Stock of things' } }, 1.2),
    ],
    connections: { Press: { main: [[{ node: 'Ask stock', type: 'main', index: 0 }]] } },
  }
  // The file is picked before anybody knows which names are taken.
  const letGo = await heldBack(page, /workflows\.list/)
  await page.goto(product.url)
  await page.getByLabel('Workflow file').setInputFiles({ name: 'caller.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) })
  const dialog = page.getByRole('dialog', { name: 'Import from n8n' })
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('Order check')
  letGo()
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('Order check 2')
  await dialog.getByRole('button', { name: 'Import' }).click()
  await expect(page).toHaveURL(/\/w\/Order%20check%202/)

  await page.getByRole('button', { name: '1 warning' }).click()
  await page.getByRole('button', { name: /There is no workflow “Stock of things” here/ }).click()
  const field = page.getByRole('combobox', { name: 'Workflow' })
  await expect(field).toBeFocused()
  await expect(page.locator('datalist option[value="Order check"]')).toHaveCount(1)
  expect(await axeFindings(page)).toEqual([])
  // Somebody imports it meanwhile.
  expect((await postJson(`${product.url}/api/v1/workflows`, { workflow: { schemaVersion: 1, name: 'Stock of things', nodes: [], edges: [] } })).status).toBe(
    201,
  )
  await expect(page.getByText('No problems')).toBeVisible()
  await field.fill('Order chek')
  await page.getByRole('button', { name: 'Call “Order check”' }).click()
  await expect(field).toHaveValue('Order check')
  await expect(page.getByText('No problems')).toBeVisible()
  expect(faults.list).toEqual([])
})

test('several files become workflows at once, each under a name of its own, and those that cannot say why', async ({ page, product, faults }) => {
  const json = (name: string, value: unknown) => ({ name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(value)) })
  const ours = { schemaVersion: 1, name: 'One of several', nodes: [], edges: [] }
  await page.goto(product.url)
  await page
    .getByLabel('Workflow file')
    .setInputFiles([json('a.json', ours), json('b.json', ours), json('lines.json', { ...exported, name: 'Several lines' }), json('other.json', [])])
  const dialog = page.getByRole('dialog', { name: 'Import 4 files' })
  const line = (text: string) => dialog.getByRole('listitem').filter({ hasText: text })
  await expect(line('One of several 2')).toContainText('b.json')
  await expect(line('Several lines')).toContainText('1 of them kept as they were')
  await expect(line('other.json')).toContainText('holds no workflow')
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Import 3 workflows' }).click()
  await expect(dialog.getByRole('link')).toHaveText(['One of several', 'One of several 2', 'Several lines'])
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.locator('[data-workflow="Several lines"]')).toBeVisible()

  // What was copied elsewhere is pasted on the page itself.
  const paste = (text: string) =>
    page.evaluate((content) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', content)
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
    }, text)
  await paste('only words')
  await paste(JSON.stringify({ kind: 'aob/workflow-fragment', version: 1, nodes: [{ id: 'a', type: 'join', position: { x: 0, y: 0 } }], edges: [] }))
  await expect(page).toHaveURL(/\/w\/Pasted%20workflow/)
  expect(faults.list).toEqual([])
})

test('a folder that is dropped is read, with the folders in it', async ({ page, product, faults }) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'aob-dropped-'))
  try {
    const ours = (name: string) => JSON.stringify({ schemaVersion: 1, name, nodes: [], edges: [] })
    await mkdir(path.join(folder, 'more'))
    await writeFile(path.join(folder, 'a.json'), ours('Dropped first'))
    await writeFile(path.join(folder, 'more', 'b.json'), ours('Dropped second'))
    await writeFile(path.join(folder, 'read me.txt'), 'no workflow')
    await page.goto(product.url)
    await expect(page.getByRole('button', { name: 'New workflow' })).toBeVisible()
    // As a hand drops it: the browser itself makes the entries of the folder.
    const browser = await page.context().newCDPSession(page)
    const drag = { x: 500, y: 400, data: { items: [], files: [folder], dragOperationsMask: 1 } }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await browser.send('Input.dispatchDragEvent', { type, ...drag })
    const dialog = page.getByRole('dialog', { name: 'Import 2 files' })
    await expect(dialog.getByRole('listitem')).toHaveCount(2)
    await expect(dialog).toContainText('Dropped second')
    expect(faults.list).toEqual([])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a file that is not valid says all that is wrong with it, and is mended as a draft', async ({ page, product, faults }) => {
  const step = (id: string, x: number, config: object) => ({ id, type: 'http', position: { x, y: 0 }, config })
  const workflow = {
    schemaVersion: 1,
    name: 'Mended later',
    description: 'From a file',
    nodes: [step('first', 0, {}), step('second', 320, { url: 'https://shop.test', method: 'FETCH' })],
    edges: [{ id: 'e1', from: 'first', to: 'second' }],
  }
  await page.goto(product.url)
  await page.getByLabel('Workflow file').setInputFiles({ name: 'later.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(workflow)) })
  const dialog = page.getByRole('dialog', { name: 'later.json is not valid yet' })
  await expect(dialog.getByRole('listitem').filter({ hasText: '/nodes/0/config' })).toBeVisible()
  await expect(dialog.getByRole('listitem').filter({ hasText: '/nodes/1/config/method' })).toBeVisible()
  expect(await axeFindings(page)).toEqual([])
  // The answer that refused it is no fault of the page.
  const refused = faults.list.length
  await dialog.getByRole('button', { name: 'Open as a draft' }).click()
  await expect(page).toHaveURL(/\/w\/Mended%20later/)
  await expect(page.locator('.react-flow__node')).toHaveCount(2)
  await expect(page.locator('[data-save-state]')).toHaveAttribute('data-save-state', 'draft')
  await expect(page.getByRole('button', { name: /1 problem.*1 to fill in/s })).toBeVisible()
  expect(faults.list.slice(refused)).toEqual([])
})

test('while a workflow is made from nothing, no file is said to be imported', async ({ page, product }) => {
  const letGo = await heldBack(page, /workflows\.create/)
  await page.goto(product.url)
  await page.getByRole('button', { name: 'New workflow' }).click()
  const dialog = page.getByRole('dialog', { name: 'New workflow' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('From nothing')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(dialog.locator('button[type=submit]')).toBeDisabled()
  // Behind the dialog nothing has a role.
  await expect(page.getByText('Import', { exact: true })).toBeVisible()
  letGo()
  await expect(page).toHaveURL(/\/w\/From%20nothing/)
})

test('a file that cannot even be drawn says so', async ({ page, product }) => {
  const workflow = {
    schemaVersion: 1,
    name: 'Undrawable',
    nodes: [{ id: 'a', type: 'join', position: { x: 0, y: 0 } }],
    edges: [{ id: 'e', source: 'a', target: 'a' }],
  }
  await page.goto(product.url)
  await page.getByLabel('Workflow file').setInputFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(workflow)) })
  const dialog = page.getByRole('dialog', { name: 'other.json is not valid yet' })
  await expect(dialog).toContainText('cannot be drawn as it is')
  await expect(dialog.getByRole('listitem').filter({ hasText: '/edges/0/source' })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Open as a draft' })).toHaveCount(0)
})

test('a workflow is duplicated, archived and brought back from its row', async ({ page, product, faults }) => {
  await page.goto(product.url)
  const row = (name: string) => page.locator(`[data-workflow="${name}"]`)
  const choose = async (name: string, entry: string) => {
    await page.getByRole('button', { name: `More for ${name}`, exact: true }).click()
    await page.getByRole('menuitem', { name: entry }).click()
  }
  await choose('Order check', 'Duplicate')
  await expect(page).toHaveURL(/\/w\/Order%20check%20copy/)
  await page.goto(product.url)
  await choose('Order check copy', 'Archive')
  await expect(row('Order check copy')).toHaveCount(0)
  // By mistake: the message has the way back.
  await page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Bring back' }).click()
  await expect(row('Order check copy')).toHaveCount(1)
  await choose('Order check copy', 'Archive')
  await expect(row('Order check copy')).toHaveCount(0)
  await page.reload()
  await page.getByRole('button', { name: 'Archived (1)' }).press('Enter')
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Bring back Order check copy' }).press('Enter')
  await expect(row('Order check copy')).toHaveCount(1)
  await expect(page.getByRole('button', { name: /^Archived/ })).toHaveCount(0)
  expect(faults.list).toEqual([])
})

test('of many workflows only those near the view are mounted; they are found whatever their accents, and none is out of reach', async ({ page, product }) => {
  for (let index = 0; index < 60; index++) {
    const workflow = { schemaVersion: 1, name: `Row ${index}`, description: index === 41 ? 'Résumé des factures' : 'One of many', nodes: [], edges: [] }
    expect((await postJson(`${product.url}/api/v1/workflows`, { workflow })).status).toBe(201)
  }
  await page.goto(product.url)
  const rows = page.locator('[data-workflow]')
  const main = page.getByRole('main')
  await expect(rows.first()).toBeVisible()
  const all = Number(await rows.first().getAttribute('aria-setsize'))
  expect(all).toBeGreaterThan(60)
  expect(await rows.count()).toBeLessThan(all)
  await main.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await expect(page.locator(`[data-workflow][aria-posinset="${all}"]`)).toBeVisible()
  expect(await axeFindings(page)).toEqual([])

  await main.evaluate((element) => element.scrollTo(0, 0))
  await page.getByRole('textbox', { name: 'Filter workflows' }).fill('FACTURES resume')
  await expect(rows).toHaveCount(1)
  await expect(page.getByRole('status').filter({ hasText: `1 of ${all}` })).toBeVisible()
  await page.keyboard.press('Tab')
  await page.getByRole('link', { name: 'Row 41' }).press('Enter')
  await expect(page).toHaveURL(/\/w\/Row%2041/)
})
