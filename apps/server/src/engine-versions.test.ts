import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Ir, Operation } from '@aob/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failureOf } from './testing/engine-fixtures.ts'
import { startTestProduct, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { edgeOf, functionNode, workflow } from './testing/workflows.ts'

/** What the specification asks of versions and of the patches of a run, shown on the whole product. docs/versions.md names the rows. */
let product: TestProduct
beforeAll(async () => {
  product = await startTestProduct({ hot: 'memory' })
})
afterAll(() => product?.close())

let counter = 0
const fresh = (stem: string) => `${stem} ${++counter}`
const gate = { id: 'gate', type: 'hitl', config: { title: 'Go?' } }
const tail = (id: string): Operation[] => [
  { op: 'add', path: '/nodes/-', value: { ...functionNode(id, 'return 1'), position: { x: 0, y: 0 } } },
  { op: 'add', path: '/edges/-', value: edgeOf(`gate:approve>${id}`) },
]

async function waitingRun(settings: object = {}): Promise<string> {
  const runId = await product.run(workflow(fresh('waiting'), [gate, functionNode('after', 'return 1')], ['gate:approve>after'], { settings }))
  await waitUntil('the run to wait', async () => (await product.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
  return runId
}

describe('what a run refers to', () => {
  it('[VC-05] [VC-06] is an address of bytes that have this very hash, or the word for what was passed by', async () => {
    const nodes = [functionNode('a', 'return { n: 1 }'), { id: 'odd', type: 'nobody-knows', config: {} }, functionNode('b', 'return [input]')]
    const runId = await product.run(workflow(fresh('referring'), nodes, ['a>odd', 'odd>b']), { lead: 'Ada' })
    const detail = await product.ended(runId)
    const events = await product.events(runId)
    const inEvents = events.flatMap(({ data }) => ('outputRef' in data && typeof data.outputRef === 'string' ? [data.outputRef] : []))
    const refs = [...Object.values(detail.nodes).flatMap(({ outputRef }) => outputRef ?? []), detail.inputsRef, ...inEvents]
    expect(refs).toHaveLength(7)
    expect(refs.filter((ref) => ref.startsWith('skipped://'))).toEqual(['skipped://unknown_type', 'skipped://unknown_type'])
    for (const ref of refs.filter((each) => !each.startsWith('skipped://'))) {
      expect(ref).toMatch(/^cas:\/\/sha256:[0-9a-f]{64}$/)
      const sha256 = ref.replace('cas://sha256:', '')
      const bytes = await product.services.artifacts.read(product.caller, sha256)
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
    }
  })

  it('[VC-07] no route takes an artifact away or writes one', async () => {
    const routes = await readFile(new URL('./api/rest/routes.golden.txt', import.meta.url), 'utf8')
    expect(routes.split('\n').filter((route) => route.includes('/artifacts'))).toEqual(['GET /api/v1/artifacts/{sha256}'])
    const procedures = await readFile(new URL('./api/routers/procedures.golden.txt', import.meta.url), 'utf8')
    expect(procedures.split('\n').filter((procedure) => /^\w+ artifacts\./.test(procedure) && !procedure.startsWith('query'))).toEqual([])
  })

  it('[VC-11] [VC-26] is the version its tag had when it began, in its row too, wherever the tag goes', async () => {
    const name = fresh('submitted')
    const tag = `tag-${counter}`
    const { workflows, runs } = product.services
    const first = await workflows.create(product.caller, {
      tag,
      workflow: { ...workflow(name, [gate, functionNode('after', 'return 1')], ['gate:approve>after']) },
    })
    const byTag = await runs.start(product.caller, { tag })
    const byRef = await runs.start(product.caller, { ref: `${name}@${tag}` })
    await workflows.patch(product.caller, name, tag, { operations: tail('later') })
    for (const { runId, artifactId } of [byTag, byRef]) {
      expect(artifactId).toBe(first.artifactId)
      expect(await product.query('SELECT artifact_id FROM runs WHERE run_id = $1', [runId])).toEqual([{ artifact_id: first.artifactId }])
      const { headArtifactId, inputsRef } = await product.detail(runId)
      expect([headArtifactId, inputsRef]).toEqual([first.artifactId, expect.stringMatching(/^cas:/)])
      const base: { nodes: { id: string }[] } = JSON.parse(new TextDecoder().decode((await runs.base(product.caller, runId)).bytes))
      expect(base.nodes.map(({ id }) => id)).toEqual(['gate', 'after'])
    }
    expect((await runs.start(product.caller, { tag })).artifactId).not.toBe(first.artifactId)
  })
})

describe('a patch of a run', () => {
  it('[PP-03] [PP-14] [PP-24] is in the program that can be read when the answer comes, one version further, in the record as in the log', async () => {
    const runId = await waitingRun()
    for (const [index, id] of ['one', 'two', 'three'].entries()) {
      const answer = await product.services.runs.patch(product.caller, runId, { operations: tail(id) })
      const hot = await product.engine.commander.load(runId, (await product.engine.runs.get(runId))?.partition ?? 0)
      const ir = (await product.engine.cas.get(hot?.irRef ?? '')) as Ir
      expect([answer.irVersion, hot?.irVersion, hot?.artifactId]).toEqual([index + 2, index + 2, answer.artifactId])
      expect(Object.values(ir.edges).some(({ from, to }) => from === 'gate' && to === id)).toBe(true)
      const [row] = await product.query('SELECT status, ir_version, seq FROM patches WHERE patch_id = $1', [answer.patchId])
      expect(row).toEqual({ status: 'applied', ir_version: index + 2, seq: index + 1 })
      const told = (await product.events(runId)).filter(({ type }) => type === 'patch.applied')
      expect(told.at(-1)?.data).toMatchObject({ patchId: answer.patchId, irVersion: index + 2, irRef: hot?.irRef })
    }
  })

  it('[PP-14] that is refused at any stage leaves program, version and record as they are', async () => {
    const runId = await waitingRun()
    const all = async () => [
      await product.detail(runId),
      await product.events(runId),
      await product.query('SELECT patch_id FROM patches WHERE run_id = $1', [runId]),
    ]
    const before = await all()
    const { headArtifactId: baseVersion } = await product.detail(runId)
    const refused: [Operation[], string][] = [
      [[{ op: 'add', path: '/edges/-', value: edgeOf('after>nowhere') }], 'graph.unknown_node'],
      [[{ op: 'test', path: '/name', value: 'another' }], 'patch.test_failed'],
      [['/edges/0', '/nodes/0'].map((path) => ({ op: 'remove', path })), 'patch.illegal'],
    ]
    for (const [operations, code] of refused) {
      expect((await failureOf(product.services.runs.patch(product.caller, runId, { operations, baseVersion }))).code).toBe(code)
    }
    expect(await all()).toEqual(before)
  })

  it('[PP-22] [PP-23] is on the audit trail with its outcome, whatever that is, and counts as applied only once it is swapped in', async () => {
    const { runs, patches } = product.services
    const runId = await waitingRun({ review: { agent: 'review' } })
    const scout = { ...product.caller, actor: { kind: 'agent' as const, id: 'scout' } }
    const taken = await runs.patch(product.caller, runId, { operations: tail('taken') })
    const back = await runs.patch(product.caller, runId, { operations: tail('back') })
    await patches.revert(product.caller, back.patchId, { reason: 'not after all' })
    const [rejected, waiting] = [await runs.patch(scout, runId, { operations: tail('no') }), await runs.patch(scout, runId, { operations: tail('perhaps') })]
    await patches.reject(product.caller, rejected.patchId, { reason: 'not now' })
    const invalid = product.engine.ids.next()
    await product.engine.patches.insert({
      ...(await product.engine.patches.get(waiting.patchId).then((row) => row ?? expect.unreachable())),
      patchId: invalid,
      status: 'invalid',
      code: 'graph.cycle',
      reason: 'It leads back.',
    })
    const trail = await runs.audit(product.caller, runId)
    const outcome = new Map(trail.map(({ patchId, status, reason }) => [patchId, [status, reason]]))
    expect(outcome.get(taken.patchId)).toEqual(['applied', undefined])
    expect(outcome.get(back.patchId)?.[0]).toBe('reverted')
    expect(outcome.get(rejected.patchId)).toEqual(['rejected', 'not now'])
    expect(outcome.get(waiting.patchId)?.[0]).toBe('proposed')
    expect(outcome.get(invalid)).toEqual(['invalid', 'It leads back.'])
    expect(trail.every(({ actor, createdAt }) => actor.id.length > 0 && createdAt.length > 0)).toBe(true)
    expect((await patches.list(product.caller, { runId, status: 'invalid' })).map(({ patchId }) => patchId)).toEqual([invalid])
    // What the page lays over the base is what was swapped in, and nothing else.
    expect((await runs.patches(product.caller, runId)).patches.map(({ patchId }) => patchId).slice(0, 2)).toEqual([taken.patchId, back.patchId])
    expect((await runs.patches(product.caller, runId)).patches).toHaveLength(3)
  })
})
