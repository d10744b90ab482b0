import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { baseArtifact, event, newId, seedRun, started } from '../../conformance/record-under-test.ts'
import { describeWith, freshDatabase, POSTGRES, type TestDatabase } from '../../testing/services.ts'
import { Database } from './database.ts'
import { createPostgres, type Postgres } from './postgres.ts'

describeWith(POSTGRES, 'the log is append-only', (serverUrl) => {
  let database: TestDatabase
  let postgres: Postgres
  let service: Database
  const cleanUp: Array<() => Promise<unknown>> = []
  beforeAll(async () => {
    database = await freshDatabase(serverUrl)
    postgres = createPostgres({ url: database.url })
    await postgres.migrate()
    service = new Database({ url: database.url })
  })
  afterAll(async () => {
    await service.close()
    await postgres.close()
    await database.drop()
  })
  afterEach(async () => {
    for (const undo of cleanUp.splice(0).reverse()) await undo()
  })

  async function loggedRun(): Promise<string> {
    const run = await seedRun(postgres)
    await postgres.eventLog.drain([started(run), event(run.runId, 2, 'run.completed')])
    return run.runId
  }

  /** Published, and its end kept: nothing but its events' age keeps them. */
  async function purgeable(runId: string): Promise<void> {
    await postgres.snapshots.add({ runId, seq: 2, artifact: baseArtifact({ kind: 'run_snapshot' }) })
    while ((await postgres.outbox.relay(100, async () => undefined)) > 0);
  }

  test('the service works as aob_service', async () => {
    expect(await service.rows('SELECT current_user::text AS who')).toEqual([{ who: 'aob_service' }])
  })

  test.each([
    'UPDATE event_log SET seq = seq + 1',
    'DELETE FROM event_log',
    'TRUNCATE event_log',
    'UPDATE tag_moves SET reason = NULL',
    'DELETE FROM tag_moves',
  ])('[ES-01] the service role is denied: %s', async (statement) => {
    await expect(service.write(statement)).rejects.toMatchObject({ code: '42501', message: expect.stringContaining('permission denied') })
  })

  test.each([
    'UPDATE artifact SET cas_id = $1',
    'UPDATE cas_blobs SET sha256 = $1',
    'DELETE FROM run_snapshots WHERE run_id = $1',
    'DELETE FROM runs WHERE run_id = $1',
    'DELETE FROM patches WHERE patch_id = $1',
    'SELECT purge_event_log($1::timestamptz)',
    // [VC-07] [VC-20] Versions and bytes are written once, and nobody but the garbage collection of the owner takes them away.
    "UPDATE cas_blobs SET bytes = 'other' WHERE sha256 = $1",
    'DELETE FROM cas_blobs WHERE sha256 = $1',
    'DELETE FROM artifact WHERE artifact_id = $1',
  ])('the service role is denied what it never needs: %s', async (statement) => {
    await expect(service.write(statement, ['2030-01-01'])).rejects.toMatchObject({ code: '42501' })
  })

  test.each([
    ['patches', 'actor'],
    ['patches', 'created_at'],
    ['tag_moves', 'actor'],
    ['tag_moves', 'moved_at'],
    ['draft_gestures', 'actor'],
    ['patch_sets', 'actor'],
  ])('[VC-25] no row of %s is without its %s', async (table, column) => {
    const columns = await database.query('SELECT is_nullable FROM information_schema.columns WHERE table_name = $1 AND column_name = $2', [table, column])
    expect(columns).toEqual([{ is_nullable: 'NO' }])
  })

  test.each([
    'UPDATE event_log SET seq = 99',
    'DELETE FROM event_log',
    'TRUNCATE event_log',
    'UPDATE tag_moves SET reason = NULL',
    'DELETE FROM tag_moves',
    'TRUNCATE tag_moves',
  ])('[ES-01] even the owner is refused: %s', async (statement) => {
    await loggedRun()
    await expect(database.query(statement)).rejects.toThrow('append-only')
  })

  test('only the retention function deletes, and only the events of runs that ended long enough ago', async () => {
    const [ended, open] = [await loggedRun(), (await seedRun(postgres)).runId]
    await postgres.eventLog.drain([event(open, 1, 'node.queued', { nodeId: 'a', nodeType: 'http', attempt: 1, irVersion: 1 })])
    const purge = async (before: Date) => Number((await database.query<{ gone: string }>('SELECT purge_event_log($1) AS gone', [before]))[0]?.gone)
    expect(await purge(new Date('2100-01-01')), 'neither published nor kept as a snapshot').toBe(0)
    await purgeable(ended)
    expect(await purge(new Date(0))).toBe(0)
    expect(await purge(new Date('2100-01-01'))).toBe(2)
    expect(await postgres.eventLog.read(ended, 0, 10)).toEqual([])
    expect(await postgres.eventLog.read(open, 0, 10)).toHaveLength(1)
    await expect(database.query('DELETE FROM event_log')).rejects.toThrow('append-only')
  })

  test('a purged run can be drained again without harm', async () => {
    const run = await seedRun(postgres)
    const events = [started(run), event(run.runId, 2, 'run.completed')]
    await postgres.eventLog.drain(events)
    await purgeable(run.runId)
    await database.query(`SELECT purge_event_log('2100-01-01')`)
    expect(await postgres.eventLog.read(run.runId, 0, 10)).toEqual([])
    expect(await postgres.eventLog.drain(events)).toEqual({ kind: 'stored', inserted: 0 })
  })

  /** A login without any right but to its own database. */
  async function plainUser(): Promise<{ database: TestDatabase; url: string }> {
    const name = `aob_test_${randomBytes(6).toString('hex')}`
    const own = await freshDatabase(serverUrl)
    await own.query(`CREATE ROLE ${name} LOGIN PASSWORD 'secret'`)
    cleanUp.push(
      () => database.query(`DROP ROLE ${name}`),
      () => own.drop(),
    )
    await own.query('GRANT ALL ON SCHEMA public TO PUBLIC')
    const url = new URL(own.url)
    url.username = name
    url.password = 'secret'
    return { database: own, url: url.href }
  }

  test('a database user who may not use the role works as itself, with one line that says so', async () => {
    const { url } = await plainUser()
    const warnings: string[] = []
    const plain = createPostgres({ url, logger: { warn: (message) => warnings.push(message) } })
    cleanUp.push(() => plain.close())
    await plain.migrate()
    const run = await seedRun(plain)
    await Promise.all(Array.from({ length: 5 }, () => plain.ping()))
    expect(await plain.eventLog.drain([started(run)])).toMatchObject({ inserted: 1 })
    expect(warnings).toEqual([expect.stringContaining('the log is protected by triggers only')])
    const user = new Database({ url, logger: { warn: () => undefined } })
    cleanUp.push(() => user.close())
    await expect(user.write('DELETE FROM event_log')).rejects.toThrow('append-only')
    await expect(user.write(`UPDATE event_log SET type = $1`, [newId()])).rejects.toThrow('append-only')
  })
})
