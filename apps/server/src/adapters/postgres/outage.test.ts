import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { baseArtifact, HUMAN, newId, seedRun, started, WORKSPACE } from '../../conformance/record-under-test.ts'
import { describeWith, freshDatabase, POSTGRES, type TestDatabase } from '../../testing/services.ts'
import { startTcpProxy, type TcpProxy } from '../../testing/tcp-proxy.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { Database } from './database.ts'
import { asDomainError } from './failures.ts'
import { createPostgres, type Postgres } from './postgres.ts'

const UNAVAILABLE = { code: 'service.unavailable', message: 'The database cannot be reached.', detail: { retryAfterMs: 1000 } }
const quiet = { warn: () => undefined }

describe('a database that is not there', () => {
  test('is service.unavailable for a start, a ping and a query', async () => {
    const postgres = createPostgres({ url: 'postgres://aob@127.0.0.1:1/none', logger: quiet })
    await expect(postgres.migrate()).rejects.toMatchObject(UNAVAILABLE)
    await expect(postgres.ping()).rejects.toMatchObject(UNAVAILABLE)
    await expect(postgres.eventLog.drain([started({ runId: 'r', workflowName: 'w', artifactId: 'a', irRef: 'i', inputsRef: 'j' })])).rejects.toMatchObject(
      UNAVAILABLE,
    )
    await postgres.close()
  })

  test('a database that refuses us says why', async () => {
    const failure = asDomainError(Object.assign(new Error('database "none" does not exist'), { code: '3D000' }))
    expect(failure).toMatchObject({
      code: 'service.unavailable',
      message: 'The database refuses the connection: database "none" does not exist.',
      detail: { hint: 'Check user, password and database name in DATABASE_URL.' },
    })
  })

  test('closing twice is harmless, and a closed store is unavailable', async () => {
    const postgres = createPostgres({ url: 'postgres://aob@127.0.0.1:1/none', logger: quiet })
    await postgres.close()
    await postgres.close()
    await expect(postgres.ping()).rejects.toMatchObject(UNAVAILABLE)
  })
})

describeWith(POSTGRES, 'a database that goes away', (serverUrl) => {
  let database: TestDatabase
  let proxy: TcpProxy
  let postgres: Postgres
  let url: string
  const warnings: string[] = []
  beforeEach(async () => {
    database = await freshDatabase(serverUrl)
    const direct = new URL(database.url)
    proxy = await startTcpProxy({ host: direct.hostname, port: Number(direct.port || 5432) })
    const detour = new URL(direct)
    detour.hostname = '127.0.0.1'
    detour.port = String(proxy.port)
    url = detour.href
    postgres = createPostgres({ url, logger: { warn: (message) => warnings.push(message) } })
    await postgres.migrate()
  })
  afterEach(async () => {
    await postgres.close()
    await proxy.close()
    await database.drop()
    warnings.length = 0
  })

  test('every kind of call is service.unavailable, nothing crashes, and all works again when it is back', async () => {
    const run = await seedRun(postgres)
    proxy.cut()
    await waitUntil('the lost connection to be noticed', () => warnings.length > 0)
    await expect(postgres.ping()).rejects.toMatchObject(UNAVAILABLE)
    await expect(postgres.runs.get(run.runId)).rejects.toMatchObject(UNAVAILABLE)
    await expect(postgres.eventLog.drain([started(run)])).rejects.toMatchObject(UNAVAILABLE)
    const create = { workflowId: newId(), workspaceId: WORKSPACE, name: 'late', tag: 'main', artifact: baseArtifact(), actor: HUMAN }
    await expect(postgres.documents.createWorkflow(create)).rejects.toMatchObject(UNAVAILABLE)
    await expect(postgres.migrate()).rejects.toMatchObject(UNAVAILABLE)
    proxy.mend()
    expect(await postgres.documents.createWorkflow(create)).toMatchObject({ kind: 'created' })
    expect(await postgres.eventLog.drain([started(run)])).toMatchObject({ inserted: 1 })
  })

  test('a connection cut in the middle of a transaction loses all of it', async () => {
    const store = new Database({ url, logger: quiet })
    const cutHalfWay = store.transaction(async (session) => {
      await session.write(`INSERT INTO workflows (workflow_id, workspace_id, name) VALUES ('half', 'local', 'half')`)
      proxy.cut()
      await session.write(`INSERT INTO workflows (workflow_id, workspace_id, name) VALUES ('whole', 'local', 'whole')`)
    })
    await expect(cutHalfWay).rejects.toMatchObject(UNAVAILABLE)
    proxy.mend()
    expect(await database.query('SELECT name FROM workflows')).toEqual([])
    await store.close()
  })

  test('a statement under way when the connection is cut fails, and the next one works', async () => {
    const store = new Database({ url, maxConnections: 1, logger: quiet })
    const sleeping = store.rows('SELECT pg_sleep(30)')
    const failed = expect(sleeping).rejects.toMatchObject(UNAVAILABLE)
    await waitUntil(
      'the statement to run',
      async () => (await database.query(`SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(30)' AND state = 'active'`)).length > 0,
    )
    proxy.cut()
    await failed
    proxy.mend()
    expect(await store.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await store.close()
  })

  test('the pool keeps to its size and makes the others wait', async () => {
    const store = new Database({ url, maxConnections: 3, applicationName: 'pool-size', logger: quiet })
    await Promise.all(Array.from({ length: 12 }, () => store.rows('SELECT pg_sleep(0.01)')))
    const [row] = await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = 'pool-size'`)
    expect(row?.count).toBe(3)
    await store.close()
  })
})

describeWith(POSTGRES, 'transactions', (serverUrl) => {
  test('two transactions in a deadlock both come through: the victim is tried again', async () => {
    const database = await freshDatabase(serverUrl)
    await database.query('CREATE TABLE counters (id text PRIMARY KEY, n int)')
    await database.query(`INSERT INTO counters VALUES ('a', 0), ('b', 0)`)
    const owner = new Database({ url: database.url, logger: quiet })
    let waiting = 2
    const bump = (first: string, second: string) =>
      owner.transaction(async (session) => {
        await session.write('RESET ROLE')
        await session.write('UPDATE counters SET n = n + 1 WHERE id = $1', [first])
        waiting -= 1
        await waitUntil('the other to hold its row', () => waiting <= 0)
        await session.write('UPDATE counters SET n = n + 1 WHERE id = $1', [second])
      })
    await Promise.all([bump('a', 'b'), bump('b', 'a')])
    expect(await database.query('SELECT n FROM counters')).toEqual([{ n: 2 }, { n: 2 }])
    await owner.close()
    await database.drop()
  })
})
