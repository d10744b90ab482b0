import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createFsBlobGarbage } from '../adapters/fs/blob-garbage.ts'
import { createFsBlobStore } from '../adapters/fs/blob-store.ts'
import { createPostgres, type Postgres } from '../adapters/postgres/postgres.ts'
import { baseArtifact, event, seedRun, started } from '../conformance/record-under-test.ts'
import { createLogger } from '../observability/logger.ts'
import { closeAll, failureOf, sinkAndProduct } from '../testing/engine-fixtures.ts'
import { describeWith, freshDatabase, POSTGRES, type TestDatabase } from '../testing/services.ts'
import { waitUntil } from '../testing/wait-until.ts'
import { functionNode, httpNode, workflow } from '../testing/workflows.ts'
import { collectGarbage } from './collect-garbage.ts'
import { keepRecord } from './retention-loop.ts'

const HOUR = 3_600_000
const bytesOf = (text: string) => new TextEncoder().encode(text)

describeWith(POSTGRES, 'what keeps the record small', (serverUrl) => {
  let database: TestDatabase
  let postgres: Postgres
  const folders: string[] = []
  beforeAll(async () => {
    database = await freshDatabase(serverUrl)
    postgres = createPostgres({ url: database.url, logger: { warn: () => undefined } })
    await postgres.migrate()
  })
  afterEach(closeAll)
  afterAll(async () => {
    await postgres.close()
    await database.drop()
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  })

  /** Blobs whose clock can be set: `age` makes bytes look as if they were stored that long ago. */
  async function blobFolder() {
    const folder = await mkdtemp(join(tmpdir(), 'aob-cas-'))
    folders.push(folder)
    let later = 0
    const blobs = createFsBlobStore(folder)
    const garbage = createFsBlobGarbage(folder, () => Date.now() + later)
    const collect = () => collectGarbage({ garbage, keeping: postgres.keeping, graceMs: HOUR })
    const age = async (sha256: string) => {
      const then = new Date(Date.now() - 2 * HOUR)
      await utimes(join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256), then, then)
    }
    return {
      blobs,
      garbage,
      collect,
      age,
      pass: (ms: number) => {
        later += ms
      },
    }
  }

  test('a blob nobody names is set aside after the grace and deleted after another; what is young or named stays', async () => {
    const { blobs, collect, age, pass } = await blobFolder()
    const [old, young, version, output] = await Promise.all(['old', 'young', 'a version', 'an output'].map((text) => blobs.put(bytesOf(text))))
    for (const digest of [old, version, output]) await age(digest ?? '')
    await postgres.documents.addArtifact(baseArtifact({ casId: version }))
    const run = await seedRun(postgres)
    const completed = { nodeId: 'a', attempt: 1, irVersion: 1, port: 'out', outputRef: `cas://sha256:${output}`, edges: {} }
    await postgres.eventLog.drain([started(run), event(run.runId, 2, 'node.completed', completed)])
    expect(await collect()).toEqual({ setAside: 1, deleted: 0 })
    expect(await collect()).toEqual({ setAside: 0, deleted: 0 })
    pass(HOUR + 1000)
    expect((await collect()).deleted).toBe(1)
    expect(await blobs.get(old ?? '')).toBeUndefined()
    for (const digest of [version, output]) expect(await blobs.has(digest ?? '')).toBe(true)
    expect(await blobs.get(young ?? '')).toEqual(bytesOf('young'))
  })

  test('bytes that are read or stored again while they are set aside are there', async () => {
    const { blobs, collect, age, pass, garbage } = await blobFolder()
    const [read, stored, named] = await Promise.all(['read', 'stored', 'named'].map((text) => blobs.put(bytesOf(text))))
    for (const digest of [read, stored, named]) await age(digest ?? '')
    expect((await collect()).setAside).toBe(3)
    expect(await blobs.get(read ?? '')).toEqual(bytesOf('read'))
    expect(await blobs.put(bytesOf('stored'))).toBe(stored)
    await postgres.documents.addArtifact(baseArtifact({ casId: named }))
    pass(HOUR + 1000)
    expect((await collect()).deleted).toBe(0)
    for (const digest of [stored, named]) expect(await blobs.has(digest ?? '')).toBe(true)
    // Stored again between the look of a collector and its move.
    await age(stored ?? '')
    await garbage.setAside(stored ?? '', 0)
    await blobs.put(bytesOf('stored'))
    expect(await garbage.setAside(stored ?? '', 0)).toBe(true)
    expect(await garbage.delete(stored ?? '', HOUR * 100)).toBe(false)
    expect(await blobs.get(stored ?? '')).toEqual(bytesOf('stored'))
  })

  test('many writers and a collector without grace at once lose nothing that was acknowledged', async () => {
    const { blobs, garbage } = await blobFolder()
    const texts = Array.from({ length: 40 }, (_, index) => `value ${index}`)
    let writing = true
    const collector = (async () => {
      while (writing) {
        for await (const batch of garbage.untouched(0)) for (const digest of batch) await garbage.setAside(digest, 0)
      }
    })()
    for (let round = 0; round < 5; round += 1) {
      const digests = await Promise.all(texts.map((text) => blobs.put(bytesOf(text))))
      const found = await Promise.all(digests.map((digest) => blobs.get(digest)))
      expect(found.map((bytes) => new TextDecoder().decode(bytes))).toEqual(texts)
    }
    writing = false
    await collector
  })

  test('looking for references takes as long as it takes, also where calls of the store end soon', async () => {
    const { blobs } = await blobFolder()
    const version = await blobs.put(bytesOf('a version that is long in use'))
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
    const { garbage } = await blobFolder()
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
