import type { Actor, Operation, Workflow } from '@aob/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestProduct, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { edgeOf, functionNode, workflow } from './testing/workflows.ts'

let product: TestProduct
beforeAll(async () => {
  product = await startTestProduct({ hot: 'memory' })
})
afterAll(() => product?.close())

const SCOUT: Actor = { kind: 'agent', id: 'scout' }
const WRITER: Actor = { kind: 'agent', id: 'writer' }
const OPTIMIZER: Actor = { kind: 'optimizer', id: 'fusion' }

const added = (id: string, from: string): Operation[] => [
  { op: 'add', path: '/nodes/-', value: { ...functionNode(id, `return '${id}'`), position: { x: 0, y: 0 } } },
  { op: 'add', path: '/edges/-', value: edgeOf(from) },
]

/** A run that waits at a gate, with three patches stacked on it by three actors. */
async function stackedRun() {
  const document = workflow('stacked', [{ id: 'gate', type: 'hitl', config: { title: 'Go?' } }, functionNode('save', 'return 1')], ['gate:approve>save'])
  const runId = await product.run(document)
  await waitUntil('the run to wait', async () => (await product.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
  const patches: string[] = []
  for (const [actor, operations] of [
    [SCOUT, added('email', 'save>email')],
    [WRITER, added('check', 'gate:reject>check')],
    [OPTIMIZER, added('fused', 'gate:approve>fused')],
  ] as [Actor, Operation[]][]) {
    const answer = await product.services.runs.patch({ ...product.caller, actor }, runId, { operations, rationale: actor.id })
    patches.push(answer.patchId)
  }
  return { runId, patches }
}

/** What a page makes of a run: its base and the patches that are in effect over it, as the API gives them. */
async function shown(runId: string): Promise<{ ids: string[]; document: Workflow }> {
  const [base, { patches }] = await Promise.all([product.services.runs.base(product.caller, runId), product.services.runs.patches(product.caller, runId)])
  const bytes = product.engine.materializer.materialize(
    base.bytes,
    patches.map(({ operations }) => operations),
  )
  const document: Workflow = JSON.parse(new TextDecoder().decode(bytes))
  return { ids: document.nodes.map(({ id }) => id), document }
}

describe('three patches stacked on a run by two agents and the optimizer', () => {
  it('[PP-17] [PP-18] are v1.3, and what a page shows is the head', async () => {
    const { runId } = await stackedRun()
    const { headArtifactId } = await product.detail(runId)
    const head = await product.engine.documents.getArtifact(headArtifactId)
    expect(head).toMatchObject({ versionLabel: 'v1.3', depth: 3 })
    expect((await shown(runId)).ids).toEqual(['gate', 'save', 'email', 'check', 'fused'])
  })

  it.each([
    [0, 'email', ['gate', 'save', 'check', 'fused']],
    [1, 'check', ['gate', 'save', 'email', 'fused']],
    [2, 'fused', ['gate', 'save', 'email', 'check']],
  ])('[PP-18] [VC-21] number %i is taken back (%s), and the page shows the run without it', async (index, _, ids) => {
    const { runId, patches } = await stackedRun()
    expect((await product.services.patches.revert(product.caller, patches[index] ?? '', { reason: 'not this one' })).status).toBe('applied')
    const { headArtifactId } = await product.detail(runId)
    const head = await product.engine.documents.getArtifact(headArtifactId)
    const bytes = await product.engine.blobs.get(head?.casId ?? '')
    const page = await shown(runId)
    expect(page.ids).toEqual(ids)
    expect(product.engine.materializer.canonical(new TextEncoder().encode(JSON.stringify(page.document)))).toEqual(bytes)
    const audit = await product.services.runs.audit(product.caller, runId)
    expect(audit.map(({ status }) => status).sort()).toEqual(['applied', 'applied', 'applied', 'reverted'])
  })
})
