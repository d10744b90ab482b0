import type { AnchoredChange } from '@aob/schemas'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type NewArtifact, type PatchRow, RECENT_RUNS } from '../ports/document-store.ts'
import {
  baseArtifact,
  HUMAN,
  type MakeRecord,
  newHash,
  newId,
  newRun,
  patchOver,
  type RecordUnderTest,
  type SeededWorkflow,
  seedWorkflow,
  WORKSPACE,
} from './record-under-test.ts'

const whole = (kind: 'node' | 'edge', op: 'add' | 'remove', ...path: string[]): AnchoredChange => ({ target: { kind, path }, pointer: '', op })

/** What every DocumentStore does: immutable versions, movable tags, every move on record. */
export function documentStoreSuite(name: string, make: MakeRecord): void {
  describe(`document store: ${name}`, () => {
    let record: RecordUnderTest
    let close: () => Promise<void>
    beforeAll(async () => {
      ;[record, close] = await make()
    })
    afterAll(() => close())

    const tagHead = async ({ name: workflow }: SeededWorkflow) => (await record.documents.getWorkflow(WORKSPACE, workflow))?.tags[0]?.artifactId
    const publish = (workflow: SeededWorkflow, expected: string, { patch, artifact }: ReturnType<typeof patchOver>) =>
      record.documents.publish({ workflowId: workflow.workflowId, tag: 'main', expected, artifact, patch: { ...patch, workflowId: workflow.workflowId } })
    const publishChain = async (workflow: SeededWorkflow, length: number) => {
      const versions: NewArtifact[] = [workflow.base]
      for (let index = 0; index < length; index++) {
        const parent = versions.at(-1) ?? workflow.base
        const next = patchOver(parent)
        expect(await publish(workflow, parent.artifactId, next)).toEqual({ kind: 'published' })
        versions.push(next.artifact)
      }
      return versions
    }

    test('a workflow is created with its first version and tag', async () => {
      const artifact = baseArtifact()
      const workflowId = newId()
      const input = { workflowId, workspaceId: WORKSPACE, name: `created-${workflowId}`, description: 'what it does', tag: 'main', artifact, actor: HUMAN }
      const created = await record.documents.createWorkflow(input)
      expect(created).toMatchObject({ kind: 'created', workflow: { workflowId, name: input.name, description: 'what it does', archived: false } })
      expect(await record.documents.getWorkflow(WORKSPACE, input.name)).toMatchObject({
        workflowId,
        tags: [{ workflowId, tag: 'main', artifactId: artifact.artifactId }],
      })
      expect(await record.documents.getArtifact(artifact.artifactId)).toMatchObject(artifact)
    })

    test('a name belongs to one workflow of a workspace, and the loser leaves no trace', async () => {
      const first = await seedWorkflow(record)
      const artifact = baseArtifact()
      const again = { workflowId: newId(), workspaceId: WORKSPACE, name: first.name, tag: 'main', artifact, actor: HUMAN }
      expect(await record.documents.createWorkflow(again)).toEqual({ kind: 'exists' })
      expect(await record.documents.getArtifact(artifact.artifactId)).toBeUndefined()
    })

    test('what is unknown is undefined, also with odd characters in its name', async () => {
      for (const odd of ['nobody', '', 'a\u0000b', "'; DROP TABLE runs; --", '\ud800', 'x'.repeat(10_000)]) {
        expect(await record.documents.getWorkflow(WORKSPACE, odd)).toBeUndefined()
        expect(await record.documents.getArtifact(odd)).toBeUndefined()
        expect(await record.documents.chain(odd)).toEqual([])
        expect(await record.documents.findTags(WORKSPACE, odd)).toEqual([])
        expect(await record.documents.references(WORKSPACE, odd)).toBe(false)
        expect(await record.documents.archive(WORKSPACE, odd, HUMAN)).toBe(false)
      }
    })

    test('the list tells head, tag, creator and last runs of each workflow, and marks the archived', async () => {
      const workflow = await seedWorkflow(record)
      const [, head] = await publishChain(workflow, 1)
      const find = async () => (await record.documents.listWorkflows(WORKSPACE)).find(({ name }) => name === workflow.name)
      expect(await find()).toMatchObject({ tag: 'main', head, archived: false, recentRuns: [], createdBy: HUMAN })
      const runs = []
      for (let count = 0; count < RECENT_RUNS + 1; count++) runs.unshift((await record.runs.create(newRun(workflow))).run)
      const recent = runs.slice(0, RECENT_RUNS).map(({ runId, startedAt }) => ({ runId, status: 'RUNNING', startedAt }))
      expect((await find())?.recentRuns).toEqual(recent)
      expect(await record.documents.archive(WORKSPACE, workflow.name, HUMAN)).toBe(true)
      expect(await record.documents.archive(WORKSPACE, workflow.name, HUMAN)).toBe(false)
      expect(await find()).toMatchObject({ archived: true })
      expect((await record.documents.findTags(WORKSPACE, 'main')).some(({ workflow: found }) => found.name === workflow.name)).toBe(false)
    })

    test('[D-26] a bare tag finds every workflow that has it', async () => {
      const tag = `t-${newId()}`
      for (const name of ['b', 'a']) {
        const artifact = baseArtifact()
        await record.documents.createWorkflow({ workflowId: newId(), workspaceId: WORKSPACE, name: `${name}-${tag}`, tag, artifact, actor: HUMAN })
      }
      expect((await record.documents.findTags(WORKSPACE, tag)).map(({ workflow }) => workflow.name)).toEqual([`a-${tag}`, `b-${tag}`])
      expect(await record.documents.findTags('elsewhere', tag)).toEqual([])
    })

    test('the heads of all tags are told, those of main first, and no more than asked for', async () => {
      const own = newId()
      const made = async (stem: string, tag: string) => {
        const artifact = baseArtifact()
        await record.documents.createWorkflow({ workflowId: newId(), workspaceId: WORKSPACE, name: `${stem}-${own}`, tag, artifact, actor: HUMAN })
        return artifact.artifactId
      }
      const [b, a, branch] = [await made('b', 'main'), await made('a', 'main'), await made('aa', 'branch')]
      const heads = async () => {
        const all = await record.documents.tagHeads(WORKSPACE, 10_000)
        return all.filter(({ name }) => name.endsWith(own)).map(({ name, tag, head }) => [name.split('-')[0], tag, head.artifactId])
      }
      expect(await heads()).toEqual([
        ['a', 'main', a],
        ['b', 'main', b],
        ['aa', 'branch', branch],
      ])
      await record.documents.archive(WORKSPACE, `a-${own}`, HUMAN)
      expect((await heads()).map(([name]) => name)).toEqual(['b', 'aa'])
      expect(await record.documents.tagHeads(WORKSPACE, 2)).toHaveLength(2)
      expect(await record.documents.tagHeads('elsewhere', 10)).toEqual([])
    })

    test('publishing moves the tag and keeps the chain from the base to the head', async () => {
      const workflow = await seedWorkflow(record)
      const versions = await publishChain(workflow, 3)
      expect(await tagHead(workflow)).toBe(versions[3]?.artifactId)
      const chain = await record.documents.chain(versions[3]?.artifactId ?? '')
      expect(chain.map(({ artifact }) => artifact.versionLabel)).toEqual(['v1.1', 'v1.2', 'v1.3'])
      expect(chain.map(({ patch }) => patch.artifactId)).toEqual(versions.slice(1).map(({ artifactId }) => artifactId))
      expect(chain[0]?.artifact).toMatchObject({ parentId: workflow.base.artifactId, baseId: workflow.base.artifactId, kind: 'patch_set' })
      expect(await record.documents.chain(workflow.base.artifactId)).toEqual([])
    })

    test('[D-29] publishing on a moved base tells where the tag is and stores nothing', async () => {
      const workflow = await seedWorkflow(record)
      const [, head] = await publishChain(workflow, 1)
      const late = patchOver(workflow.base)
      expect(await publish(workflow, workflow.base.artifactId, late)).toEqual({ kind: 'moved', actual: head?.artifactId })
      expect(await record.patches.get(late.patch.patchId)).toBeUndefined()
      expect(await record.documents.getArtifact(late.artifact.artifactId)).toBeUndefined()
    })

    test('[D-26] publishing a patch again answers with the first one', async () => {
      const workflow = await seedWorkflow(record)
      const first = patchOver(workflow.base)
      await publish(workflow, workflow.base.artifactId, first)
      const again = patchOver(workflow.base, { patchId: first.patch.patchId })
      expect(await publish(workflow, workflow.base.artifactId, again)).toMatchObject({
        kind: 'duplicate',
        patch: { patchId: first.patch.patchId, artifactId: first.artifact.artifactId },
      })
      expect(await tagHead(workflow)).toBe(first.artifact.artifactId)
    })

    test('[D-29] of 20 publishers on one base exactly one wins, and the others learn the same head', async () => {
      const workflow = await seedWorkflow(record)
      const rivals = Array.from({ length: 20 }, () => patchOver(workflow.base))
      const results = await Promise.all(rivals.map((rival) => publish(workflow, workflow.base.artifactId, rival)))
      expect(results.filter(({ kind }) => kind === 'published')).toHaveLength(1)
      const head = await tagHead(workflow)
      expect(results.filter((result) => result.kind === 'moved').map(({ actual }) => actual)).toEqual(Array(19).fill(head))
      expect(await record.documents.chain(head ?? '')).toHaveLength(1)
    })

    test('[D-26] of one patch published by several at once exactly one is stored', async () => {
      const workflow = await seedWorkflow(record)
      const { patchId } = patchOver(workflow.base).patch
      const results = await Promise.all(Array.from({ length: 8 }, () => publish(workflow, workflow.base.artifactId, patchOver(workflow.base, { patchId }))))
      expect(results.map(({ kind }) => kind).sort()).toEqual([...Array(7).fill('duplicate'), 'published'])
    })

    test('[D-26] an id that a patch removed comes back only with a patch that takes the removal back', async () => {
      const workflow = await seedWorkflow(record)
      const removal = patchOver(workflow.base, { anchored: [whole('node', 'remove', 'x'), whole('node', 'remove', 'each', 'y'), whole('edge', 'remove', 'e')] })
      expect(await publish(workflow, workflow.base.artifactId, removal)).toEqual({ kind: 'published' })
      const head = removal.artifact
      const again = (change: Partial<PatchRow>) => patchOver(head, { anchored: [whole('node', 'add', 'x'), whole('node', 'add', 'fresh')], ...change })
      const { patchId } = removal.patch
      expect(await publish(workflow, head.artifactId, again({}))).toEqual({ kind: 'retired', ids: [{ kind: 'node', id: 'x', patchId }] })
      // Inside a body an id is that body's own: it is spent there and nowhere else.
      const inside = again({ anchored: [whole('node', 'add', 'each', 'y')] })
      expect(await publish(workflow, head.artifactId, inside)).toEqual({ kind: 'retired', ids: [{ kind: 'node', id: 'each/y', patchId }] })
      expect(await tagHead(workflow)).toBe(head.artifactId)
      const other = await seedWorkflow(record)
      const elsewhere = patchOver(other.base, { anchored: [whole('node', 'add', 'x'), whole('node', 'add', 'y'), whole('node', 'add', 'else', 'y')] })
      expect(await publish(other, other.base.artifactId, elsewhere)).toEqual({ kind: 'published' })
      const revert = again({ reverts: patchId })
      expect(await publish(workflow, head.artifactId, revert)).toEqual({ kind: 'published' })
      expect((await record.patches.get(patchId))?.status).toBe('reverted')
      const back = patchOver(revert.artifact, { reverts: revert.patch.patchId })
      expect(await publish(workflow, revert.artifact.artifactId, back)).toEqual({ kind: 'published' })
      expect([(await record.patches.get(patchId))?.status, (await record.patches.get(revert.patch.patchId))?.status]).toEqual(['applied', 'reverted'])
    })

    test('a proposal on a tag becomes the version it is approved as', async () => {
      const workflow = await seedWorkflow(record)
      const { patch, artifact } = patchOver(workflow.base, { workflowId: workflow.workflowId, tag: 'main' })
      await record.patches.insert({ ...patch, status: 'proposed', seq: undefined, artifactId: undefined })
      const proposal = { operations: patch.operations, anchored: patch.anchored, hunks: [0] }
      expect(await publish(workflow, workflow.base.artifactId, { patch: { ...patch, decidedBy: HUMAN, proposal }, artifact })).toEqual({ kind: 'published' })
      const stored = await record.patches.get(patch.patchId)
      expect(stored).toMatchObject({ status: 'applied', artifactId: artifact.artifactId, seq: 1, decidedBy: HUMAN, proposal })
      expect(stored?.decidedAt).toBeInstanceOf(Date)
    })

    test('the patches between two versions are those of the way, oldest first', async () => {
      const workflow = await seedWorkflow(record)
      const ids = (await publishChain(workflow, 4)).map(({ artifactId }) => artifactId)
      const between = async (from: number, to: number) =>
        (await record.documents.patchesBetween(ids[from] ?? '', ids[to] ?? ''))?.map(({ artifactId }) => artifactId)
      expect(await between(0, 4)).toEqual(ids.slice(1))
      expect(await between(2, 4)).toEqual(ids.slice(3))
      expect(await between(3, 3)).toEqual([])
      expect(await between(4, 2)).toBeUndefined()
      expect(await record.documents.patchesBetween('nobody', ids[4] ?? '')).toBeUndefined()
    })

    test('operations come back exactly, with characters databases dislike', async () => {
      const workflow = await seedWorkflow(record)
      const value = { nul: '\u0000', mark: '\uf8ff0000', lone: 'a\udc00', big: 1e21, '\u0000key': [null, true, { z: 1, a: 2 }] }
      const next = patchOver(workflow.base, { operations: [{ op: 'add', path: '/nodes/-', value }], rationale: 'for ü' })
      await publish(workflow, workflow.base.artifactId, next)
      const [link] = await record.documents.chain(next.artifact.artifactId)
      expect(link?.patch).toMatchObject({ operations: [{ op: 'add', path: '/nodes/-', value }], rationale: 'for ü', status: 'applied', actor: HUMAN })
    })

    test('a workspace references the bytes of its versions only', async () => {
      const artifact = baseArtifact()
      await record.documents.addArtifact(artifact)
      expect(await record.documents.references(WORKSPACE, artifact.casId)).toBe(true)
      expect(await record.documents.references(WORKSPACE, newHash())).toBe(false)
      expect(await record.documents.references('elsewhere', artifact.casId)).toBe(false)
    })
  })
}
