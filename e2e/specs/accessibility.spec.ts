import type { Page } from '@playwright/test'
import { getJson, postJson, startRun, untilEnded, untilRun } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { expect, test } from '../product/fixtures.ts'
import { goToPart, tabTo } from '../product/keyboard.ts'

const card = (page: Page, name: RegExp) => page.getByRole('region', { name: /^Canvas/ }).getByRole('group', { name })

async function proposalOf(url: string, runId: string): Promise<string> {
  const proposals = await getJson<{ patchId: string; runId?: string }[]>(`${url}/api/v1/patches?status=proposed`)
  const own = proposals.find((proposal) => proposal.runId === runId)
  if (!own) throw new Error(`Nothing is proposed in run ${runId}`)
  return own.patchId
}

async function approveProposal(url: string, runId: string): Promise<void> {
  const { status, body } = await postJson(`${url}/api/v1/patches/${await proposalOf(url, runId)}/approve`, {})
  if (status >= 300) throw new Error(`The proposal was not approved: ${JSON.stringify(body)}`)
}

test.describe('without a pointer', () => {
  test('a workflow is drawn, connected, set up, saved and run, and its question decided', async ({ page, product, faults }) => {
    test.slow()
    await page.goto(product.url)
    await tabTo(page, page.getByRole('button', { name: 'New workflow' }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused()
    await page.keyboard.type('By keys alone')
    await page.keyboard.press('Enter')

    await test.step('three nodes, each behind the one before', async () => {
      const search = page.getByRole('textbox', { name: 'Find a node type' })
      await expect(search).toBeVisible()
      await tabTo(page, search)
      for (const type of ['join', 'human', 'function']) {
        await page.keyboard.press('Control+a')
        await page.keyboard.type(type)
        await page.keyboard.press('Enter')
      }
      await expect(page.locator('[data-node-id]')).toHaveCount(3)
      await expect(page.locator('[data-edge-id]')).toHaveCount(2)
    })

    await test.step('C connects the other answer as well', async () => {
      await goToPart(page, 'canvas')
      await expect(card(page, /^Function/)).toBeFocused()
      await page.keyboard.press('Control+ArrowLeft')
      await expect(card(page, /^Human approval/)).toBeFocused()
      await page.keyboard.press('c')
      await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
      await page.keyboard.type('reject')
      await page.keyboard.press('Enter')
      await expect(page.locator('[data-edge-id]')).toHaveCount(3)
    })

    await test.step('the settings of two nodes', async () => {
      await tabTo(page, page.getByRole('textbox', { name: /^Question/ }))
      await page.keyboard.type('May it go on?')
      await goToPart(page, 'canvas', 'Shift+F6')
      await page.keyboard.press('Control+ArrowRight')
      await expect(card(page, /^Function/)).toBeFocused()
      await goToPart(page, 'inspector')
      await tabTo(page, page.getByRole('textbox', { name: /^Code/ }))
      await page.keyboard.type('return { told: true }')
    })

    await test.step('saved and run', async () => {
      await page.keyboard.press('Control+s')
      await expect(page.getByRole('banner').getByText('Saved v1.1')).toBeVisible()
      await page.keyboard.press('Control+Enter')
      await expect(page).toHaveURL(/\/runs\//)
    })

    await test.step('the question decided', async () => {
      const question = page.getByRole('article', { name: /^Approval/ })
      await expect(question).toContainText('May it go on?')
      await tabTo(page, question.getByRole('button', { name: 'Approve' }))
      await page.keyboard.press('Enter')
      await expect(page.getByRole('banner')).toContainText('Succeeded')
    })
    expect(faults.list).toEqual([])
  })

  test("an agent's proposal is read change by change and approved", async ({ page, product, faults }) => {
    test.slow()
    await page.goto(`${product.url}/w/${encodeURIComponent('Lead triage')}`)
    await expect(page.locator('[data-node-id="triage"]')).toBeAttached()
    await page.keyboard.press('Control+Enter')
    await expect(page).toHaveURL(/\/runs\//)
    const review = page.getByRole('button', { name: 'Review', exact: true })
    await expect(review).toBeVisible()
    await tabTo(page, review)
    await page.keyboard.press('Enter')
    const panel = page.getByRole('region', { name: 'Review of a proposed change' })
    await expect(panel.locator('[data-hunk]').first()).toBeVisible()
    await test.step('what is read aloud goes by the names and words that are seen, says nothing twice and promises no key that does nothing', async () => {
      await expect(page).toHaveTitle('Lead triage · Run · AOB')
      const graph = page.getByRole('region', { name: 'Graph of the run' })
      await expect(graph.getByRole('group', { name: 'Judge the lead, Agent, Needs you' })).toBeVisible()
      const connection = graph.getByRole('group', { name: 'Connection from Draft the offer to Approve the offer' })
      await expect(connection).toHaveAccessibleDescription('')
      await expect(page.getByRole('button', { name: /^Check the e-mail address Succeeded, ran [^,]+, queued [\d.]+ m?s$/ })).toBeVisible()
      await expect(panel.getByRole('status')).toHaveText(/^0 of \d looked at$/)
    })
    const total = await panel.locator('[data-hunk]').count()
    for (let read = 1; read <= total; read += 1) {
      await page.keyboard.press('j')
      await expect(panel).toContainText(`${read} of ${total} looked at`)
    }
    await page.keyboard.press('r')
    await expect(page.getByRole('dialog', { name: 'Reject this change?' }).getByRole('textbox')).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await page.keyboard.press('a')
    await expect(panel).toBeHidden()
    const question = page.getByRole('article', { name: /^Approval/ })
    await expect(question).toBeVisible()
    await tabTo(page, question.getByRole('button', { name: /^Reject/ }))
    await page.keyboard.press('Enter')
    await page.keyboard.type('Not this quarter.')
    await tabTo(page, question.getByRole('button', { name: 'Reject', exact: true }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('banner')).toContainText('Succeeded')
    expect(faults.list).toEqual([])
  })
})

test.describe('axe finds nothing', () => {
  const SCREENS = [
    { name: 'at a desk', viewport: { width: 1440, height: 900 } },
    { name: 'on a phone', viewport: { width: 390, height: 844 } },
  ] as const

  for (const { name, viewport } of SCREENS)
    test(`on any page, light and dark: ${name}`, async ({ browser, product }) => {
      const [waiting, proposed] = await twoRuns(product.url)
      const patchId = await proposalOf(product.url, proposed)
      const context = await browser.newContext({ colorScheme: 'light', viewport, reducedMotion: 'reduce' })
      const page = await context.newPage()
      const findings: Record<string, string[]> = {}
      /** Both schemes of what is on the screen: the page follows the system while it is open. */
      const examine = async (what: string) => {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          await expect(page.locator(`html[data-theme="${colorScheme}"]`)).toBeAttached()
          findings[`${what}, ${colorScheme}`] = await axeFindings(page)
        }
        await page.emulateMedia({ colorScheme: 'light' })
      }
      const look = async (what: string, path: string, shown: () => Promise<void>) => {
        await page.goto(product.url + path)
        await shown()
        await examine(what)
      }
      const seen = (text: RegExp) => () => expect(page.getByText(text).first()).toBeVisible()
      await look('home', '/', seen(/Lead triage/))
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible()
      await examine('commands')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
      const more = page.getByRole('button', { name: 'More for Lead triage' })
      await more.click()
      await expect(page.getByRole('menu')).toBeVisible()
      await more.click()
      await expect(page.getByRole('menu')).toBeHidden()
      await more.click()
      await expect(page.getByRole('menu')).toBeVisible()
      await examine('a menu')
      await page.keyboard.press('Escape')
      const node = { name: 'Append to sheet', type: 'n8n-nodes-base.googleSheets', typeVersion: 4, position: [0, 0], parameters: {} }
      const buffer = Buffer.from(JSON.stringify({ name: 'Of another product', nodes: [node], connections: {} }))
      await page.getByLabel('Workflow file').setInputFiles({ name: 'other.json', mimeType: 'application/json', buffer })
      await expect(page.getByRole('dialog', { name: 'Import from n8n' })).toContainText('Kept as it was')
      await examine('what an import becomes')
      await look('editor', `/w/${encodeURIComponent('Lead triage')}?node=triage`, seen(viewport.width < 500 ? /Read only/ : /Instructions/))
      await look('run', `/runs/${waiting}`, seen(/Send Mira Lund/))
      await look('review', `/runs/${proposed}`, async () => {
        await page.getByRole('button', { name: 'Review', exact: true }).click()
        await expect(page.getByRole('region', { name: 'Review of a proposed change' })).toContainText('looked at')
      })
      await look('approvals', '/approvals', seen(/Send Mira Lund/))
      await look('runs', '/runs', () => expect(page.locator(`a[href="/runs/${waiting}"]`).first()).toBeVisible())
      await look('patch', `/patches/${patchId}`, seen(/looked at/))
      await look('the only version', `/w/${encodeURIComponent('Order check')}/versions`, seen(/Every save becomes a version/))
      await look('a new schedule', `/schedules?new=${encodeURIComponent('Order check')}`, seen(/Next times in/))
      await look('nothing there', '/nowhere', seen(/nothing at this address/))
      await context.close()
      expect(findings).toEqual(Object.fromEntries(Object.keys(findings).map((what) => [what, []])))
    })

  let runs: Promise<[string, string]> | undefined
  /** One run that waits for an answer and one whose agent waits for a review; started once. */
  function twoRuns(url: string): Promise<[string, string]> {
    runs ??= (async () => {
      const start = () => startRun(url, { ref: 'Lead triage', inputs: {} })
      const waiting = await start()
      await untilRun(url, waiting, 'a proposal', ({ run }) => run.pendingPatches === 1)
      await approveProposal(url, waiting)
      await untilRun(url, waiting, 'the question', ({ run }) => run.status === 'WAITING_FOR_APPROVAL')
      const proposed = await start()
      await untilRun(url, proposed, 'a proposal', ({ run }) => run.pendingPatches === 1)
      return [waiting, proposed]
    })()
    return runs
  }

  test.afterAll(async ({ product }) => {
    if (!runs) return
    const [waiting, proposed] = await runs
    // Whatever looks at the list of proposals next finds it as it was.
    await approveProposal(product.url, proposed)
    for (const runId of [waiting, proposed]) await postJson(`${product.url}/api/v1/runs/${runId}/cancel`, {})
  })
})

test.describe('reduced motion', () => {
  test('nothing moves while a run is at work', async ({ browser, product }) => {
    const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    // A run that stays at work until it is cancelled: however long the page takes to open, there is something that could move.
    const slow = { id: 'slow', type: 'http', name: 'Slow', config: { method: 'GET', url: '{{ vars.sample }}/healthz?delayMs=30000' }, position: { x: 0, y: 0 } }
    const after = { id: 'after', type: 'function', name: 'After', config: { code: 'return 1' }, position: { x: 304, y: 0 } }
    const workflow = { schemaVersion: 1, name: 'At work', nodes: [slow, after], edges: [{ id: 'e', from: 'slow', to: 'after' }] }
    const runId = await startRun(product.url, { workflow })
    await page.goto(`${product.url}/runs/${runId}`)
    await expect(page.locator('[data-status="running"]').first()).toBeVisible()
    expect(await page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length)).toBe(0)
    expect(await page.locator('animateMotion').count()).toBe(0)
    await postJson(`${product.url}/api/v1/runs/${runId}/cancel`, {})
    await untilEnded(product.url, runId)
    await context.close()
  })
})

test.describe("the system's own colours", () => {
  test('what is chosen is told apart where tints are not to be had', async ({ browser, product }) => {
    const context = await browser.newContext({ forcedColors: 'active', viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    await page.goto(`${product.url}/w/${encodeURIComponent('Order enrichment')}`)
    await expect(page.getByText('No problems')).toBeVisible()
    const ground = (target: ReturnType<Page['locator']>) => target.evaluate((element) => getComputedStyle(element).backgroundColor)
    const rail = page.getByRole('navigation')
    expect(await ground(rail.getByRole('button', { name: 'Add a node' }))).not.toBe(await ground(rail.getByRole('button', { name: 'Outline' })))
    // The colour of a selection may let through what is below it: a second layer of it was a darker square around the icon.
    expect(await ground(rail.getByRole('button', { name: 'Add a node' }).locator('svg'))).toBe('rgba(0, 0, 0, 0)')
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('option', { selected: true })).toHaveCount(1)
    expect(await ground(page.getByRole('option', { selected: true }))).not.toBe(await ground(page.getByRole('option', { selected: false }).first()))
    await context.close()
  })
})
