import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { baseArtifact, HUMAN, newId, seedRun, WORKSPACE } from '../../conformance/record-under-test.ts'
import { type ReplicatedPostgres, startReplicatedPostgres } from '../../testing/replicated-postgres.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { Database } from './database.ts'
import { createPostgres, type Postgres } from './postgres.ts'
import { ReadReplica } from './read-replica.ts'

const MAX_LAG_MS = 60_000

let pair: ReplicatedPostgres
let postgres: Postgres
const warnings: string[] = []
const logger = { warn: (message: string) => void warnings.push(message) }

beforeAll(async () => {
  pair = await startReplicatedPostgres()
  postgres = createPostgres({ url: pair.primary.url, logger })
  await postgres.migrate()
}, 120_000)
afterAll(async () => {
  await postgres?.close()
  await pair?.remove()
})

/** Stores of one server process, whose reads of lists are in the hands of the test. */
async function listing() {
  const database = new Database({ url: pair.primary.url, logger })
  let now = 0
  const replica = new ReadReplica(database, new Database({ url: pair.replica.url, logger }), { maxLagMs: MAX_LAG_MS, logger, now: () => now })
  return {
    database,
    replica,
    pass: (ms: number) => {
      now += ms
    },
    /** Which of the two answers a read now. */
    async answers(): Promise<'primary' | 'replica'> {
      const [row] = await replica.rows<{ copy: boolean }>('SELECT pg_is_in_recovery() AS copy')
      return row?.copy ? 'replica' : 'primary'
    },
    async caughtUp(): Promise<void> {
      await waitUntil('the replica to hold it', async () => {
        await replica.look()
        return (await this.answers()) === 'replica'
      })
    },
    async close() {
      await replica.close()
      await database.close()
    },
  }
}

describe('reading lists from a replica', () => {
  let one: Awaited<ReturnType<typeof listing>>
  beforeEach(async () => {
    one = await listing()
    return () => one.close()
  })

  it('[DB-07] before it is known to hold anything, and when it has not been looked at for too long, the database answers', async () => {
    expect(await one.answers()).toBe('primary')
    await one.caughtUp()
    one.pass(MAX_LAG_MS)
    expect(await one.answers()).toBe('replica')
    one.pass(1)
    expect(await one.answers()).toBe('primary')
  })

  it('[DB-07] whoever has written reads what they wrote, however far the replica is behind', async () => {
    await pair.primary.query('CREATE TABLE written (n int); GRANT ALL ON written TO aob_service')
    await one.caughtUp()
    await pair.replica.query('SELECT pg_wal_replay_pause()')
    await one.database.transaction((session) => session.write('INSERT INTO written VALUES (1)'))
    await one.replica.look()
    expect(await one.replica.rows('SELECT n FROM written')).toEqual([{ n: 1 }])
    await pair.replica.query('SELECT pg_wal_replay_resume()')
    await one.caughtUp()
    expect(await one.replica.rows('SELECT n, pg_is_in_recovery() AS copy FROM written')).toEqual([{ n: 1, copy: true }])
  })

  it('[DB-07] whoever has heard of something reads it, whoever wrote it', async () => {
    await one.caughtUp()
    one.replica.expectNews()
    expect(await one.answers()).toBe('primary')
    await one.caughtUp()
  })

  it('[DB-07] a replica that goes away costs one warning and no answer, and is used again when it is back', async () => {
    await one.caughtUp()
    await pair.replica.stop()
    warnings.length = 0
    expect(await one.answers()).toBe('primary')
    await one.replica.look()
    await one.replica.look()
    expect(warnings.filter((text) => text.startsWith('The read replica does not answer'))).toHaveLength(1)
    await pair.replica.start()
    await one.caughtUp()
    expect(warnings.at(-1)).toBe('The read replica answers again.')
  })
})

it('[DB-07] with a replica, lists are read there and nothing is written there', async () => {
  const workflow = { workflowId: newId(), name: `listed-${newId()}`, workspaceId: WORKSPACE }
  await postgres.documents.createWorkflow({ ...workflow, description: '', tag: 'main', artifact: baseArtifact(), actor: HUMAN })
  const run = await seedRun(postgres, {})
  const reading = createPostgres({ url: pair.primary.url, replica: { url: pair.replica.url, maxLagMs: 4000 }, logger })
  try {
    const seen = await waitUntil('a list from the replica', async () => {
      const rows = await reading.runs.list({ workspaceId: WORKSPACE, limit: 10 })
      return pair.replica.statements().some((text) => text.includes('FROM runs r')) && rows
    })
    expect(seen.map(({ runId }) => runId)).toContain(run.runId)
    expect((await reading.documents.listWorkflows(WORKSPACE)).map(({ name }) => name)).toContain(workflow.name)
    expect(await reading.schedules.list(WORKSPACE)).toEqual([])
    expect(pair.replica.statements().filter((text) => /\b(insert|update|delete|create)\b/i.test(text))).toEqual([])
  } finally {
    await reading.close()
  }
})
