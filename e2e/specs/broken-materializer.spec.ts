import type { Page } from '@playwright/test'
import { postJson } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { cards } from '../product/editor.ts'
import { expect, test } from '../product/fixtures.ts'

const NAME = 'Hard to make'
const step = (id: string, x: number) => ({ id, type: 'function', name: `Step ${id}`, config: { code: 'return input' }, position: { x, y: 0 } })
/** A module that compiles and has none of what is called in it: every call traps. */
const EMPTY_MODULE = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])

async function workflowWithChange(url: string): Promise<void> {
  const workflow = { schemaVersion: 1, name: NAME, nodes: [step('a', 0)], edges: [] }
  expect((await postJson(`${url}/api/v1/workflows`, { workflow })).status).toBe(201)
  const operations = [{ op: 'add', path: '/nodes/-', value: step('b', 304) }]
  expect((await postJson(`${url}/api/v1/workflows/${encodeURIComponent(NAME)}/tags/main/patches`, { operations })).status).toBeLessThan(300)
}

/** What somebody is told, and that it offers a way on. */
async function expectNotice(page: Page): Promise<void> {
  const notice = page.getByRole('alert')
  await expect(notice).toContainText('The workflow could not be opened')
  await expect(notice).toContainText('Nothing is lost')
  for (const name of ['Try again', 'Reload the page']) await expect(page.getByRole('button', { name })).toBeEnabled()
  await expect(page.getByRole('main').getByRole('link', { name: 'All workflows' })).toBeVisible()
}

test('a worker that cannot be loaded and a core that traps are told in words, and trying again opens the workflow', async ({ page, context, product }) => {
  await workflowWithChange(product.url)
  const worker = /\/assets\/materializer\.worker-[^/]*\.js$/
  const core = /\/assets\/materializer-[^/]*\.wasm$/
  await test.step('no worker', async () => {
    await context.route(worker, (route) => route.abort())
    await page.goto(`${product.url}/w/${encodeURIComponent(NAME)}`)
    await expectNotice(page)
    expect(await axeFindings(page)).toEqual([])
  })
  await test.step('a worker whose core traps', async () => {
    await context.unroute(worker)
    await context.route(core, (route) => route.fulfill({ status: 200, contentType: 'application/wasm', body: EMPTY_MODULE }))
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('alert')).toContainText('not a function')
    await expectNotice(page)
  })
  await test.step('both are back', async () => {
    await context.unroute(core)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(cards(page)).toHaveCount(2)
  })
  await test.step('an earlier version that cannot be made leaves the canvas of today one press away', async () => {
    await context.route(core, (route) => route.fulfill({ status: 200, contentType: 'application/wasm', body: EMPTY_MODULE }))
    await page
      .getByRole('button', { name: /First version/ })
      .first()
      .click()
    await expect(page.getByText('This version could not be shown')).toBeVisible()
    await page.getByRole('button', { name: 'Back to now' }).first().click()
    await expect(cards(page)).toHaveCount(2)
  })
})
