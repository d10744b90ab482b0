import { readRun, startRun, untilEnded, untilRun } from '../product/api.ts'
import { expect, test } from '../product/fixtures.ts'

const node = (id: string, type: string, config: object, more: object = {}) => ({ id, type, config, position: { x: id === 'first' ? 0 : 304, y: 0 }, ...more })
const call = (id: string, path: string, more: object = {}) => node(id, 'http', { method: 'POST', url: `{{ vars.sample }}${path}`, body: {} }, more)

test.describe('a person takes a run in hand', () => {
  test('[R17] a paused run starts nothing new, and goes on when it is resumed', async ({ page, product, faults }) => {
    const nodes = [node('first', 'hitl', { title: 'Go on?' }), call('second', '/crm/contacts')]
    const edges = [{ id: 'e1', from: 'first', fromPort: 'approve', to: 'second' }]
    const runId = await startRun(product.url, { workflow: { schemaVersion: 1, name: 'Gate and call', nodes, edges } })
    await page.goto(`${product.url}/runs/${runId}`)
    // What can be done with a run changes with its state; what stands beside it is where the hand left it.
    const search = page.getByRole('button', { name: 'Search and commands' })
    await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
    const place = await search.boundingBox()
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await expect(page.getByRole('banner')).toContainText('Paused')
    await expect(page.getByRole('button', { name: 'Resume', exact: true })).toBeEnabled()
    expect(await search.boundingBox()).toEqual(place)
    const card = page.getByRole('article', { name: /^Approval/ })
    await card.getByRole('button', { name: 'Approve' }).click()
    await untilRun(product.url, runId, 'the gate to be passed', ({ nodes }) => nodes.first?.status === 'succeeded')
    expect((await readRun(product.url, runId)).run.status).toBe('PAUSED')
    await page.getByRole('button', { name: 'Resume', exact: true }).click()
    expect((await untilEnded(product.url, runId)).run.status).toBe('COMPLETED')
    await expect(page.getByRole('banner')).toContainText('Succeeded')
    await expect(page.getByRole('banner').getByRole('button', { name: 'Replay…' })).toBeEnabled()
    expect(await search.boundingBox()).toEqual(place)
    expect(faults.list).toEqual([])
  })

  test('[R19] a held step is completed with an output and a reason', async ({ page, product, faults }) => {
    const nodes = [call('first', '/nowhere', { onError: 'review' }), call('second', '/crm/deals')]
    const runId = await startRun(product.url, { workflow: { schemaVersion: 1, name: 'Held call', nodes, edges: [{ id: 'e1', from: 'first', to: 'second' }] } })
    await page.goto(`${product.url}/runs/${runId}`)
    const notice = page.getByRole('region', { name: 'first is held' })
    await expect(notice).toContainText('answered 404')
    await expect(page.getByRole('banner')).toContainText('Needs you')
    expect((await readRun(product.url, runId)).run.status).toBe('WAITING_FOR_APPROVAL')
    await notice.getByRole('button', { name: 'Decide' }).click()
    const form = page.getByRole('form', { name: 'Decide about this step' })
    await form.getByRole('combobox', { name: /What becomes of it/ }).selectOption('Complete with an output')
    const decide = form.getByRole('button', { name: 'Complete with an output' })
    await expect(decide).toBeDisabled()
    await form.getByRole('textbox', { name: /Output/ }).fill('{"id": 7}')
    await form.getByRole('textbox', { name: /Reason/ }).fill('Done by hand.')
    await decide.click()
    expect((await untilEnded(product.url, runId)).run.status).toBe('COMPLETED')
    await expect(page.getByRole('banner')).toContainText('Succeeded')
    await expect(notice).toBeHidden()
    expect(faults.list).toEqual([])
  })
})
