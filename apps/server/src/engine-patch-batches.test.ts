import type { Operation } from '@aob/schemas'
import { afterEach, expect, it } from 'vitest'
import { closeAll, closeLater } from './testing/engine-fixtures.ts'
import { describeWith, REDIS } from './testing/services.ts'
import { startTestProduct, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { functionNode, workflow } from './testing/workflows.ts'

const RUNS = 25
const EACH = 10
const PATCHES = RUNS * EACH

const added = (id: string): Operation[] => [
  { op: 'add', path: '/nodes/-', value: { ...functionNode(id, 'return 1'), position: { x: 0, y: 0 } } },
  { op: 'add', path: '/edges/-', value: { id: `to_${id}`, from: 'first', to: id } },
]

async function lagOf(product: TestProduct): Promise<number> {
  return Number(/^aob_materialization_lag (\S+)$/m.exec(await product.engine.metrics.registry.metrics())?.[1])
}

/** One run after the other gets its patches, several runs at once. */
async function patchAll(product: TestProduct, runIds: readonly string[]): Promise<void> {
  await Promise.all(
    runIds.map(async (runId) => {
      for (let index = 0; index < EACH; index += 1) {
        const { status } = await product.services.runs.patch(product.caller, runId, { operations: added(`n${index}`), rebase: true }, { respondAsync: true })
        expect(status).toBe('accepted')
      }
    }),
  )
}

describeWith(REDIS, 'patches while nobody records', () => {
  afterEach(closeAll)

  it('[PP-25] [PP-26] [PP-27] [PP-29] are accepted, counted as lag, and recorded in at most three transactions, each once', async () => {
    const front = await startTestProduct({ hot: 'redis', env: { AOB_ROLES: 'api' } })
    closeLater(front)
    const document = workflow('queued', [functionNode('first', 'return 1')], [])
    const runIds = await Promise.all(Array.from({ length: RUNS }, () => front.run(document)))
    expect(await lagOf(front)).toBe(0)
    await patchAll(front, runIds)
    expect(await lagOf(front)).toBe(PATCHES)
    // Swapped in one after another by the process that took them; what is missing is the record.
    await waitUntil('the patches to be swapped in', async () => {
      const states = await Promise.all(runIds.map(async (runId) => front.engine.commander.load(runId, (await front.engine.runs.get(runId))?.partition ?? 0)))
      return states.every((state) => state?.irVersion === EACH + 1)
    })
    const back = await front.restart({ AOB_ROLES: 'coordinator' })
    closeLater(back)
    await waitUntil('the record to catch up', async () => (await lagOf(back)) === 0)
    // A row's xmin is the transaction that wrote it.
    const [recorded] = await back.query(
      `SELECT count(*)::int AS events, count(DISTINCT xmin::text)::int AS transactions FROM event_log WHERE type = 'patch.applied'`,
      [],
    )
    expect(recorded?.events).toBe(PATCHES)
    expect(Number(recorded?.transactions)).toBeLessThanOrEqual(3)
    const [patches] = await back.query(`SELECT count(*) FILTER (WHERE status = 'applied')::int AS applied, count(*)::int AS all FROM patches`)
    expect(patches).toEqual({ applied: PATCHES, all: PATCHES })
  }, 120_000)
})
