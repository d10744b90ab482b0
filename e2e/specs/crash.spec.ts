import { expect, test } from '@playwright/test'
import { eventNumbers, readRun, sampleEffects, startRun, untilEnded, untilRun } from '../product/api.ts'
import { type RunningProduct, startProduct } from '../product/start-product.ts'

/** Every step is an effect that takes a moment, so that a crash always finds one half done. */
const STEPS = ['/crm/contacts', '/crm/deals', '/shipments', '/reports', '/slack', '/mail'] as const

function chainOfEffects(delayMs: number) {
  return {
    schemaVersion: 1,
    name: 'Chain of effects',
    nodes: STEPS.map((path, index) => ({
      id: `step${index + 1}`,
      type: 'http',
      position: { x: index * 304, y: 0 },
      config: { method: 'POST', url: `{{ vars.sample }}${path}?delayMs=${delayMs}`, body: { step: index + 1 } },
    })),
    edges: STEPS.slice(1).map((_, index) => ({ id: `e${index + 1}`, from: `step${index + 1}`, to: `step${index + 2}` })),
  }
}

async function runUntilTheMiddle(product: RunningProduct): Promise<string> {
  const runId = await startRun(product.url, { workflow: chainOfEffects(400) })
  await untilRun(product.url, runId, 'the third step to run', (run) => run.nodes.step3?.status === 'running')
  return runId
}

async function expectEachEffectOnce(product: RunningProduct, runId: string): Promise<void> {
  const { effects } = await sampleEffects(product.sampleUrl)
  expect(effects.filter(({ key }) => key?.startsWith(runId)).map(({ key }) => key)).toEqual(STEPS.map((_, index) => `${runId}:step${index + 1}:0`))
  const numbers = await eventNumbers(product.url, runId)
  expect(numbers).toEqual(numbers.map((_, index) => index + 1))
}

/** Leases are short here, so that a token lost in a crash is taken over in moments. */
const ENV = { AOB_LEASE_MS: '1500' }

test.describe('crashes in the middle of a run', () => {
  test('[D-21] kill -9 of launcher and server, then start again: the run finishes, each effect once', async () => {
    const product = await startProduct({ env: ENV })
    const runId = await runUntilTheMiddle(product)
    await product.kill9()
    const again = await startProduct({ dataDir: product.dataDir, port: product.port, env: ENV })
    try {
      const run = await untilEnded(again.url, runId)
      expect(run.run.status).toBe('COMPLETED')
      await expectEachEffectOnce(again, runId)
    } finally {
      await again.dispose()
    }
  })

  test('[D-21] everything killed at once, Redis emptied: the run finishes, each effect once', async () => {
    const product = await startProduct({ env: ENV })
    const runId = await runUntilTheMiddle(product)
    await product.kill9('launcher', 'server', 'redis', 'postgres')
    await product.removeRedisData()
    const again = await startProduct({ dataDir: product.dataDir, port: product.port, env: ENV })
    try {
      const run = await untilEnded(again.url, runId)
      expect(run.run.status).toBe('COMPLETED')
      await expectEachEffectOnce(again, runId)
    } finally {
      await again.dispose()
    }
  })

  test('[OS-04] an orderly stop in the middle, then start again: the run finishes, each effect once', async () => {
    const product = await startProduct({ env: ENV })
    const runId = await runUntilTheMiddle(product)
    const before = await readRun(product.url, runId)
    await product.stop()
    const again = await startProduct({ dataDir: product.dataDir, port: product.port, env: ENV })
    try {
      expect(before.nodes.step1?.status).toBe('succeeded')
      expect((await untilEnded(again.url, runId)).run.status).toBe('COMPLETED')
      await expectEachEffectOnce(again, runId)
    } finally {
      await again.dispose()
    }
  })
})
