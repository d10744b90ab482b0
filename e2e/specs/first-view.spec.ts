import { randomUUID } from 'node:crypto'
import type { Workflow } from '@aob/schemas'
import type { Page } from '@playwright/test'
import { getJson, postJson, startRun, untilRun } from '../product/api.ts'
import { expect, test } from '../product/fixtures.ts'
import { headOf, startWaitingRun, waitingWorkflow } from '../product/patched-run.ts'
import { fetchedScripts } from '../product/served-scripts.ts'

const EXAMPLE = 'Order enrichment'
/** The same by another name: on the example others may have left a draft. */
const OWN = 'First view'
const DRAFTED = 'First view drafted'
const DRAWN = 'Drawn in the draft'
const KB = 1024

interface Places {
  runId: string
  patchId: string
}

interface Route {
  name: string
  path: (at: Places) => string
  /** What shows that the page is there. */
  shown: string
  /** Most script before the page says that its first view stands, gzip, in KB. */
  budget: number
}

const CARD = 'section[aria-busy=false] .react-flow__node'
const ROUTES: readonly Route[] = [
  { name: 'home', path: () => '/', shown: 'a[href^="/w/"]', budget: 148 },
  { name: 'editor', path: () => `/w/${encodeURIComponent(OWN)}`, shown: CARD, budget: 220 },
  { name: 'versions', path: () => `/w/${encodeURIComponent(OWN)}/versions`, shown: 'main h2, main li', budget: 148 },
  { name: 'runs', path: () => '/runs', shown: 'main a[href^="/runs/"]', budget: 148 },
  { name: 'schedules', path: () => '/schedules', shown: 'main button', budget: 148 },
  { name: 'approvals', path: () => '/approvals', shown: 'main', budget: 148 },
  // The same with a draft open: the engine of drafts comes after the picture, what is drawn is in it.
  { name: 'editor with a draft', path: () => `/w/${encodeURIComponent(DRAFTED)}`, shown: CARD, budget: 220 },
  { name: 'run', path: ({ runId }) => `/runs/${runId}`, shown: CARD, budget: 240 },
  { name: 'patch', path: ({ patchId }) => `/patches/${patchId}`, shown: CARD, budget: 219 },
  { name: 'large example', path: () => '/examples/large', shown: CARD, budget: 208 },
]
const MOST_WORKER_KB = 20

/** Notes what the policy forbids, from before the first script on. */
async function watchPolicy(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const broken: string[] = []
    Object.assign(window, { policyBroken: broken })
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => broken.push(`${violatedDirective} ${blockedURI}`))
  })
  return () => page.evaluate(() => (window as unknown as { policyBroken: string[] }).policyBroken)
}

