import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { event, type MakeRecord, newId, newRun, type RecordUnderTest, seedRun, seedWorkflow, started, WORKSPACE } from './record-under-test.ts'

/** What every RunDirectory does: a start is durable before it is acknowledged, and happens once per idempotency key. */
export function runDirectorySuite(name: string, make: MakeRecord): void {
  describe(`run directory: ${name}`, () => {
    let record: RecordUnderTest
    let close: () => Promise<void>
    beforeAll(async () => {
      ;[record, close] = await make()
    })
    afterAll(() => close())

    test('[D-21] a run comes back as it was stored, running', async () => {
      const row = newRun(await seedWorkflow(record))
      const { kind, run } = await record.runs.create(row)
      expect(kind).toBe('created')
      const { startedAt, ...rest } = run
      expect(rest).toEqual({
        ...row,
        status: 'RUNNING',
        irVersion: 1,
        pendingApprovals: 0,
        pendingPatches: 0,
        patchCount: 0,
        endedAt: undefined,
        error: undefined,
      })
      expect(Math.abs(startedAt.getTime() - Date.now())).toBeLessThan(60_000)
      expect(await record.runs.get(row.runId)).toEqual(run)
    })

    test('[D-31] a run is found in its own workspace only', async () => {
      const { runId } = await seedRun(record)
      expect(await record.runs.get(runId, WORKSPACE)).toMatchObject({ runId })
      expect(await record.runs.get(runId, 'elsewhere')).toBeUndefined()
      expect(await record.runs.get('a\u0000b')).toBeUndefined()
    })

    test('[D-21] an idempotency key seen before gives the earlier run', async () => {
      const workflow = await seedWorkflow(record)
      const key = newId()
      const first = await record.runs.create(newRun(workflow), key)
      const second = newRun(workflow)
      expect(await record.runs.create(second, key)).toEqual({ kind: 'existing', run: first.run })
      expect(await record.runs.get(second.runId)).toBeUndefined()
      expect(await record.runs.create(newRun(workflow), newId())).toMatchObject({ kind: 'created' })
    })

    test('[D-21] of many starts with one key exactly one makes a run', async () => {
      const workflow = await seedWorkflow(record)
      const key = newId()
      const results = await Promise.all(Array.from({ length: 12 }, () => record.runs.create(newRun(workflow), key)))
      expect(results.filter(({ kind }) => kind === 'created')).toHaveLength(1)
      expect(new Set(results.map(({ run }) => run.runId)).size).toBe(1)
      expect(await record.runs.list({ workspaceId: WORKSPACE, workflowName: workflow.name, limit: 100 })).toHaveLength(1)
    })

    test('storing one run again is harmless: nobody knows whether an answer was lost', async () => {
      const row = newRun(await seedWorkflow(record))
      await record.runs.create(row)
      expect(await record.runs.create(row)).toMatchObject({ kind: 'existing', run: { runId: row.runId } })
    })

    test('a failed start leaves its key free', async () => {
      const workflow = await seedWorkflow(record)
      const key = newId()
      await expect(record.runs.create(newRun(workflow, { artifactId: 'nobody', headArtifactId: 'nobody' }), key)).rejects.toThrow()
      expect(await record.runs.create(newRun(workflow), key)).toMatchObject({ kind: 'created' })
    })

    test('lists are newest first, filtered, and go on after a cursor without gap or repeat', async () => {
      const workflow = await seedWorkflow(record)
      const ids: string[] = []
      for (let index = 0; index < 5; index++) ids.unshift((await record.runs.create(newRun(workflow))).run.runId)
      const list = async (change: { cursor?: string; limit: number; status?: 'RUNNING' | 'FAILED' }) =>
        (await record.runs.list({ workspaceId: WORKSPACE, workflowName: workflow.name, ...change })).map(({ runId }) => runId)
      expect(await list({ limit: 10 })).toEqual(ids)
      expect(await list({ limit: 2 })).toEqual(ids.slice(0, 2))
      expect(await list({ limit: 2, cursor: ids[1] })).toEqual(ids.slice(2, 4))
      expect(await list({ limit: 2, cursor: ids[4] })).toEqual([])
      expect(await list({ limit: 10, status: 'FAILED' })).toEqual([])
      expect(await record.runs.list({ workspaceId: 'elsewhere', limit: 10 })).toEqual([])
    })

    test('[D-25] open runs are found page by page, ended ones are not among them', async () => {
      const runs = [await seedRun(record), await seedRun(record), await seedRun(record)]
      const [first, ended, last] = runs
      if (!first || !ended || !last) throw new Error('three runs were made')
      await record.eventLog.drain([started(ended), event(ended.runId, 2, 'run.completed')])
      const found: string[] = []
      for (let after: string | undefined; ; ) {
        const page = await record.runs.listOpen(after, 2)
        found.push(...page.map(({ runId }) => runId))
        after = page.at(-1)?.runId
        if (page.length < 2) break
      }
      expect(found.filter((runId) => runs.some((run) => run.runId === runId))).toEqual([first.runId, last.runId])
      expect(new Set(found).size).toBe(found.length)
    })
  })

  describe(`command store: ${name}`, () => {
    let record: RecordUnderTest
    let close: () => Promise<void>
    beforeAll(async () => {
      ;[record, close] = await make()
    })
    afterAll(() => close())

    const pendingOf = async (runId: string, minAgeMs = 0) =>
      (await record.commands.pending({ minAgeMs, limit: 1000 })).filter((command) => command.runId === runId)

    test('[D-30] a command is pending until its outcome is recorded, oldest first', async () => {
      const { runId } = await seedRun(record)
      const ids = [newId(), newId(), newId()]
      for (const commandId of ids) await record.commands.add({ commandId, runId, kind: 'cancel', payload: { reason: `nul \u0000 ${commandId}` } })
      expect((await pendingOf(runId)).map(({ commandId }) => commandId)).toEqual(ids)
      const open = await record.commands.openOf('cancel')
      expect((await pendingOf(runId))[0]).toMatchObject({ kind: 'cancel', payload: { reason: `nul \u0000 ${ids[0]}` } })
      await record.commands.settle(ids[1] ?? '', 'applied')
      expect((await pendingOf(runId)).map(({ commandId }) => commandId)).toEqual([ids[0], ids[2]])
      expect(await record.commands.openOf('cancel')).toBe(open - 1)
      expect(await record.commands.pending({ minAgeMs: 0, limit: 1 })).toHaveLength(1)
    })

    test('[D-30] pages reach every open command, also when the one before was settled meanwhile', async () => {
      const { runId } = await seedRun(record)
      const ids = Array.from({ length: 5 }, newId)
      for (const commandId of ids) await record.commands.add({ commandId, runId, kind: 'pause', payload: {} })
      const found: string[] = []
      for (let after: string | undefined; ; ) {
        const page = await record.commands.pending({ minAgeMs: 0, limit: 2, ...(after === undefined ? {} : { after }) })
        found.push(...page.map(({ commandId }) => commandId))
        after = page.at(-1)?.commandId
        if (page.length < 2) break
        await record.commands.settle(after ?? '', 'applied')
      }
      expect(found.filter((commandId) => ids.includes(commandId))).toEqual(ids)
      expect(new Set(found).size).toBe(found.length)
    })

    test('a young command is left to its own request', async () => {
      const { runId } = await seedRun(record)
      await record.commands.add({ commandId: newId(), runId, kind: 'timeout', payload: {} })
      expect(await pendingOf(runId, 60_000)).toEqual([])
      expect(await pendingOf(runId)).toHaveLength(1)
    })

    test('adding and settling again change nothing', async () => {
      const { runId } = await seedRun(record)
      const commandId = newId()
      await record.commands.add({ commandId, runId, kind: 'cancel', payload: { first: true } })
      await record.commands.add({ commandId, runId, kind: 'timeout', payload: { first: false } })
      expect(await pendingOf(runId)).toMatchObject([{ kind: 'cancel', payload: { first: true } }])
      await record.commands.settle(commandId, 'refused', 'because')
      await record.commands.settle(commandId, 'applied')
      await record.commands.add({ commandId, runId, kind: 'cancel', payload: {} })
      expect(await pendingOf(runId)).toEqual([])
    })
  })
}
