import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PatchRow } from '../ports/document-store.ts'
import { AGENT, HUMAN, type MakeRecord, newId, patchOver, type RecordUnderTest, seedRun, WORKSPACE } from './record-under-test.ts'

/** What every PatchStore does: a patch has one id, one status, and one decision. */
export function patchStoreSuite(name: string, make: MakeRecord): void {
  describe(`patch store: ${name}`, () => {
    let record: RecordUnderTest
    let close: () => Promise<void>
    beforeAll(async () => {
      ;[record, close] = await make()
    })
    afterAll(() => close())

    const propose = async (change: Partial<PatchRow> = {}) => {
      const run = await seedRun(record)
      const proposal = patchOver(run.base, {
        scope: 'run',
        runId: run.runId,
        workflowName: run.workflowName,
        actor: AGENT,
        status: 'proposed',
        seq: undefined,
        artifactId: undefined,
        ...change,
      })
      await record.patches.insert(proposal.patch)
      return { ...proposal, run }
    }
    const accept = ({ patch, artifact }: Awaited<ReturnType<typeof propose>>, commandId = newId()) =>
      record.patches.accept(patch.patchId, {
        decidedBy: HUMAN,
        artifact,
        operations: patch.operations,
        anchored: patch.anchored,
        summary: patch.summary,
        commandId,
        payload: { patchId: patch.patchId },
      })

    test('a proposal comes back as it was stored', async () => {
      const { patch } = await propose()
      const { createdAt, ...stored } = (await record.patches.get(patch.patchId)) ?? {}
      expect(stored).toEqual({
        workflowId: undefined,
        irVersion: undefined,
        decidedAt: undefined,
        decidedBy: undefined,
        reason: undefined,
        code: undefined,
        ...patch,
      })
      expect(createdAt).toBeInstanceOf(Date)
      expect(await record.patches.get('nobody')).toBeUndefined()
    })

    test('[D-26] a patch id is used once; the second use answers with the first patch', async () => {
      const { patch } = await propose()
      const second = await record.patches.insert({ ...patch, rationale: 'something else' })
      expect(second).toMatchObject({ kind: 'duplicate', patch: { patchId: patch.patchId, rationale: patch.rationale } })
    })

    test('[PP-20] an invalid patch is kept with its code and reason', async () => {
      const { patch } = await propose({ status: 'invalid', code: 'graph.cycle', reason: 'a → b → a' })
      expect(await record.patches.get(patch.patchId)).toMatchObject({ status: 'invalid', code: 'graph.cycle', reason: 'a → b → a' })
    })

    test('lists are filtered by run and status, newest first, and bounded', async () => {
      const { run, patch } = await propose()
      const more = [
        patchOver(run.base, { scope: 'run', runId: run.runId, status: 'rejected' }),
        patchOver(run.base, { scope: 'run', runId: run.runId, status: 'proposed' }),
      ]
      for (const each of more) await record.patches.insert({ ...each.patch, artifactId: undefined })
      const list = async (query: { status?: PatchRow['status']; limit: number }) =>
        (await record.patches.list({ workspaceId: WORKSPACE, runId: run.runId, ...query })).map(({ patchId }) => patchId)
      const ids = [patch.patchId, ...more.map((each) => each.patch.patchId)]
      expect(await list({ limit: 10 })).toEqual(ids.toReversed())
      expect(await list({ limit: 1 })).toEqual(ids.slice(2))
      expect(await list({ status: 'proposed', limit: 10 })).toEqual([ids[2], ids[0]])
      expect(await record.patches.list({ workspaceId: 'elsewhere', limit: 10 })).toEqual([])
    })

    test('the run row counts its proposals', async () => {
      const proposal = await propose()
      const pending = async () => (await record.runs.get(proposal.run.runId))?.pendingPatches
      expect(await pending()).toBe(1)
      await accept(proposal)
      expect(await pending()).toBe(0)
    })

    test('[D-30] accepting stores version and hot-swap command together, once', async () => {
      const proposal = await propose()
      const commandId = newId()
      expect(await accept(proposal, commandId)).toBe(true)
      expect(await accept(proposal)).toBe(false)
      expect(await record.patches.get(proposal.patch.patchId)).toMatchObject({ status: 'accepted', decidedBy: HUMAN, artifactId: proposal.artifact.artifactId })
      expect(await record.documents.getArtifact(proposal.artifact.artifactId)).toMatchObject({ kind: 'patch_set', patchId: proposal.patch.patchId })
      const commands = (await record.commands.pending({ minAgeMs: 0, limit: 1000 })).filter(({ runId }) => runId === proposal.run.runId)
      expect(commands).toMatchObject([{ commandId, kind: 'apply_patch', payload: { patchId: proposal.patch.patchId } }])
    })

    test('[D-30] one that nobody looks at first is stored with version and hot-swap command together, once', async () => {
      const run = await seedRun(record)
      const { patch, artifact } = patchOver(run.base, { scope: 'run', runId: run.runId, workflowName: run.workflowName, actor: AGENT, status: 'accepted' })
      const { patchId } = patch
      const input = { patch, artifact, commandId: patchId, payload: { patchId } }
      const outcomes = await Promise.all([
        record.patches.insertAccepted(input),
        record.patches.insertAccepted({ ...input, artifact: { ...artifact, artifactId: newId() } }),
      ])
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['duplicate', 'inserted'])
      const stored = await record.patches.get(patchId)
      expect(stored).toMatchObject({ status: 'accepted', actor: AGENT, runId: run.runId, operations: patch.operations })
      expect(outcomes.find(({ kind }) => kind === 'duplicate')).toEqual({ kind: 'duplicate', patch: stored })
      const commands = (await record.commands.pending({ minAgeMs: 0, limit: 1000 })).filter(({ runId }) => runId === run.runId)
      expect(commands).toMatchObject([{ commandId: patchId, kind: 'apply_patch', payload: { patchId } }])
      expect((await record.runs.get(run.runId))?.pendingPatches).toBe(0)
    })

    test('[D-30] of an acceptance and a rejection at the same time exactly one wins', async () => {
      const proposal = await propose()
      const { patchId } = proposal.patch
      const reject = () => record.patches.transition(patchId, 'proposed', 'rejected', { decidedBy: HUMAN, reason: 'no' })
      const results = await Promise.all([reject(), accept(proposal), reject(), accept(proposal), reject()])
      expect(results.filter(Boolean)).toHaveLength(1)
      const accepted = results[1] === true || results[3] === true
      expect((await record.patches.get(patchId))?.status).toBe(accepted ? 'accepted' : 'rejected')
      expect((await record.documents.getArtifact(proposal.artifact.artifactId)) !== undefined).toBe(accepted)
    })

    test('a transition happens from the expected status only and records who, when and why', async () => {
      const { patch } = await propose()
      expect(await record.patches.transition(patch.patchId, 'accepted', 'applied')).toBe(false)
      expect(await record.patches.transition(patch.patchId, 'proposed', 'rejected', { decidedBy: HUMAN, reason: 'not now' })).toBe(true)
      const stored = await record.patches.get(patch.patchId)
      expect(stored).toMatchObject({ status: 'rejected', decidedBy: HUMAN, reason: 'not now', rationale: patch.rationale, operations: patch.operations })
      expect(stored?.decidedAt).toBeInstanceOf(Date)
      expect(await record.patches.transition('nobody', 'proposed', 'rejected')).toBe(false)
    })

    test('[D-30] of two processes that prepared one accepted patch, one names its version on record', async () => {
      const proposal = await propose()
      await accept(proposal)
      const { patchId } = proposal.patch
      const versions = [0, 1].map(() => patchOver(proposal.run.base, { patchId }).artifact)
      for (const version of versions) await record.documents.addArtifact(version)
      const name = ({ artifactId }: { artifactId: string }) =>
        record.patches.transition(patchId, 'accepted', 'accepted', { artifactId }, proposal.artifact.artifactId)
      const named = await Promise.all(versions.map(name))
      expect(named.filter(Boolean)).toHaveLength(1)
      expect((await record.patches.get(patchId))?.artifactId).toBe(versions[named.indexOf(true)]?.artifactId)
    })

    test('a transition may carry the rebased operations', async () => {
      const { patch } = await propose()
      const change = { operations: [{ op: 'remove', path: '/nodes/0' } as const], anchored: [], irVersion: 4, seq: 2, code: 'c' }
      expect(await record.patches.transition(patch.patchId, 'proposed', 'accepted', change)).toBe(true)
      expect(await record.patches.get(patch.patchId)).toMatchObject({ ...change, status: 'accepted', summary: patch.summary })
    })
  })
}
