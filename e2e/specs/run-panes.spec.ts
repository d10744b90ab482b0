import { startRun, untilEnded } from '../product/api.ts'
import { card } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'
import { patchRun, startWaitingRun, waitingWorkflow } from '../product/patched-run.ts'

test('the panes of a run are pulled by pointer and keys and keep their sizes; its tabs are walked by the arrow keys', async ({ page, product, faults }) => {
  const runId = await startWaitingRun(product.url, waitingWorkflow('Panes', 4))
  await page.goto(`${product.url}/runs/${runId}`)
  await page.locator('section[aria-busy=false] .react-flow__node').first().waitFor()
  const drawer = page.getByRole('separator', { name: 'Height of the drawer' })
  const side = page.getByRole('separator', { name: 'Width of the side panel' })
  const sizeOf = async (edge: typeof drawer) => Number(await edge.getAttribute('aria-valuenow'))
  const canvas = page.getByRole('region', { name: 'Graph of the run' })
  const heightOf = async () => (await canvas.boundingBox())?.height ?? Number.NaN

  const [tall, first] = [await heightOf(), await sizeOf(drawer)]
  await drawer.focus()
  await page.keyboard.press('ArrowUp')
  expect(await sizeOf(drawer)).toBe(first + 16)
  expect(await heightOf()).toBeCloseTo(tall - 16, 0)
  await page.keyboard.press('Home')
  expect(await sizeOf(drawer)).toBe(40)
  await page.keyboard.press('ArrowUp')
  expect(await sizeOf(drawer)).toBe(96)

  const at = await side.boundingBox()
  if (!at) throw new Error('the side panel has no edge')
  const wide = await sizeOf(side)
  await page.mouse.move(at.x, at.y + 100)
  await page.mouse.down()
  await page.mouse.move(at.x - 60, at.y + 100, { steps: 3 })
  await page.mouse.up()
  expect(await sizeOf(side)).toBe(wide + 60)

  const tab = (name: string) => page.getByRole('tab', { name, exact: true })
  await tab('Timeline').focus()
  await page.keyboard.press('ArrowRight')
  await expect(tab('Logs')).toBeFocused()
  await expect(tab('Logs')).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('tabpanel', { name: 'Logs' })).toBeVisible()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowLeft')
  await expect(tab('Output')).toBeFocused()
  await expect(page.getByRole('tabpanel')).toHaveCount(1)
  // That there is one panel is true of the one before, too.
  await expect(page.getByRole('tabpanel', { name: 'Output' })).toBeAttached()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('tabpanel', { name: 'Output' })).toBeFocused()

  await page.reload()
  await expect(drawer).toHaveAttribute('aria-valuenow', '96')
  await expect(side).toHaveAttribute('aria-valuenow', String(wide + 60))
  expect(faults.list).toEqual([])
})

test('a step that a patch adds is spoken of by its name: it was by its id, for it started before the page knew the graph', async ({
  page,
  product,
  faults,
}) => {
  const runId = await startWaitingRun(product.url, waitingWorkflow('Spoken', 4))
  const said: string[] = []
  await page.exposeFunction('hear', (sentence: string) => said.push(sentence))
  await page.goto(`${product.url}/runs/${runId}`)
  await page.locator('section[aria-busy=false] .react-flow__node').first().waitFor()
  await page.locator('#announcer').evaluate((region) => {
    const { hear } = window as unknown as { hear: (sentence: string) => void } // exposed above
    new MutationObserver(() => hear(region.textContent ?? '')).observe(region, { childList: true, characterData: true, subtree: true })
  })
  await patchRun(product.url, runId, [
    [{ op: 'add', path: '/nodes/-', value: { id: 'late_one', type: 'join', name: 'Come late', position: { x: 0, y: 320 } } }],
  ])
  await expect.poll(() => said).toContainEqual('Come late: Succeeded')
  expect(said.filter((sentence) => sentence.includes('late_one'))).toEqual([])
  expect(faults.list).toEqual([])
})

test('a step that failed went on by its error port where something hangs on it, and not where the run ended there', async ({ page, product, faults }) => {
  const thrower = (id: string, y: number) => ({ id, type: 'function', name: id, config: { code: 'throw new Error("no")' }, position: { x: 0, y } })
  const workflow = {
    schemaVersion: 1 as const,
    name: 'Fails twice',
    nodes: [thrower('handled', 0), thrower('alone', 200), { id: 'after', type: 'join', name: 'after', position: { x: 304, y: 0 } }],
    edges: [{ id: 'caught', from: 'handled', fromPort: 'error', to: 'after' }],
  }
  const runId = await startRun(product.url, { workflow })
  await untilEnded(product.url, runId)
  await page.goto(`${product.url}/runs/${runId}`)
  await card(page, 'handled').click({ position: { x: 60, y: 10 } })
  await expect(page.getByRole('region', { name: 'Node handled' })).toContainText('Went on by')
  await card(page, 'alone').click({ position: { x: 60, y: 10 } })
  const alone = page.getByRole('region', { name: 'Node alone' })
  await expect(alone).toContainText('Failed')
  await expect(alone).not.toContainText('Went on by')
  expect(faults.list).toEqual([])
})
