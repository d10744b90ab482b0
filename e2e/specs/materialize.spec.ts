import type { Operation, Workflow } from '@aob/schemas'
import type { Page, Route } from '@playwright/test'
import jsonPatch from 'fast-json-patch'
import { eventNumbers, getJson, postJson, startRun, untilEnded, untilRun } from '../product/api.ts'
import { expect, test } from '../product/fixtures.ts'
import { approveGate, chainOf, headOf, patchRun, startWaitingRun, waitingWorkflow } from '../product/patched-run.ts'

/** What a canvas shows, and what a document says: ids of nodes and edges, and names by node id. */
interface Graph {
  nodes: Record<string, string>
  edges: string[]
}

async function shownGraph(page: Page): Promise<Graph> {
  return page.evaluate(() => {
    const nodes = [...document.querySelectorAll('.react-flow__node')].map((card) => [
      card.getAttribute('data-id') ?? '',
      (card.getAttribute('aria-label') ?? '').split(', ')[0],
    ])
    const edges = [...document.querySelectorAll('[data-edge-id]')].map((edge) => edge.getAttribute('data-edge-id') ?? '')
    return { nodes: Object.fromEntries(nodes.sort()), edges: edges.sort() }
  })
}

/** The graph after some patches, computed by an implementation that is not ours. */
function judgedGraph(base: Workflow, patches: readonly (readonly Operation[])[]): Graph {
  const result = patches.reduce(
    (document, operations) => jsonPatch.applyPatch(document, structuredClone(operations) as never).newDocument,
    structuredClone(base),
  )
  return {
    nodes: Object.fromEntries(result.nodes.map(({ id, name }) => [id, name ?? '']).sort()),
    edges: result.edges.map(({ id }) => id).sort(),
  }
}

const slider = (page: Page) => page.getByRole('slider', { name: 'Version of the graph' })
const spinner = (page: Page) => page.getByText('Materializing workflow…')
const cards = (page: Page) => page.locator('.react-flow__node')

/** Eight changes of every kind a run accepts ahead of its gate: names, places, new parts, removed parts, reordered parts. */
const EIGHT: readonly Operation[][] = [
  [{ op: 'replace', path: '/nodes/3/name', value: 'Renamed once' }],
  [
    { op: 'add', path: '/nodes/-', value: { id: 'added_a', type: 'join', name: 'Added A', config: {}, position: { x: 304, y: 480 } } },
    { op: 'add', path: '/edges/-', value: { id: 'to_added_a', from: 'step4', to: 'added_a' } },
  ],
  [{ op: 'replace', path: '/nodes/5/position', value: { x: 1520, y: 320 } }],
  [
    { op: 'add', path: '/nodes/0', value: { id: 'added_b', type: 'join', name: 'Added B', config: {}, position: { x: 0, y: 480 } } },
    { op: 'add', path: '/edges/-', value: { id: 'to_added_b', from: 'step6', to: 'added_b' } },
  ],
  [{ op: 'move', from: '/nodes/5', path: '/nodes/2' }],
  [
    { op: 'remove', path: '/edges/11' },
    { op: 'remove', path: '/nodes/13' },
  ],
  [
    { op: 'replace', path: '/nodes/0/name', value: 'Renamed B' },
    { op: 'add', path: '/edges/0', value: { id: 'shortcut', from: 'step6', to: 'step9' } },
  ],
  [
    { op: 'remove', path: '/edges/12' },
    { op: 'remove', path: '/nodes/13' },
  ],
]

/** Answers that wait until they are let go. */
function gate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  let held = 0
  return {
    hold: async (route: Route) => {
      held += 1
      await opened
      // The page that asked may be gone by now.
      await route.continue().catch(() => undefined)
    },
    open: () => open(),
    held: () => held,
  }
}

