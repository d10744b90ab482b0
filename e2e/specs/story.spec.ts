import type { Operation, Workflow } from '@aob/schemas'
import type { Page } from '@playwright/test'
import jsonPatch from 'fast-json-patch'
import { getJson, readRun, sampleEffects, untilEnded } from '../product/api.ts'
import { expect, test } from '../product/fixtures.ts'

const node = (page: Page, id: string) => page.locator(`[data-node-id="${id}"]`).first()

interface Proposal {
  patchId: string
  runId?: string
  status: string
  actor: { kind: string; model?: string }
  summary: { nodesAdded: string[]; nodesRemoved: string[]; nodesChanged: string[]; edgesAdded: string[]; edgesRemoved: string[]; edgesChanged: string[] }
}

/** Ids on the canvas that carry this mark, sorted. */
async function marked(page: Page, kind: 'node' | 'edge', mark: string): Promise<string[]> {
  const ids = await page
    .locator(`[data-${kind}-id][data-diff="${mark}"]`)
    .evaluateAll((elements, name) => elements.map((element) => element.getAttribute(name) ?? ''), `data-${kind}-id`)
  return [...new Set(ids)].sort()
}

test.describe('the whole story', () => {
  test('a newcomer opens an example, changes it, runs it, reviews an agent, approves and sees the patched graph finish', async ({ page, product, faults }) => {
    await test.step('opens an example', async () => {
      await page.goto(product.url)
      await page
        .getByRole('link', { name: /Lead triage/ })
        .first()
        .click()
      await expect(node(page, 'look_up_company')).toBeVisible()
    })

    await test.step('changes it by drag and drop, and saves', async () => {
      const card = node(page, 'check_email')
      const box = await card.boundingBox()
      if (!box) throw new Error('the card has no place on the screen')
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 4)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width / 2 - 20, box.y + box.height / 4 + 60, { steps: 8 })
      await page.mouse.up()
      await expect(page.getByText('Draft saved')).toBeVisible()
      await page.keyboard.press('Control+s')
      await expect(page.getByRole('banner')).toContainText(/Saved v1\.\d/)
    })

    await test.step('presses Run and watches it execute live', async () => {
      await page.getByRole('button', { name: 'Run', exact: true }).click()
      await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}$/)
      await expect(node(page, 'look_up_company')).toHaveAttribute('data-status', 'succeeded')
      await expect(node(page, 'score')).toHaveAttribute('data-status', 'succeeded')
      await expect(node(page, 'triage')).toHaveAttribute('data-status', /^(running|waiting)$/)
    })

    const runId = page.url().split('/').at(-1) ?? ''
    await expect(page.getByRole('region', { name: 'Proposed change', exact: true })).toContainText('scripted model')
    const open = await getJson<Proposal[]>(`${product.url}/api/v1/patches?status=proposed`)
    const proposal = open.find((patch) => patch.runId === runId)
    if (!proposal) throw new Error('the agent has proposed nothing')

    await test.step("sees the agent's patch arrive as a visual diff while the run is going", async () => {
      expect(['RUNNING', 'WAITING_FOR_APPROVAL']).toContain((await readRun(product.url, runId)).run.status)
      await page.getByRole('button', { name: 'Review', exact: true }).click()
      await expect(page.getByRole('region', { name: 'Review of a proposed change' })).toBeVisible()
      const { summary } = proposal
      await expect.poll(() => marked(page, 'node', 'added')).toEqual([...summary.nodesAdded].sort())
      expect(await marked(page, 'node', 'removed')).toEqual([...summary.nodesRemoved].sort())
      expect(await marked(page, 'node', 'changed')).toEqual([...summary.nodesChanged].sort())
      expect(await marked(page, 'edge', 'added')).toEqual([...summary.edgesAdded].sort())
      expect(await marked(page, 'edge', 'removed')).toEqual([...summary.edgesRemoved].sort())
    })

    await test.step('approves it; the run goes on along the new graph', async () => {
      await page.getByRole('button', { name: /^Approve A?$/ }).click()
      await expect(page.getByRole('region', { name: 'Proposed change', exact: true })).toBeHidden()
      for (const id of proposal.summary.nodesAdded) await expect(node(page, id)).toHaveAttribute('data-status', 'succeeded')
      await expect.poll(() => marked(page, 'node', 'added')).toEqual([])
    })

    await test.step('approves the human gate with a click; nothing was sent before', async () => {
      const card = page.getByRole('article', { name: /^Approval/ })
      await expect(card).toContainText('Send Mira Lund an offer')
      expect((await sampleEffects(product.sampleUrl)).effects.filter(({ key }) => key === `${runId}:send_offer:0`)).toHaveLength(0)
      await card.getByRole('button', { name: 'Approve' }).click()
      await expect(page.getByRole('banner')).toContainText('Succeeded')
    })

    await test.step('the graph that ran is the base plus the accepted patch', async () => {
      const run = await untilEnded(product.url, runId)
      expect(run.run.status).toBe('COMPLETED')
      expect(run.irVersion).toBe(2)
      const base = await getJson<Workflow>(`${product.url}/api/v1/runs/${runId}/base`)
      const answer = await getJson<{ patches?: { patchId: string; operations: Operation[] }[] } | { patchId: string; operations: Operation[] }[]>(
        `${product.url}/api/v1/runs/${runId}/patches`,
      )
      const patches = Array.isArray(answer) ? answer : (answer.patches ?? [])
      expect(patches.map(({ patchId }) => patchId)).toEqual([proposal.patchId])
      // An implementation that is not ours judges what the graph must have been.
      const expected = patches.reduce(
        (document, { operations }) => jsonPatch.applyPatch(document, structuredClone(operations) as never).newDocument,
        structuredClone(base),
      )
      const ids = expected.nodes.map(({ id }) => id).sort()
      expect(Object.keys(run.nodes).sort()).toEqual(ids)
      const shown = () => page.locator('[data-node-id]').evaluateAll((elements) => elements.map((element) => element.getAttribute('data-node-id') ?? ''))
      await expect.poll(async () => [...new Set(await shown())].sort()).toEqual(ids)
      const effects = (await sampleEffects(product.sampleUrl)).effects.filter(({ key }) => key?.startsWith(runId))
      expect(effects.filter(({ key }) => key === `${runId}:send_offer:0`)).toHaveLength(1)
      expect(effects.every(({ duplicates }) => duplicates === 0)).toBe(true)
    })

    expect(faults.list).toEqual([])
  })

  test('[PP-21] a rejected patch leaves the run on its old graph, with the reason kept', async ({ page, product, faults }) => {
    await page.goto(`${product.url}/w/${encodeURIComponent('Lead triage')}`)
    await expect(node(page, 'look_up_company')).toBeVisible()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await expect(page).toHaveURL(/\/runs\//)
    const runId = page.url().split('/').at(-1) ?? ''
    await page.getByRole('button', { name: 'Review', exact: true }).click()
    await page
      .getByRole('button', { name: /^Reject/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('The gate is enough.')
    await dialog.getByRole('button', { name: /Reject/ }).click()
    const card = page.getByRole('article', { name: /^Approval/ })
    await expect(card).toBeVisible()
    await card.getByRole('button', { name: /^Reject/ }).click()
    const reason = page.getByRole('dialog').or(card).getByRole('textbox').last()
    await reason.fill('Not this quarter.')
    await page
      .getByRole('button', { name: /^Reject/ })
      .last()
      .click()
    const run = await untilEnded(product.url, runId)
    expect(run.run.status).toBe('COMPLETED')
    expect(run.irVersion).toBe(1)
    expect(run.nodes).toMatchObject({ send_offer: { status: 'not_taken' }, note_decline: { status: 'succeeded' } })
    const [patch] = await getJson<{ runId: string; status: string; reason?: string }[]>(`${product.url}/api/v1/patches?status=rejected`)
    expect(patch).toMatchObject({ runId, status: 'rejected', reason: 'The gate is enough.' })
    expect(faults.list).toEqual([])
  })
})
