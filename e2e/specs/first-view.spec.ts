import type { Page } from '@playwright/test'
import { getJson, postJson, startRun, untilRun } from '../product/api.ts'
import { expect, test } from '../product/fixtures.ts'
import { fetchedScripts } from '../product/served-scripts.ts'

const EXAMPLE = 'Order enrichment'
/** The same by another name: on the example others may have left a draft, and the engine of drafts comes with it. */
const OWN = 'First view'
const KB = 1024

interface Route {
  name: string
  path: (runId: string) => string
  /** What shows that the page is there. */
  shown: string
  /** Most script before the page says that its first view stands, gzip, in KB. */
  budget: number
}

const CARD = 'section[aria-busy=false] .react-flow__node'
const ROUTES: readonly Route[] = [
  { name: 'home', path: () => '/', shown: 'a[href^="/w/"]', budget: 150 },
  { name: 'editor', path: () => `/w/${encodeURIComponent(OWN)}`, shown: CARD, budget: 220 },
  { name: 'versions', path: () => `/w/${encodeURIComponent(OWN)}/versions`, shown: 'main h2, main li', budget: 150 },
  { name: 'runs', path: () => '/runs', shown: 'main a[href^="/runs/"]', budget: 150 },
  { name: 'schedules', path: () => '/schedules', shown: 'main button', budget: 150 },
  { name: 'approvals', path: () => '/approvals', shown: 'main', budget: 150 },
  // What a run shows is more than a first view promises: graph, timeline, logs, review and approval at once.
  { name: 'run', path: (runId) => `/runs/${runId}`, shown: CARD, budget: 315 },
  { name: 'large example', path: () => '/examples/large', shown: CARD, budget: 210 },
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
  let runId: string
  test.beforeAll(async ({ product }) => {
    const api = `${product.url}/api/v1/workflows`
    const workflow = { ...(await getJson<object>(`${api}/${encodeURIComponent(EXAMPLE)}/tags/main/base`)), name: OWN }
    expect((await postJson(api, { workflow })).status).toBe(201)
    runId = await startRun(product.url, { ref: EXAMPLE, inputs: {} })
    await untilRun(product.url, runId, 'a node to have begun', ({ nodes }) => Object.keys(nodes).length > 0)
  })

  for (const { name, path, shown, budget } of ROUTES)
    test(`${name}: scripts within ${budget} KB, and nothing the policy forbids`, async ({ page, product, faults }) => {
      const broken = await watchPolicy(page)
      const response = await page.goto(product.url + path(runId))
      const policy = response?.headers()['content-security-policy'] ?? ''
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
      await page.locator(shown).first().waitFor()
      await page.waitForFunction(() => performance.getEntriesByName('first-view').length > 0)
      await page.waitForLoadState('networkidle')
      const { page: scripts, workers, names } = await fetchedScripts(page)
      console.log(`${name}: ${(scripts / KB).toFixed(1)} KB of script in ${names.length} files, workers ${(workers / KB).toFixed(1)} KB`)
      expect(scripts, names.join(' ')).toBeGreaterThan(50 * KB)
      expect(scripts, names.join(' ')).toBeLessThanOrEqual(budget * KB)
      expect(workers, names.join(' ')).toBeLessThanOrEqual((name === 'editor' ? MOST_WORKER_KB : 100) * KB)
      expect(await broken()).toEqual([])
      expect(faults.list).toEqual([])
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
