import type { RunEvent } from '@aob/schemas'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { event, seedRun, started } from '../../conformance/record-under-test.ts'
import type { OutgoingEvents } from '../../ports/outbox.ts'
import { describeWith, freshDatabase, POSTGRES, type TestDatabase } from '../../testing/services.ts'
import { createPostgres, type Postgres } from './postgres.ts'

describeWith(POSTGRES, 'the outbox', (serverUrl) => {
  let database: TestDatabase
  let postgres: Postgres
  beforeAll(async () => {
    database = await freshDatabase(serverUrl)
    postgres = createPostgres({ url: database.url, logger: { warn: () => undefined } })
    await postgres.migrate()
  })
  afterAll(async () => {
    await postgres.close()
    await database.drop()
  })

  const queued = (runId: string, seq: number) => event(runId, seq, 'node.queued', { nodeId: `n${seq}`, nodeType: 'http', attempt: 1, irVersion: 1 })

  async function loggedRun(events: number, change = {}): Promise<string> {
    const run = await seedRun(postgres, change)
    await postgres.eventLog.drain([started(run), ...Array.from({ length: events - 1 }, (_, index) => queued(run.runId, index + 2))])
    return run.runId
  }

  const flat = (batch: readonly OutgoingEvents[]): RunEvent[] => batch.flatMap(({ events }) => [...events])

  /** Relays until nothing is left, keeping what came out. */
  async function relayAll(limit: number, into: RunEvent[]): Promise<void> {
    while ((await postgres.outbox.relay(limit, async (batch) => void into.push(...flat(batch)))) > 0);
  }

  /** What resolves for all once it was called as often as there are parties. */
  function meeting(parties: number): () => Promise<void> {
    let missing = parties
    let allAreHere: () => void = () => undefined
    const all = new Promise<void>((resolve) => {
      allAreHere = resolve
    })
    return () => {
      missing -= 1
      if (missing === 0) allAreHere()
      return all
    }
  }

  test('[ES-03] an event and its place in the outbox are stored together, or neither is', async () => {
    const run = await seedRun(postgres)
    const depth = await postgres.outbox.depth()
    expect(await postgres.eventLog.drain([started(run), queued(run.runId, 3)])).toMatchObject({ kind: 'conflict', reason: 'gap' })
    expect(await postgres.outbox.depth()).toBe(depth)
    const both = [started(run), queued(run.runId, 2)]
    await postgres.eventLog.drain(both)
    await postgres.eventLog.drain(both)
    expect(await postgres.outbox.depth()).toBe(depth + 2)
    const out: RunEvent[] = []
    await relayAll(100, out)
    expect(out.filter(({ runId }) => runId === run.runId)).toEqual(both)
    expect(await postgres.outbox.depth()).toBe(0)
  })

  test('[ES-04] two relays publish 10,000 events, each once, and each run in order', async () => {
    const runs = await Promise.all(Array.from({ length: 20 }, () => loggedRun(500)))
    const relays: RunEvent[][] = [[], []]
    // A batch of ten takes ten of the twenty runs in hand, and is held until both have theirs: else the first could take every run, and
    // the second find nothing and end.
    const bothHaveWork = meeting(relays.length)
    await Promise.all(
      relays.map(async (into) => {
        await postgres.outbox.relay(10, async (batch) => {
          into.push(...flat(batch))
          await bothHaveWork()
        })
        await relayAll(300, into)
      }),
    )
    const all = relays.flat()
    expect(all).toHaveLength(10_000)
    expect(new Set(all.map(({ runId, seq }) => `${runId}/${seq}`)).size).toBe(10_000)
    expect(Math.min(...relays.map(({ length }) => length)), 'both had work').toBeGreaterThan(0)
    for (const runId of runs) {
      for (const out of relays) {
        const seqs = out.filter((one) => one.runId === runId).map(({ seq }) => seq)
        expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
      }
    }
  }, 60_000)

  test("[ES-04] a run in hand is nobody else's, not even its later events; other runs are", async () => {
    const [mine, other] = [await loggedRun(6), await loggedRun(2)]
    const seen: RunEvent[] = []
    await postgres.outbox.relay(1, async (batch) => {
      expect(flat(batch)).toMatchObject([{ runId: mine, seq: 1 }])
      await relayAll(100, seen)
    })
    expect(new Set(seen.map(({ runId }) => runId))).toEqual(new Set([other]))
    const rest: RunEvent[] = []
    await relayAll(100, rest)
    expect(rest.map(({ runId, seq }) => [runId, seq])).toEqual([2, 3, 4, 5, 6].map((seq) => [mine, seq]))
  })

  test('[ES-03] a relay that fails or loses its connection in the middle loses nothing', async () => {
    const runId = await loggedRun(5)
    await expect(
      postgres.outbox.relay(100, async () => {
        throw new Error('the broker is away')
      }),
    ).rejects.toThrow('the broker is away')
    const killed = postgres.outbox.relay(100, async () => {
      // As a process that is killed: its session ends while the batch is out.
      await database.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`)
    })
    await expect(killed).rejects.toMatchObject({ code: 'service.unavailable' })
    const out: RunEvent[] = []
    await relayAll(2, out)
    expect(out.map(({ runId, seq }) => [runId, seq])).toEqual([1, 2, 3, 4, 5].map((seq) => [runId, seq]))
  })

  test('events go out with the mode and partition of their run', async () => {
    const runId = await loggedRun(2, { mode: 'fast', partition: 3 })
    const batches: OutgoingEvents[] = []
    await postgres.outbox.relay(100, async (batch) => void batches.push(...batch))
    expect(batches).toMatchObject([{ runId, mode: 'fast', partition: 3, events: [{ seq: 1 }, { seq: 2 }] }])
  })
})
