import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createPostgres, type Postgres } from '../adapters/postgres/postgres.ts'
import { baseArtifact } from '../conformance/record-under-test.ts'
import { createLogger } from '../observability/logger.ts'
import { closeAll, failureOf, sinkAndProduct } from '../testing/engine-fixtures.ts'
import { describeWith, freshDatabase, POSTGRES, type TestDatabase } from '../testing/services.ts'
import { waitUntil } from '../testing/wait-until.ts'
import { functionNode, httpNode, workflow } from '../testing/workflows.ts'
import { keepRecord } from './retention-loop.ts'

const HOUR = 3_600_000
const bytesOf = (text: string) => new TextEncoder().encode(text)

describeWith(POSTGRES, 'what keeps the record small', (serverUrl) => {
  let database: TestDatabase
  let postgres: Postgres
  beforeAll(async () => {
    database = await freshDatabase(serverUrl)
    postgres = createPostgres({ url: database.url, logger: { warn: () => undefined } })
    await postgres.migrate()
  })
  afterEach(closeAll)
  afterAll(async () => {
    await postgres.close()
    await database.drop()
  })

  test('looking for references takes as long as it takes, also where calls of the store end soon', async () => {
    const version = await postgres.blobs.put(bytesOf('a version that is long in use'))
    await postgres.documents.addArtifact(baseArtifact({ casId: version }))
    const hurried = createPostgres({ url: database.url, timeoutMs: 200, logger: { warn: () => undefined } })
    const locker = new pg.Client({ connectionString: database.url })
    try {
      await locker.connect()
      await locker.query('BEGIN; LOCK TABLE artifact')
      const looking = hurried.keeping.referenced([version])
      // Begun later, it has waited out the time of a call before the lock is given back.
      expect((await failureOf(hurried.documents.getArtifact(uuidv7()))).code).toBe('service.unavailable')
      await locker.query('ROLLBACK')
      expect(await looking).toEqual(new Set([version]))
    } finally {
      await locker.end()
      await hurried.close()
    }
  })

  test('one process at a time keeps the record', async () => {
    const { garbage } = postgres
    const policy = { logDays: 0, blobGraceHours: 1, everyMinutes: 1 }
    const deps = { keeping: postgres.keeping, garbage, policy, clock: { now: () => Date.now() }, logger: createLogger('silent') }
    await postgres.keeping.alone(async () => {
      expect(await keepRecord(deps)).toBe(false)
    })
    expect(await keepRecord(deps)).toBe(true)
  })

  test('[ES-10] projections rebuilt from zero equal the tables, and a row that was wrong is mended', async () => {
    const { sink, product } = await sinkAndProduct('memory')
    sink.on('/refused', () => ({ status: 422 }))
    const gate = { id: 'ask', type: 'hitl', config: { title: 'Go on?' } }
    const waiting = await product.run(workflow('waiting', [gate, functionNode('after', 'return 1')], ['ask:approve>after']))
    await waitUntil('the gate', async () => (await product.detail(waiting)).run.status === 'WAITING_FOR_APPROVAL')
    const operations = [{ op: 'add' as const, path: '/nodes/-', value: { ...functionNode('more', 'return 2'), position: { x: 0, y: 0 } } }]
    await product.services.runs.patch(product.caller, waiting, { patchId: '019a0000-0000-7000-8000-0000000000ab', operations })
    for (const document of [workflow('fine', [functionNode('a', 'return 1')], []), workflow('bad', [httpNode('a', '{{ vars.sink }}/refused', 'POST')], [])])
      await product.ended(await product.run(document))
    await waitUntil('the patched node', async () => (await product.detail(waiting)).nodes.more?.status === 'succeeded')
    const { keeping } = product
    const rows = async () => product.query('SELECT to_jsonb(r) - $1 AS run FROM runs r ORDER BY run_id', ['snapshot_seq'])
    const patches = async () => product.query('SELECT patch_id, status, seq, ir_version, decided_at FROM patches ORDER BY patch_id', [])
    const before = [await rows(), await patches()]
    expect(await keeping.rebuildProjections()).toEqual({ runs: 3, changed: [], skipped: 0 })
    expect([await rows(), await patches()]).toEqual(before)
    await product.query(`UPDATE runs SET status = 'RUNNING', patch_count = 7, ended_at = NULL WHERE workflow_name = 'fine'`, [])
    expect((await keeping.rebuildProjections()).changed).toHaveLength(1)
    expect([await rows(), await patches()]).toEqual(before)
  })

  test('[VC-04] a finished run has one snapshot that replays to its state, also when its events are purged', async () => {
    const { product } = await sinkAndProduct('memory')
    const detail = await product.ended(await product.run(workflow('kept', [functionNode('a', 'return 1'), functionNode('b', 'return 2')], ['a>b'])))
    const { runId } = detail.run
    const snapshots = () =>
      product.query(`SELECT s.seq FROM run_snapshots s JOIN artifact a USING (artifact_id) WHERE a.kind = 'run_snapshot' AND s.run_id = $1`, [runId])
    await waitUntil('the snapshot', async () => (await snapshots()).length > 0)
    await waitUntil('the relay', async () => (await product.query('SELECT 1 FROM outbox', [])).length === 0)
    const before = await product.detail(runId)
    expect(await product.keeping.purgeLog(new Date(Date.now() + HOUR))).toBe(before.seq)
    expect(await product.events(runId)).toEqual([])
    expect(await product.detail(runId)).toEqual(before)
    expect(await snapshots()).toEqual([{ seq: before.seq }])
  })
})
