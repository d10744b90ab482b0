import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CompactionDeps } from './compact-tag.ts'
import { compactDue } from './compaction-loop.ts'
import { appended, connected, type Publishing, startPublishing } from './testing/publishing.ts'

let product: Publishing['product']
let workflows: Publishing['workflows']
let caller: Publishing['caller']
let created: Publishing['created']

/** The product's own background has the default threshold and leaves these short chains alone. */
beforeAll(async () => {
  ;({ product, workflows, caller, created } = await startPublishing())
})
afterAll(() => product?.close())

const THRESHOLD = 3

async function chainOfThree(stem: string): Promise<{ name: string; head: string }> {
  const { name } = await created(stem)
  let head = ''
  for (const id of ['d', 'e', 'f']) head = (await workflows.patch(caller, name, 'main', { operations: [appended(id), connected('c', id)] })).artifactId ?? ''
  return { name, head }
}

const tagOf = async (name: string) => (await workflows.get(caller, name)).tags[0]

/** What the background has, for one workflow, with some parts replaced. */
function depsFor(name: string, change: { documents?: object; blobs?: object; tags?: object } = {}, errors: unknown[] = []): CompactionDeps {
  const { engine, tags } = product
  const own = async (depth: number, limit: number) => (await tags.deeperThan(depth, limit)).filter((row) => row.workflowName === name)
  const logger = { error: (fields: unknown) => errors.push(fields), warn: () => undefined } as unknown as CompactionDeps['logger']
  return {
    ...engine,
    logger,
    limits: { ...engine.limits, compactAfterPatches: THRESHOLD },
    documents: Object.assign(Object.create(engine.documents), change.documents),
    blobs: { ...engine.blobs, ...change.blobs },
    tags: Object.assign(Object.create(tags), { deeperThan: own }, change.tags),
  }
}

describe('compaction cut short', () => {
  it.each([
    ['documents', 'getArtifact'],
    ['documents', 'chain'],
    ['blobs', 'get'],
    ['blobs', 'put'],
    ['tags', 'move'],
  ] as const)('[VC-19] killed at %s.%s it leaves the tag as it was, and the next try succeeds', async (part, step) => {
    const { name, head } = await chainOfThree(`killed at ${step}`)
    let killed = 0
    const die = async () => {
      killed++
      throw new Error('killed')
    }
    expect(await compactDue(depsFor(name, { [part]: { [step]: die } }))).toBe(0)
    expect(killed).toBeGreaterThan(0)
    const before = await tagOf(name)
    expect(before).toMatchObject({ artifactId: head, versionLabel: 'v1.3' })
    expect(await compactDue(depsFor(name))).toBe(1)
    expect(await tagOf(name)).toMatchObject({ versionLabel: 'v2.0', casId: before?.casId, patchesSinceBase: 0 })
    expect(await compactDue(depsFor(name))).toBe(0)
  })

  it('[VC-19] killed behind the move it is done, and done once', async () => {
    const { name } = await chainOfThree('killed behind')
    const move: CompactionDeps['tags']['move'] = async (input) => {
      await product.tags.move(input)
      throw new Error('killed')
    }
    expect(await compactDue(depsFor(name, { tags: { move } }))).toBe(0)
    expect(await tagOf(name)).toMatchObject({ versionLabel: 'v2.0' })
    expect(await compactDue(depsFor(name))).toBe(0)
  })

  it('[VC-19] a patch published while it works wins, and the next try takes it along', async () => {
    const { name } = await chainOfThree('overtaken')
    const chain = async (id: string) => {
      await workflows.patch(caller, name, 'main', { operations: [appended('g'), connected('c', 'g')] })
      return product.engine.documents.chain(id)
    }
    expect(await compactDue(depsFor(name, { documents: { chain } }))).toBe(0)
    const before = await tagOf(name)
    expect(before).toMatchObject({ versionLabel: 'v1.4' })
    expect(await compactDue(depsFor(name))).toBe(1)
    expect(await tagOf(name)).toMatchObject({ versionLabel: 'v2.0', casId: before?.casId })
  })

  it('[VC-16] a chain whose base and patches do not give the head is left alone, and said so', async () => {
    const { name, head } = await chainOfThree('damaged')
    const chain = async (id: string) => (await product.engine.documents.chain(id)).slice(1)
    const errors: unknown[] = []
    expect(await compactDue(depsFor(name, { documents: { chain } }, errors))).toBe(0)
    expect(errors).toMatchObject([{ err: { code: 'cas.integrity' } }])
    expect((await tagOf(name))?.artifactId).toBe(head)
  })
})
