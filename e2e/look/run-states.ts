/** Runs, approvals and schedules, as far as they share the shell. */
import { getJson, postJson, startRun, untilEnded, untilRun } from '../product/api.ts'
import { EXAMPLE, FOUR_STEPS } from './documents.ts'
import type { Stage, State } from './state.ts'

/** A run that waits for a review, opened. */
export async function proposed({ product, page }: Stage): Promise<string> {
  const runId = await startRun(product.url, { ref: 'Lead triage', inputs: {} })
  await untilRun(product.url, runId, 'a proposal', ({ run }) => run.pendingPatches === 1)
  await page.goto(`${product.url}/runs/${runId}`)
  await page.getByRole('button', { name: 'Review', exact: true }).waitFor()
  return runId
}

async function waiting(stage: Stage): Promise<string> {
  const { url } = stage.product
  const runId = await proposed(stage)
  const patches = await getJson<{ patchId: string; runId?: string }[]>(`${url}/api/v1/patches?status=proposed`)
  const patchId = patches.find((patch) => patch.runId === runId)?.patchId
  await postJson(`${url}/api/v1/patches/${patchId}/approve`, {})
  await untilRun(url, runId, 'the question', ({ run }) => run.status === 'WAITING_FOR_APPROVAL')
  await stage.page.getByRole('article', { name: /^Approval/ }).waitFor()
  return runId
}

/** A run that is over, opened. */
export async function ended({ page, product, phone }: Stage, document: object): Promise<string> {
  const runId = await startRun(product.url, { workflow: document, inputs: {} })
  await untilEnded(product.url, runId)
  await page.goto(`${product.url}/runs/${runId}`)
  // A phone begins with how the run stands, its graph has a tab of its own.
  const seen = phone ? page.getByText(/^(Succeeded|Failed)$/).locator('visible=true') : page.locator('section[aria-busy=false] .react-flow')
  await seen.first().waitFor()
  return runId
}

const FAILING = {
  ...FOUR_STEPS,
  name: 'Fails in the middle',
  nodes: FOUR_STEPS.nodes.map((node) =>
    node.id === 'second' ? { ...node, config: { code: 'throw new Error("The price list of the supplier is empty")' } } : node,
  ),
}

export const RUN_STATES: readonly State[] = [
  { name: 'run-proposal', show: async (stage) => void (await proposed(stage)) },
  {
    name: 'review',
    async show(stage) {
      await proposed(stage)
      await stage.page.getByRole('button', { name: 'Review', exact: true }).click()
      await stage.page.locator('[data-hunk]').first().waitFor()
    },
  },
  { name: 'run-approval', show: async (stage) => void (await waiting(stage)) },
  {
    name: 'approval-reject',
    keepFocus: true,
    async show(stage) {
      await waiting(stage)
      await stage.page
        .getByRole('article', { name: /^Approval/ })
        .getByRole('button', { name: /^Reject/ })
        .click()
    },
  },
  {
    name: 'approvals',
    async show(stage) {
      await waiting(stage)
      await stage.page.goto(`${stage.product.url}/approvals`)
      await stage.page
        .getByText(/Mira Lund/)
        .first()
        .waitFor()
    },
  },
  {
    name: 'approvals-empty',
    async show({ page, product }) {
      const { rewriteTrpc } = await import('./answers.ts')
      await rewriteTrpc(page, 'approvals.list', () => [])
      await page.goto(`${product.url}/approvals`)
      await page.getByRole('main').getByRole('heading').first().waitFor()
    },
  },
  { name: 'run-succeeded', show: async (stage) => void (await ended(stage, EXAMPLE)) },
  {
    name: 'run-failed',
    async show(stage) {
      await ended(stage, FAILING)
      if (!stage.phone)
        await stage.page
          .locator('[data-node-id="second"]')
          .first()
          .click({ position: { x: 60, y: 10 } })
    },
  },
  {
    name: 'run-logs',
    async show(stage) {
      await ended(stage, EXAMPLE)
      await stage.page.getByRole('tab', { name: 'Logs', exact: true }).click()
    },
  },
  {
    name: 'runs',
    async show({ page, product }) {
      await page.goto(`${product.url}/runs`)
      await page.locator('a[href^="/runs/"]').first().waitFor()
    },
  },
  {
    name: 'run-missing',
    async show({ page, product }) {
      await page.goto(`${product.url}/runs/00000000-0000-4000-8000-000000000000`)
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'schedules',
    async show({ page, product }) {
      await page.goto(`${product.url}/schedules`)
      await page.getByRole('button', { name: 'New schedule' }).first().waitFor()
    },
  },
  {
    name: 'schedule-new',
    async show({ page, product }) {
      await page.goto(`${product.url}/schedules?new=${encodeURIComponent('Lead triage')}`)
      await page.getByText(/Next times in/).waitFor()
    },
  },
]
