import { getJson, postJson, startRun, untilEnded, untilRun } from '../product/api.ts'
import { expect, test } from '../product/fixtures.ts'

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

test('on a phone a run is opened, its proposal reviewed and approved, its question decided', async ({ page, product, faults }) => {
  const runId = await startRun(product.url, { ref: 'Lead triage', inputs: {} })
  const nothingSticksOut = async () =>
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0)

  await test.step('from the list of runs to the run', async () => {
    await page.goto(product.url)
    await page.getByRole('link', { name: 'Runs' }).tap()
    await nothingSticksOut()
    await page.locator(`a[href="/runs/${runId}"]`).first().tap()
    await expect(page).toHaveURL(new RegExp(runId))
  })

  await test.step('the name of what runs is to be read, whatever can be done about it', async () => {
    await expect(page.getByRole('button', { name: 'Cancel run' })).toBeInViewport({ ratio: 1 })
    const title = page.getByRole('heading', { level: 1 })
    expect(await title.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0)
  })

  await test.step('the proposal, change by change', async () => {
    await page.getByRole('button', { name: 'Review', exact: true }).tap()
    const panel = page.getByRole('region', { name: 'Review of a proposed change' })
    await expect(panel).toContainText('Written by the agent')
    await panel.locator('[data-hunk]').first().tap()
    await expect(panel).toContainText(/1 of \d looked at/)
    await nothingSticksOut()
    await panel.getByRole('button', { name: /^Approve( A)?$/ }).tap()
    await expect(panel).toBeHidden()
    // What is decided next stands at the foot: the words about it do not lie over that.
    const words = await page.locator('[data-toast="done"]').boundingBox()
    expect(words && words.y + words.height).toBeLessThan(300)
    await untilRun(product.url, runId, 'the patched graph', ({ irVersion }) => irVersion === 2)
  })

  await test.step('the question, from the inbox', async () => {
    await expect(page.getByRole('article', { name: /^Approval/ })).toBeVisible()
    // The card has come into sight: words that say the same would lie over its buttons.
    await expect(page.locator('[data-toast="attention"]')).toHaveCount(0)
    await page
      .getByRole('button', { name: /^Score the lead/ })
      .first()
      .tap()
    await page.getByRole('button', { name: 'Log', exact: true }).tap()
    await expect(page.getByRole('tab', { name: 'Logs', exact: true })).toHaveAttribute('aria-selected', 'true')
    await page.getByRole('link', { name: /Approvals/ }).tap()
    const waiting = await getJson<{ approvalId: string; runId: string }[]>(`${product.url}/api/v1/approvals?status=waiting_for_approval`)
    const mine = waiting.find((approval) => approval.runId === runId)?.approvalId
    await page.locator(`a[href="/approvals/${mine}"]`).tap()
    const question = page.getByRole('article', { name: /^Approval/ })
    await expect(question).toContainText('Dear Mira Lund')
    await nothingSticksOut()
    await question.getByRole('button', { name: 'Approve' }).tap()
    await expect(question).toContainText('Approved')
  })

  expect((await untilEnded(product.url, runId)).run.status).toBe('COMPLETED')
  expect(faults.list).toEqual([])
})

test('on a phone a workflow is read with its groups and notes', async ({ page, product, faults }) => {
  const step = (id: string, x: number) => ({ id, type: 'function', name: id, config: { code: 'return 1' }, position: { x, y: 0 } })
  const workflow = {
    schemaVersion: 1,
    name: 'Read on a phone',
    nodes: [step('one', 0), step('two', 304), step('three', 608), step('four', 912)],
    edges: [{ id: 'e', from: 'one', to: 'two' }],
    groups: [
      { id: 'open', name: 'What comes in', nodes: ['one', 'two'] },
      { id: 'folded', name: 'What goes out', nodes: ['three', 'four'], collapsed: true },
    ],
    notes: [{ id: 'n', text: '## Mind the order\n\nThe **customer** is told last.', position: { x: 0, y: 200 } }],
  }
  expect((await postJson(`${product.url}/api/v1/workflows`, { workflow, name: workflow.name })).status).toBe(201)
  await page.goto(`${product.url}/w/${encodeURIComponent(workflow.name)}`)
  const canvas = page.getByRole('region', { name: /^Canvas/ })
  await expect(canvas.getByRole('region', { name: 'Group: What comes in' })).toBeVisible()
  await expect(canvas.getByRole('region', { name: /^Note: / }).locator('strong')).toHaveText('customer')
  await expect(canvas.locator('.react-flow__node')).toHaveCount(3)
  await expect(canvas.getByText('What goes out').first()).toBeVisible()
  expect(faults.list).toEqual([])
})
