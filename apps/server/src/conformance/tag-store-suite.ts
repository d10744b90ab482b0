import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewArtifact } from '../ports/document-store.ts'
import type { TagStore } from '../ports/tag-store.ts'
import { baseArtifact, HUMAN, newId, patchOver, type RecordUnderTest, type SeededWorkflow, seedWorkflow, WORKSPACE } from './record-under-test.ts'

export type MakeTags = () => Promise<[record: RecordUnderTest & { tags: TagStore }, close: () => Promise<void>]>

/** What every TagStore does: tags move from where they are seen, each move is on record for good. */
export function tagStoreSuite(name: string, make: MakeTags): void {
  describe(`tag store: ${name}`, () => {
    let record: RecordUnderTest & { tags: TagStore }
    let close: () => Promise<void>
    beforeAll(async () => {
      ;[record, close] = await make()
    })
    afterAll(() => close())

    const tagged = async ({ name: workflow }: SeededWorkflow, tag = 'main') =>
      (await record.documents.getWorkflow(WORKSPACE, workflow))?.tags.find((row) => row.tag === tag)?.artifactId

    const published = async (workflow: SeededWorkflow, length: number): Promise<NewArtifact[]> => {
      const versions: NewArtifact[] = [workflow.base]
      for (let index = 0; index < length; index++) {
        const parent = versions.at(-1) ?? workflow.base
        const { patch, artifact } = patchOver(parent)
        await record.documents.publish({
          ...workflow,
          tag: 'main',
          expected: parent.artifactId,
          artifact,
          patch: { ...patch, workflowId: workflow.workflowId },
        })
        versions.push(artifact)
      }
      return versions
    }

    test('[VC-12] every move is a record of its own: from, to, kind, actor, reason and time', async () => {
      const workflow = await seedWorkflow(record)
      const [base, one] = (await published(workflow, 1)).map(({ artifactId }) => artifactId)
      const move = (expected = '', to = '') =>
        record.tags.move({ workflowId: workflow.workflowId, tag: 'main', expected, to, kind: 'undo', actor: HUMAN, reason: 'too early' })
      expect(await move(one, base)).toEqual({ kind: 'moved' })
      expect(await move(one, base)).toEqual({ kind: 'stale', actual: base })
      expect(await tagged(workflow)).toBe(base)
      expect(await record.tags.moves(workflow.workflowId, 'main')).toMatchObject([
        { to: base, kind: 'create', actor: HUMAN, at: expect.any(Date) },
        { from: base, to: one, kind: 'publish', reason: 'change 1' },
        { from: one, to: base, kind: 'undo', actor: HUMAN, reason: 'too early' },
      ])
    })

    test('of several who move one tag at once, one does', async () => {
      const workflow = await seedWorkflow(record)
      const [base = '', one = ''] = (await published(workflow, 1)).map(({ artifactId }) => artifactId)
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () =>
          record.tags.move({ workflowId: workflow.workflowId, tag: 'main', expected: one, to: base, kind: 'undo', actor: HUMAN }),
        ),
      )
      expect(outcomes.filter(({ kind }) => kind === 'moved')).toHaveLength(1)
      expect(await record.tags.moves(workflow.workflowId, 'main')).toHaveLength(3)
    })

    test('moving a tag that does not exist tells that it is nowhere', async () => {
      const input = { workflowId: 'nobody', tag: 'main', expected: 'x', to: 'y', kind: 'undo', actor: HUMAN } as const
      expect(await record.tags.move(input)).toEqual({ kind: 'stale', actual: '' })
    })

    test('a further tag is created once, up to the limit', async () => {
      const workflow = await seedWorkflow(record)
      const create = (tag: string, maxTags = 3) =>
        record.tags.create({ workflowId: workflow.workflowId, tag, artifactId: workflow.base.artifactId, actor: HUMAN, maxTags })
      const attempts = await Promise.all([create('dev'), create('dev')])
      expect(attempts.map(({ kind }) => kind).sort()).toEqual(['created', 'exists'])
      expect(await create('next')).toMatchObject({ kind: 'created', tag: { tag: 'next', artifactId: workflow.base.artifactId } })
      expect(await create('more')).toEqual({ kind: 'full', tags: 3 })
      expect(await record.tags.moves(workflow.workflowId, 'dev')).toMatchObject([{ kind: 'create', to: workflow.base.artifactId }])
    })

    test('[VC-16] [VC-17] a compacted base keeps the way to everything before it', async () => {
      const workflow = await seedWorkflow(record)
      const versions = await published(workflow, 3)
      const head = versions[3] ?? workflow.base
      const base = baseArtifact({ parentId: head.artifactId, casId: head.casId, versionLabel: 'v2.0' })
      const { workflowId } = workflow
      expect(await record.tags.deeperThan(3, 1000)).toContainEqual(expect.objectContaining({ workflowId, tag: 'main', depth: 3 }))
      const move = { workflowId, tag: 'main', expected: head.artifactId, to: base.artifactId, kind: 'compact', actor: HUMAN, artifact: base } as const
      expect(await record.tags.move(move)).toEqual({ kind: 'moved' })
      expect(await record.tags.deeperThan(3, 1000)).not.toContainEqual(expect.objectContaining({ workflowId }))
      expect(await record.documents.chain(base.artifactId)).toEqual([])
      const way = [base, ...versions.toReversed()].map(({ artifactId }) => artifactId)
      expect((await record.tags.lineage(base.artifactId, 100)).map(({ artifactId }) => artifactId)).toEqual(way)
      expect((await record.tags.versions(base.artifactId, 2)).map(({ artifact, patch }) => [artifact.artifactId, patch?.patchId])).toEqual([
        [base.artifactId, undefined],
        [head.artifactId, head.patchId],
      ])
      expect((await record.documents.patchesBetween(versions[1]?.artifactId ?? '', base.artifactId))?.map(({ patchId }) => patchId)).toEqual(
        versions.slice(2).map(({ patchId }) => patchId),
      )
      expect([await record.tags.belongsTo(workflowId, base.artifactId), await record.tags.belongsTo(workflowId, newId())]).toEqual([true, false])
    })

    test('a stale compaction stores nothing', async () => {
      const workflow = await seedWorkflow(record)
      const base = baseArtifact({ parentId: workflow.base.artifactId })
      const move = {
        workflowId: workflow.workflowId,
        tag: 'main',
        expected: newId(),
        to: base.artifactId,
        kind: 'compact',
        actor: HUMAN,
        artifact: base,
      } as const
      expect((await record.tags.move(move)).kind).toBe('stale')
      expect(await record.documents.getArtifact(base.artifactId)).toBeUndefined()
    })

    test('another arrangement is stored with the move that leads to it, or not at all', async () => {
      const workflow = await seedWorkflow(record)
      const versions = await published(workflow, 2)
      const head = versions[2] ?? workflow.base
      const standsFor = versions.slice(1).flatMap(({ patchId }) => patchId ?? [])
      const laid = patchOver(workflow.base, { workflowId: workflow.workflowId, standsFor })
      const { artifactId } = laid.artifact
      const input = { workflowId: workflow.workflowId, tag: 'main', to: artifactId, actor: HUMAN, reason: 'as one', laid: [laid] }
      expect(await record.tags.restack({ ...input, expected: newId() })).toEqual({ kind: 'stale', actual: head.artifactId })
      expect([await record.documents.getArtifact(artifactId), await record.patches.get(laid.patch.patchId)]).toEqual([undefined, undefined])
      expect(await record.tags.restack({ ...input, expected: head.artifactId })).toEqual({ kind: 'moved' })
      expect(await tagged(workflow)).toBe(artifactId)
      expect((await record.documents.chain(artifactId)).map(({ patch }) => [patch.patchId, patch.standsFor])).toEqual([[laid.patch.patchId, standsFor]])
      expect((await record.tags.moves(workflow.workflowId, 'main')).at(-1)).toMatchObject({
        from: head.artifactId,
        to: artifactId,
        kind: 'restack',
        reason: 'as one',
      })
      // A version on the way was never the head, and is a version of the workflow all the same.
      const middle = patchOver(laid.artifact, { workflowId: workflow.workflowId })
      const top = patchOver(middle.artifact, { workflowId: workflow.workflowId })
      const again = { ...input, expected: artifactId, to: top.artifact.artifactId, laid: [middle, top] }
      expect(await record.tags.restack(again)).toEqual({ kind: 'moved' })
      expect(await record.tags.belongsTo(workflow.workflowId, middle.artifact.artifactId)).toBe(true)
      expect(await record.tags.belongsTo((await seedWorkflow(record)).workflowId, middle.artifact.artifactId)).toBe(false)
    })

    test('an archived workflow comes back once', async () => {
      const { name: workflow } = await seedWorkflow(record)
      await record.documents.archive(WORKSPACE, workflow, HUMAN)
      expect([await record.tags.unarchive('elsewhere', workflow), await record.tags.unarchive(WORKSPACE, workflow)]).toEqual([false, true])
      expect(await record.tags.unarchive(WORKSPACE, workflow)).toBe(false)
      expect((await record.documents.getWorkflow(WORKSPACE, workflow))?.archived).toBe(false)
    })
  })
}