test.describe('materializing in the page', () => {
  test('[UI-09] every place of the slider shows exactly the base and the patches up to it', async ({ page, product, faults }) => {
    const runId = await startWaitingRun(product.url, waitingWorkflow('Eight changes', 13))
    await patchRun(product.url, runId, EIGHT)
    const { base, patches } = await chainOf(product.url, runId)
    expect(patches).toHaveLength(8)
    await page.goto(`${product.url}/runs/${runId}`)
    await expect(slider(page)).toHaveAttribute('aria-valuemax', '8')
    await slider(page).focus()
    const expectVersion = async (k: number) => {
      await expect(slider(page)).toHaveAttribute('aria-valuenow', String(k))
      const operations = patches.slice(0, k).map((patch) => patch.operations)
      await expect.poll(() => shownGraph(page), { message: `version ${k}` }).toEqual(judgedGraph(base, operations))
    }
    await expectVersion(8)
    for (let k = 7; k >= 0; k--) {
      await page.keyboard.press('ArrowLeft')
      await expectVersion(k)
    }
    for (let k = 1; k <= 8; k++) {
      await page.keyboard.press('ArrowRight')
      await expectVersion(k)
    }
    await page.keyboard.press('Home')
    await expectVersion(0)
    await page.keyboard.press('End')
    await expectVersion(8)
    expect(faults.list).toEqual([])
  })

  test('[UI-12] a completed run shows the graph it executed, changed by an agent and by people, not the head of its tag', async ({ page, product, faults }) => {
    const inputs = { email: 'mira.lund@northwind.example', name: 'Mira Lund', domain: 'northwind.example', seats: 120 }
    const runId = await startRun(product.url, { ref: 'Lead triage', inputs })
    await untilRun(product.url, runId, 'the agent to propose', ({ run }) => run.pendingPatches === 1)
    const [proposal] = await getJson<{ patchId: string }[]>(`${product.url}/api/v1/patches?status=proposed&runId=${runId}`)
    await postJson(`${product.url}/api/v1/patches/${proposal?.patchId}/approve`, {})
    await untilRun(product.url, runId, 'the gate to wait', (run) => run.nodes.approve_offer?.status === 'waiting')
    const extra = Array.from({ length: 20 }, (_, index): Operation[] => [
      {
        op: 'add',
        path: '/nodes/-',
        value: {
          id: `human_${index}`,
          type: 'join',
          name: `By hand ${index}`,
          config: {},
          position: { x: 3424 + (index % 5) * 304, y: Math.floor(index / 5) * 160 },
        },
      },
      { op: 'add', path: '/edges/-', value: { id: `to_human_${index}`, from: 'finished', to: `human_${index}` } },
    ])
    await patchRun(product.url, runId, extra)
    await approveGate(product.url, runId)
    expect((await untilEnded(product.url, runId)).run.status).toBe('COMPLETED')
    const head = await getJson<{ tags?: { tag: string; artifactId: string }[] }>(`${product.url}/api/v1/workflows/Lead%20triage`)
    const baseVersion = head.tags?.find(({ tag }) => tag === 'main')?.artifactId
    const stray: Operation[] = [
      { op: 'add', path: '/nodes/-', value: { id: 'only_in_the_tag', type: 'join', name: 'Later', config: {}, position: { x: 0, y: 640 } } },
    ]
    const moved = await postJson(`${product.url}/api/v1/workflows/Lead%20triage/tags/main/patches`, {
      operations: stray,
      ...(baseVersion ? { baseVersion } : {}),
    })
    expect(moved.status, JSON.stringify(moved.body)).toBe(201)

    const { base, patches } = await chainOf(product.url, runId)
    expect(patches).toHaveLength(21)
    expect(new Set(patches.map(({ actor }) => actor?.kind))).toEqual(new Set(['agent', 'human']))
    await page.goto(`${product.url}/runs/${runId}`)
    await expect
      .poll(() => shownGraph(page))
      .toEqual(
        judgedGraph(
          base,
          patches.map(({ operations }) => operations),
        ),
      )
    await expect(page.locator('[data-node-id="human_19"]')).toHaveAttribute('data-status', 'succeeded')
    await expect(page.locator('[data-node-id="only_in_the_tag"]')).toHaveCount(0)
    expect(faults.list).toEqual([])
  })

  test('[UI-15] says that it materializes from the fetch until the worker has answered, and not afterwards', async ({ page, product, faults }) => {
    const runId = await startWaitingRun(product.url, waitingWorkflow('Slow worker', 13))
    await patchRun(product.url, runId, EIGHT)
    const wasm = gate()
    await page.route('**/*.wasm', wasm.hold)
    await page.goto(`${product.url}/runs/${runId}`)
    await expect.poll(wasm.held).toBeGreaterThan(0)
    await expect(spinner(page)).toBeVisible()
    await expect(cards(page)).toHaveCount(0)
    // [UI-16] Nothing is drawn beside the wait: what is known of the versions already comes after the graph, and nothing is said of them before.
    await expect(slider(page)).toHaveCount(0)
    await expect(page.getByText('No changes yet')).toHaveCount(0)
    wasm.open()
    await expect(cards(page)).toHaveCount(13)
    await expect(spinner(page)).toHaveCount(0)
    await expect(slider(page)).toHaveAttribute('aria-valuemax', String(EIGHT.length))
    expect(faults.list).toEqual([])
  })

  test('[CM-09] no worker is left after leaving the page, whether it had finished or not', async ({ page, product, faults }) => {
    const runId = await startWaitingRun(product.url, waitingWorkflow('Left behind', 13))
    await page.goto(`${product.url}/runs`)
    const row = page.getByRole('link', { name: /Left behind/ }).first()
    await row.click()
    await expect(cards(page)).toHaveCount(13)
    expect(page.workers()).toHaveLength(1)
    await page.goBack()
    await expect.poll(() => page.workers().length).toBe(0)

    const wasm = gate()
    await page.route('**/*.wasm', wasm.hold)
    await row.click()
    await expect(page).toHaveURL(new RegExp(runId))
    await expect.poll(wasm.held).toBeGreaterThan(0)
    await page.goBack()
    await expect.poll(() => page.workers().length).toBe(0)
    wasm.open()
    await expect(row).toBeVisible()
    await expect(cards(page)).toHaveCount(0)
    expect(faults.list).toEqual([])
  })

  test('[CM-14] switching runs in mid-computation never draws the first run', async ({ page, product, faults }) => {
    const first = await startWaitingRun(product.url, waitingWorkflow('First run', 13, 'first'))
    const second = await startWaitingRun(product.url, waitingWorkflow('Second run', 9, 'second'))
    // Every card that was ever put on a canvas, however briefly.
    await page.addInitScript(() => {
      const seen = new Set<string>()
      Object.assign(window, { everDrawn: seen })
      const note = () => {
        for (const card of document.querySelectorAll('.react-flow__node')) seen.add(card.getAttribute('data-id') ?? '')
      }
      new MutationObserver(note).observe(document, { childList: true, subtree: true })
    })
    const drawn = () => page.evaluate(() => [...(window as unknown as { everDrawn: Set<string> }).everDrawn])
    const answer = gate()
    const wasm = gate()
    await page.route((url) => url.pathname.includes('runs.document') && decodeURIComponent(url.search).includes(first), answer.hold)
    await page.route('**/*.wasm', wasm.hold, { times: 1 })
    await page.goto(`${product.url}/runs`)
    await page
      .getByRole('link', { name: /First run/ })
      .first()
      .click()
    await expect(page).toHaveURL(new RegExp(first))
    await expect.poll(answer.held).toBeGreaterThan(0)
    await page.goBack()
    await page
      .getByRole('link', { name: /Second run/ })
      .first()
      .click()
    await expect(page).toHaveURL(new RegExp(second))
    answer.open()
    wasm.open()
    await expect(cards(page)).toHaveCount(9)
    await expect.poll(() => shownGraph(page)).toEqual(judgedGraph(waitingWorkflow('Second run', 9, 'second'), []))
    expect((await drawn()).filter((id) => id.startsWith('first'))).toEqual([])
    expect(faults.list).toEqual([])
  })

  test('[UI-08] [UI-19] two browsers follow one run; a patch arrives in both without a reload, and one may leave', async ({
    page,
    browser,
    product,
    faults,
  }) => {
    const runId = await startWaitingRun(product.url, waitingWorkflow('Shared run', 13))
    const other = await (await browser.newContext()).newPage()
    const pages = [page, other]
    for (const one of pages) {
      await one.goto(`${product.url}/runs/${runId}`)
      await expect(cards(one)).toHaveCount(13)
      await one.getByRole('tab', { name: 'Logs' }).click()
      await one.evaluate(() => Object.assign(window, { sameVisit: true }))
    }
    const expectInStep = async (one: Page, count: number) => {
      const { base, patches } = await chainOf(product.url, runId)
      expect(patches).toHaveLength(count)
      await expect(slider(one)).toHaveAttribute('aria-valuemax', String(count))
      await expect
        .poll(() => shownGraph(one))
        .toEqual(
          judgedGraph(
            base,
            patches.map(({ operations }) => operations),
          ),
        )
      // The record may still grow while the page is read.
      await expect(async () => {
        const events = await eventNumbers(product.url, runId)
        await expect(one.getByText(`${events.length} lines`, { exact: true })).toBeVisible({ timeout: 2_000 })
      }).toPass({ timeout: 25_000 })
      expect(await one.evaluate(() => 'sameVisit' in window)).toBe(true)
    }
    await patchRun(product.url, runId, EIGHT.slice(0, 2))
    for (const one of pages) await expectInStep(one, 2)
    await other.context().close()
    await patchRun(product.url, runId, EIGHT.slice(2, 5))
    await expectInStep(page, 5)
    expect(await headOf(product.url, runId)).not.toBe('')
    expect(faults.list).toEqual([])
  })
})
