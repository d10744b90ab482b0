import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { appended, freshName, type Publishing, refusal, renamed, startPublishing } from './workflows/testing/publishing.ts'

const KEPT = new URL('../../../../examples/documents/', import.meta.url)
const kept = (file: string) => JSON.parse(readFileSync(new URL(file, KEPT), 'utf8'))

let product: Publishing['product']
let workflows: Publishing['workflows']
let caller: Publishing['caller']
let documentOf: Publishing['documentOf']

beforeAll(async () => {
  ;({ product, workflows, caller, documentOf } = await startPublishing())
})
afterAll(() => product?.close())

/** A workflow whose version was stored by an older release: its bytes lie in the store in the older form. */
async function storedByAnOlderRelease() {
  const { engine } = product
  const name = freshName('older')
  const bytes = engine.materializer.canonical(new TextEncoder().encode(JSON.stringify({ ...kept('v0-order-intake.json'), name })))
  const casId = await engine.blobs.put(bytes)
  const artifactId = uuidv7()
  await engine.documents.createWorkflow({
    workflowId: uuidv7(),
    workspaceId: caller.workspaceId,
    name,
    tag: 'main',
    artifact: { artifactId, workspaceId: caller.workspaceId, kind: 'dag_version', casId, depth: 0, versionLabel: 'v1.0', nodeCount: 4, agentCount: 0 },
    actor: caller.actor,
  })
  return { name, artifactId, casId, bytes, now: { ...kept('v0-order-intake.now.json'), name } }
}

it('[U1] a stored document of an older version reads in the present form, and keeps its bytes and its address', async () => {
  const { name, artifactId, casId, bytes, now } = await storedByAnOlderRelease()
  expect(await documentOf(name)).toEqual(now)
  const base = await workflows.base(caller, name, 'main')
  expect(base.casId).toBe(createHash('sha256').update(base.bytes).digest('hex'))
  expect((await workflows.get(caller, name)).tags[0]).toMatchObject({ artifactId, casId })
  expect(await product.services.artifacts.read(caller, casId)).toEqual(bytes)
})

it('[U1] it runs as it is', async () => {
  const { name } = await storedByAnOlderRelease()
  const { runId } = await product.services.runs.start(caller, { ref: name, inputs: {} })
  const detail = await product.ended(runId)
  expect(Object.keys(detail.nodes).sort()).toEqual(['book', 'check', 'receive', 'refuse'])
})

it('[U2] the first patch on it is laid over a new base in the present form, named by the old version or by none', async () => {
  for (const positioned of [true, false]) {
    const { name, artifactId, casId, now } = await storedByAnOlderRelease()
    const operations = positioned ? [renamed(1, 'Check it')] : [appended('extra')]
    const answer = await workflows.patch(caller, name, 'main', { operations, ...(positioned ? { baseVersion: artifactId } : {}) })
    expect(answer.versionLabel).toBe('v2.1')
    const versions = await workflows.versions(caller, name, 'main')
    expect(versions.map(({ kind, versionLabel }) => `${kind} ${versionLabel}`)).toEqual(['patch v2.1', 'compacted v2.0', 'base v1.0'])
    expect(versions.at(-1)).toMatchObject({ artifactId, casId })
    const { moves } = await workflows.history(caller, name, 'main')
    expect(moves[1]).toMatchObject({ kind: 'compact', actor: { kind: 'system' }, reason: 'v2.0 is written in the present form of documents' })
    const document = await documentOf(name)
    expect(document.edges.map(({ id }) => id)).toEqual(now.edges.map(({ id }: { id: string }) => id))
    expect(document.nodes).toHaveLength(positioned ? 4 : 5)
  }
})

it('[U1] an older document is taken in as it reads now, a newer one refused by name', async () => {
  const name = freshName('imported')
  await workflows.create(caller, { workflow: { ...kept('v0-order-intake.json'), name } })
  expect(await documentOf(name)).toEqual({ ...kept('v0-order-intake.now.json'), name })
  const newer = await refusal(workflows.create(caller, { workflow: { ...kept('v0-order-intake.now.json'), name: freshName('newer'), schemaVersion: 2 } }))
  expect([newer.code, newer.status, newer.detail.pointer]).toEqual(['document.too_new', 422, '/schemaVersion'])
})
