import type { RunEvent } from '@aob/schemas'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventDigest } from '../event-digest.ts'
import type { RunRow } from '../ports/run-directory.ts'
import { AGENT, casRef, event, type MakeRecord, newId, patchOver, type RecordUnderTest, seedRun, started } from './record-under-test.ts'

/** What every EventLog does: numbered 1..n without a gap, stored once, with the run's row brought up to date beside it. */
export function eventLogSuite(name: string, make: MakeRecord): void {
  describe(`event log: ${name}`, () => {
    let record: RecordUnderTest
    let close: () => Promise<void>
    beforeAll(async () => {
      ;[record, close] = await make()
    })
    afterAll(() => close())

    const row = async (runId: string): Promise<RunRow> => {
      const run = await record.runs.get(runId)
      if (run === undefined) throw new Error(`no run ${runId}`)
      return run
    }
    const queued = (runId: string, seq: number, nodeId = 'a') => event(runId, seq, 'node.queued', { nodeId, nodeType: 'http', attempt: 1, irVersion: 1 })
    const completed = (runId: string, seq: number, nodeId = 'a', outputRef = casRef()) =>
      event(runId, seq, 'node.completed', { nodeId, attempt: 1, irVersion: 1, port: 'out', outputRef, edges: { e1: 'taken' } })
    const requested = (runId: string, seq: number, nodeId = 'gate') =>
      event(runId, seq, 'approval.requested', { approvalId: newId(), nodeId, attempt: 1, requestHash: 'h', title: 'May it?' })

    test('[ES-02] events come back as they were written, in order', async () => {
      const run = await seedRun(record)
      const events = [
        started(run),
        event(run.runId, 2, 'node.queued', { nodeId: 'a', nodeType: 'http', attempt: 1, irVersion: 1 }, { actor: AGENT, commandId: 'c-1' }),
        event(run.runId, 3, 'node.started', { nodeId: 'a', attempt: 1, irVersion: 1 }, { actor: undefined }),
        event(run.runId, 4, 'run.failed', { error: { code: 'function.threw', message: 'nul \u0000, ü ☃, lone \ud800, "quoted"', retryable: false } }),
      ]
      expect(await record.eventLog.drain(events)).toEqual({ kind: 'stored', inserted: 4 })
      expect(await record.eventLog.read(run.runId, 0, 100)).toEqual(JSON.parse(JSON.stringify(events)))
      expect((await record.eventLog.read(run.runId, 1, 2)).map(({ seq }) => seq)).toEqual([2, 3])
      expect(await record.eventLog.read(run.runId, 4, 10)).toEqual([])
      expect(await record.eventLog.lastSeq(run.runId)).toBe(4)
    })

    test('a run without events, and an unknown run, have none', async () => {
      const run = await seedRun(record)
      expect(await record.eventLog.lastSeq(run.runId)).toBe(0)
      expect(await record.eventLog.lastSeq('nobody')).toBe(0)
      expect(await record.eventLog.read('nobody', 0, 10)).toEqual([])
      expect(await record.eventLog.drain([])).toEqual({ kind: 'stored', inserted: 0 })
    })

    test('[D-25] draining events again is harmless, alone, with new ones, and twice in one batch', async () => {
      const run = await seedRun(record)
      const events = [started(run), queued(run.runId, 2), completed(run.runId, 3)]
      await record.eventLog.drain(events.slice(0, 2))
      expect(await record.eventLog.drain(events.slice(0, 2))).toEqual({ kind: 'stored', inserted: 0 })
      expect(await record.eventLog.drain([...events, ...events])).toEqual({ kind: 'stored', inserted: 1 })
      expect(await record.eventLog.lastSeq(run.runId)).toBe(3)
      expect((await row(run.runId)).pendingApprovals).toBe(0)
    })

    test('[D-25] a repeated event may have its keys in another order', async () => {
      const run = await seedRun(record)
      const one = started(run)
      await record.eventLog.drain([one])
      const { data, ...rest } = one
      const reordered = event(run.runId, 1, 'run.started', Object.fromEntries(Object.entries(data).reverse()), rest)
      expect(await record.eventLog.drain([reordered])).toEqual({ kind: 'stored', inserted: 0 })
    })

    test('[D-25] another event under a stored number is a conflict, and nothing of its batch is stored', async () => {
      const [run, bystander] = [await seedRun(record), await seedRun(record)]
      await record.eventLog.drain([started(run), queued(run.runId, 2)])
      const batch = [started(bystander), queued(run.runId, 2, 'other'), queued(run.runId, 3)]
      expect(await record.eventLog.drain(batch)).toEqual({ kind: 'conflict', runId: run.runId, seq: 2, reason: 'content' })
      expect(await record.eventLog.lastSeq(bystander.runId)).toBe(0)
      expect(await record.eventLog.lastSeq(run.runId)).toBe(2)
    })

    test('[D-25] two different events under one number in a batch are a conflict', async () => {
      const run = await seedRun(record)
      const batch = [started(run), queued(run.runId, 2, 'a'), queued(run.runId, 2, 'b')]
      expect(await record.eventLog.drain(batch)).toMatchObject({ kind: 'conflict', seq: 2, reason: 'content' })
    })

    test('[D-22] a gap is a conflict, and nothing of its batch is stored', async () => {
      const run = await seedRun(record)
      expect(await record.eventLog.drain([queued(run.runId, 2)])).toEqual({ kind: 'conflict', runId: run.runId, seq: 2, reason: 'gap' })
      expect(await record.eventLog.drain([started(run), queued(run.runId, 2), completed(run.runId, 4)])).toMatchObject({ seq: 4, reason: 'gap' })
      expect(await record.eventLog.lastSeq(run.runId)).toBe(0)
    })

    test('[D-25] an event decided after another than the last of the log is a conflict, stored or in the batch', async () => {
      const run = await seedRun(record)
      const [first, second, third] = [started(run), queued(run.runId, 2), completed(run.runId, 3)]
      const other = queued(run.runId, 2, 'of a history that was fenced')
      const after = (event: RunEvent, before: RunEvent) => new Map([[event, eventDigest(before)]])
      expect(await record.eventLog.drain([first, second, third], after(third, other))).toMatchObject({ kind: 'conflict', seq: 3, reason: 'content' })
      expect(await record.eventLog.lastSeq(run.runId)).toBe(0)
      await record.eventLog.drain([first, second])
      expect(await record.eventLog.drain([third], after(third, other))).toEqual({ kind: 'conflict', runId: run.runId, seq: 3, reason: 'content' })
      expect(await record.eventLog.drain([third], after(third, second))).toEqual({ kind: 'stored', inserted: 1 })
      // Stored already: how it came there is settled.
      expect(await record.eventLog.drain([third], after(third, other))).toEqual({ kind: 'stored', inserted: 0 })
    })

    test('events of an unknown run are a conflict', async () => {
      expect(await record.eventLog.drain([queued('nobody', 1)])).toEqual({ kind: 'conflict', runId: 'nobody', seq: 1, reason: 'unknown_run' })
    })

    test('events of one run may come shuffled within a batch, and between those of others', async () => {
      const [a, b] = [await seedRun(record), await seedRun(record)]
      const batch = [completed(a.runId, 3), queued(b.runId, 2), started(a), queued(a.runId, 2), started(b)]
      expect(await record.eventLog.drain(batch)).toEqual({ kind: 'stored', inserted: 5 })
      expect((await record.eventLog.read(a.runId, 0, 10)).map(({ seq }) => seq)).toEqual([1, 2, 3])
    })

    test('[D-22] drains of one run at the same time leave every event once', async () => {
      const runs = [await seedRun(record), await seedRun(record)]
      const events = runs.flatMap((run) => [started(run), ...Array.from({ length: 30 }, (_, index) => queued(run.runId, index + 2, `n${index}`))])
      const shuffled = [events, [...events].reverse(), events.slice(), events.slice(31).concat(events.slice(0, 31))]
      const results = await Promise.all(shuffled.map((batch) => record.eventLog.drain(batch)))
      expect(results.every(({ kind }) => kind === 'stored')).toBe(true)
      for (const run of runs)
        expect((await record.eventLog.read(run.runId, 0, 100)).map(({ seq }) => seq)).toEqual(Array.from({ length: 31 }, (_, index) => index + 1))
    })

    test('a batch of many runs is stored whole', async () => {
      const runs = await Promise.all(Array.from({ length: 40 }, () => seedRun(record)))
      const events = runs.flatMap((run) => [started(run), ...Array.from({ length: 20 }, (_, index) => queued(run.runId, index + 2))])
      expect(await record.eventLog.drain(events)).toEqual({ kind: 'stored', inserted: 840 })
    })

    test('[D-32] the run row follows its events: status, end, error', async () => {
      const run = await seedRun(record)
      const { runId } = run
      await record.eventLog.drain([started(run), queued(runId, 2)])
      expect(await row(runId)).toMatchObject({ status: 'RUNNING', irVersion: 1, endedAt: undefined, error: undefined })
      const error = { code: 'http.status', message: '502', retryable: false }
      await record.eventLog.drain([
        event(runId, 3, 'node.failed', { nodeId: 'a', attempt: 1, irVersion: 1, error, edges: {} }),
        event(runId, 4, 'run.failed', { nodeId: 'a', error }),
      ])
      expect(await row(runId)).toMatchObject({ status: 'FAILED', error, endedAt: new Date(1_795_000_000_004) })
    })

    test.each([
      ['run.completed', 'COMPLETED'],
      ['run.cancelled', 'CANCELLED'],
      ['run.timed_out', 'TIMED_OUT'],
    ] as const)('[D-32] %s ends the run as %s, also while a person is being asked', async (type, status) => {
      const run = await seedRun(record)
      await record.eventLog.drain([started(run), requested(run.runId, 2), event(run.runId, 3, type, {})])
      expect(await row(run.runId)).toMatchObject({ status, pendingApprovals: 0, endedAt: new Date(1_795_000_000_003) })
      expect((await record.runs.listOpen(undefined, 1000)).some(({ runId }) => runId === run.runId)).toBe(false)
    })

    test('[D-32] a run waits for approval while nothing is live and somebody is asked', async () => {
      const run = await seedRun(record)
      const { runId } = run
      const steps = [
        [started(run), queued(runId, 2, 'gate'), queued(runId, 3, 'work'), requested(runId, 4)],
        [completed(runId, 5, 'work'), requested(runId, 6, 'second')],
        [event(runId, 7, 'approval.decided', { approvalId: 'x', nodeId: 'gate', decision: 'approve' }), completed(runId, 8, 'gate')],
        [event(runId, 9, 'node.withdrawn', { nodeId: 'second', attempt: 1 }), queued(runId, 10, 'last')],
      ]
      const seen: Array<[string, number]> = []
      for (const batch of steps) {
        await record.eventLog.drain(batch)
        const { status, pendingApprovals } = await row(runId)
        seen.push([status, pendingApprovals])
      }
      expect(seen).toEqual([
        ['RUNNING', 1],
        ['WAITING_FOR_APPROVAL', 2],
        ['WAITING_FOR_APPROVAL', 1],
        ['RUNNING', 0],
      ])
    })

    test('[D-32] a run whose only open node is held waits for a person, until it is resolved', async () => {
      const run = await seedRun(record)
      const { runId } = run
      const error = { code: 'http.status', message: '502', retryable: false }
      const steps = [
        [started(run), queued(runId, 2, 'call'), queued(runId, 3, 'work'), event(runId, 4, 'node.held', { nodeId: 'call', reason: 'review', error })],
        [completed(runId, 5, 'work')],
        [
          event(runId, 6, 'node.resolved', { nodeId: 'call', attempt: 1, resolution: 'retry', reason: 'Try.' }),
          event(runId, 7, 'node.retrying', { nodeId: 'call', attempt: 1, irVersion: 1, error, dueAt: 9 }),
        ],
      ]
      const seen: string[] = []
      for (const batch of steps) {
        await record.eventLog.drain(batch)
        seen.push((await row(runId)).status)
      }
      expect(seen).toEqual(['RUNNING', 'WAITING_FOR_APPROVAL', 'RUNNING'])
      expect(await row(runId)).toMatchObject({ pendingApprovals: 0 })
    })

    test('[D-30] a command is settled together with the event that answers it', async () => {
      const run = await seedRun(record)
      const { runId } = run
      const [answered, open] = [newId(), newId()]
      for (const commandId of [answered, open]) await record.commands.add({ commandId, runId, kind: 'pause', payload: {} })
      const pending = async () => (await record.commands.pending({ minAgeMs: 0, limit: 1000 })).filter((command) => command.runId === runId)
      const paused = event(runId, 2, 'run.paused', {}, { commandId: answered })
      // Of a batch that is refused nothing is kept, this neither.
      expect((await record.eventLog.drain([started(run), paused, event(runId, 4, 'run.resumed')])).kind).toBe('conflict')
      expect(await pending()).toHaveLength(2)
      await record.eventLog.drain([started(run), paused])
      expect((await pending()).map(({ commandId }) => commandId)).toEqual([open])
    })

    test('[D-30] an applied patch moves the head and is marked with its place in the chain', async () => {
      const run = await seedRun(record)
      const { runId } = run
      const first = patchOver(run.base, { scope: 'run', runId, status: 'proposed', seq: undefined })
      const second = patchOver(first.artifact, { scope: 'run', runId, status: 'proposed', seq: undefined })
      for (const { patch, artifact } of [first, second]) {
        await record.patches.insert({ ...patch, artifactId: undefined })
        const { operations, anchored, summary } = patch
        await record.patches.accept(patch.patchId, { artifact, operations, anchored, summary, commandId: newId(), payload: {} })
      }
      const irRefs = [casRef(), casRef()]
      const applied = (seq: number, index: number, { patch, artifact }: typeof first) =>
        event(runId, seq, 'patch.applied', {
          patchId: patch.patchId,
          artifactId: artifact.artifactId,
          irRef: irRefs[index],
          irVersion: index + 2,
          edges: {},
        })
      const batch = [started(run), applied(2, 0, first), queued(runId, 3), applied(4, 1, second)]
      await record.eventLog.drain(batch)
      await record.eventLog.drain(batch)
      expect(await row(runId)).toMatchObject({
        headArtifactId: second.artifact.artifactId,
        irRef: irRefs[1],
        irVersion: 3,
        patchCount: 2,
        artifactId: run.artifactId,
      })
      expect(await record.patches.get(first.patch.patchId)).toMatchObject({ status: 'applied', seq: 1, irVersion: 2 })
      expect(await record.patches.get(second.patch.patchId)).toMatchObject({ status: 'applied', seq: 2, irVersion: 3, artifactId: second.artifact.artifactId })
    })

    test('a node called __proto__ is a node like any other', async () => {
      const run = await seedRun(record)
      await record.eventLog.drain([started(run), requested(run.runId, 2, '__proto__')])
      expect(await row(run.runId)).toMatchObject({ status: 'WAITING_FOR_APPROVAL', pendingApprovals: 1 })
      await record.eventLog.drain([completed(run.runId, 3, '__proto__')])
      expect(await row(run.runId)).toMatchObject({ status: 'RUNNING', pendingApprovals: 0 })
    })

    test('a workspace references the outputs, inputs and programs of its runs', async () => {
      const run = await seedRun(record)
      const outputRef = casRef()
      const hash = (ref: string) => ref.slice('cas://sha256:'.length)
      expect(await record.documents.references('local', hash(outputRef))).toBe(false)
      await record.eventLog.drain([started(run), completed(run.runId, 2, 'a', outputRef)])
      for (const ref of [outputRef, run.inputsRef, run.irRef]) {
        expect(await record.documents.references('local', hash(ref))).toBe(true)
        expect(await record.documents.references('somewhere else', hash(ref))).toBe(false)
      }
    })
  })
}