test.describe('what every page begins with', () => {
  let at: Places
  test.beforeAll(async ({ product }) => {
    const api = `${product.url}/api/v1/workflows`
    const example = await getJson<Workflow>(`${api}/${encodeURIComponent(EXAMPLE)}/tags/main/base`)
    for (const name of [OWN, DRAFTED]) expect((await postJson(api, { workflow: { ...example, name } })).status).toBe(201)
    const draft = `${api}/${encodeURIComponent(DRAFTED)}/tags/main/draft`
    const { base } = await getJson<{ base: string }>(draft)
    const gesture = { patchId: randomUUID(), baseVersion: base, operations: [{ op: 'replace', path: '/nodes/0/name', value: DRAWN }] }
    expect((await postJson(draft, gesture)).status).toBe(201)
    const runId = await startRun(product.url, { ref: EXAMPLE, inputs: {} })
    await untilRun(product.url, runId, 'a node to have begun', ({ nodes }) => Object.keys(nodes).length > 0)
    const patched = await startWaitingRun(product.url, waitingWorkflow('First view patched', 6))
    const patch = { operations: [{ op: 'replace', path: '/nodes/5/name', value: 'Patched' }], baseVersion: await headOf(product.url, patched) }
    const { patchId } = (await postJson<{ patchId: string }>(`${product.url}/api/v1/runs/${patched}/patch`, patch)).body
    at = { runId, patchId }
  })

  for (const { name, path, shown, budget } of ROUTES)
    test(`${name}: scripts within ${budget} KB, and nothing the policy forbids`, async ({ page, product, faults }) => {
      const broken = await watchPolicy(page)
      const response = await page.goto(product.url + path(at))
      const policy = response?.headers()['content-security-policy'] ?? ''
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
      await page.locator(shown).first().waitFor()
      await page.waitForFunction(() => performance.getEntriesByName('first-view').length > 0)
      await page.waitForLoadState('networkidle')
      const { page: scripts, workers, names } = await fetchedScripts(page)
      console.log(`${name}: ${(scripts / KB).toFixed(1)} KB of script in ${names.length} files, workers ${(workers / KB).toFixed(1)} KB`)
      expect(scripts, names.join(' ')).toBeGreaterThan(50 * KB)
      expect(scripts, names.join(' ')).toBeLessThanOrEqual(budget * KB)
      expect(workers, names.join(' ')).toBeLessThanOrEqual((name.startsWith('editor') ? MOST_WORKER_KB : 100) * KB)
      expect(await broken()).toEqual([])
      expect(faults.list).toEqual([])
    })

  test('the editor asks the server once, before its scripts are there, and shows what was drawn without the engine of drafts', async ({ page, product }) => {
    await page.goto(`${product.url}/w/${encodeURIComponent(DRAFTED)}`)
    await page.waitForFunction(() => performance.getEntriesByName('first-view').length > 0)
    await expect(page.locator('.react-flow__node').getByText(DRAWN)).toBeVisible()
    const { names } = await fetchedScripts(page)
    expect(names.filter((name) => name.startsWith('draft-'))).toEqual([])
    const asked = await page.evaluate(() => {
      // The engine of drafts asks for itself once it has come.
      const stands = performance.getEntriesByName('first-view')[0]?.startTime ?? 0
      const entries = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < stands)
      return entries.filter(({ name }) => name.includes('workflows.document,drafts.read')).length
    })
    expect(asked).toBe(1)
    // The page itself names what it begins with: no script has to run first to find out.
    const answer = await fetch(page.url())
    expect(answer.headers.get('link')).toMatch(
      /^<\/trpc\/workflows.document,drafts.read\?.*First%20view%20drafted.*>; rel=preload; as=fetch; crossorigin=anonymous$/,
    )
    const html = await answer.text()
    expect(html).toMatch(/<link rel="modulepreload" crossorigin href="\/assets\/editor-route-/)
    expect(html).toMatch(/<link rel="preload" as="font" [^>]*href="\/assets\/inter-latin-wght-normal-/)
    expect(await page.locator('link[rel=modulepreload][href*="editor-route"]').count()).toBe(1)
    // The engine comes behind it, and what is typed is sent.
    await expect(page.locator('[data-save-state]')).toHaveAttribute('data-save-state', 'draft')
  })

  test('the page says that its first view stands when every card does, and a card can be taken at once', async ({ page, product }) => {
    await page.addInitScript(() => {
      const mark = performance.mark.bind(performance)
      performance.mark = (name, options) => {
        const cards = [...document.querySelectorAll<HTMLElement>('.react-flow__node')]
        const shown = cards.filter((card) => {
          const { x, y, width, height } = card.getBoundingClientRect()
          return card.contains(document.elementFromPoint(x + width / 2, y + height / 2))
        })
        if (name === 'first-view')
          Object.assign(window, { standing: { cards: cards.length, shown: shown.length, busy: document.querySelectorAll('[aria-busy=true]').length } })
        return mark(name, options)
      }
    })
    await page.goto(`${product.url}/w/${encodeURIComponent(OWN)}`)
    await page.waitForFunction(() => performance.getEntriesByName('first-view').length > 0)
    const standing = await page.evaluate(() => (window as unknown as { standing: { cards: number; shown: number; busy: number } }).standing)
    expect(standing.busy).toBe(0)
    expect(standing.cards).toBe(await page.locator('.react-flow__node').count())
    // Where everything would be too small the camera begins at the first cards; those out of sight are there, too.
    expect(standing.shown).toBeGreaterThan(4)
    const card = page.locator('.react-flow__node').first()
    const before = await card.boundingBox()
    if (!before) throw new Error('the first card is nowhere')
    await page.mouse.move(before.x + before.width / 2, before.y + before.height / 2)
    await page.mouse.down()
    await page.mouse.move(before.x + before.width / 2 + 40, before.y + before.height / 2 + 40, { steps: 4 })
    await page.mouse.up()
    await expect.poll(async () => ((await card.boundingBox())?.x ?? 0) - before.x).toBeGreaterThan(8)
    await page.keyboard.press('Control+z')
  })

  test('scripts of the first view are compiled while they arrive', async ({ page, product }) => {
    await page.goto(`${product.url}/w/${encodeURIComponent(OWN)}`)
    await page.waitForFunction(() => performance.getEntriesByName('first-view').length > 0)
    const { names } = await fetchedScripts(page)
    const first = async (name: string) => (await (await fetch(`${product.url}/assets/${name}`)).text()).split('\n', 1)[0]
    const hinted = await Promise.all(names.filter((name) => /^(index|platform|canvas|shell|editor-route)-/.test(name)).map(first))
    expect(hinted).toHaveLength(5)
    expect(new Set(hinted)).toEqual(new Set(['//# allFunctionsCalledOnLoad']))
  })

  test('the policy is in force: an inline script, eval and a script from elsewhere do nothing', async ({ page, product }) => {
    const broken = await watchPolicy(page)
    await page.goto(product.url)
    await page.locator('a[href^="/w/"]').first().waitFor()
    const ran = await page.evaluate(async () => {
      const inline = document.createElement('script')
      inline.textContent = 'window.inlineRan = true'
      const foreign = document.createElement('script')
      foreign.src = 'http://127.0.0.1:9/foreign.js'
      const failed = new Promise((resolve) => foreign.addEventListener('error', resolve))
      document.head.append(inline, foreign)
      await failed
      const words = document.createElement('div')
      words.setAttribute('onclick', 'window.handlerRan = true')
      document.body.append(words)
      words.click()
      return ['inlineRan' in window, 'handlerRan' in window]
    })
    expect(ran).toEqual([false, false])
    await expect
      .poll(broken)
      .toEqual(expect.arrayContaining(['script-src-elem inline', 'script-src-attr inline', 'script-src-elem http://127.0.0.1:9/foreign.js']))
  })
})
