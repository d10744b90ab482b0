import type { Operation, Workflow } from '@aob/schemas'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Caller } from '../services.ts'
import { appended, connected, freshName, type Publishing, refusal, renamed, startPublishing, steps } from './testing/publishing.ts'

let product: Publishing['product']
let workflows: Publishing['workflows']
let caller: Publishing['caller']
let created: Publishing['created']
let documentOf: Publishing['documentOf']

beforeAll(async () => {
  ;({ product, workflows, caller, created, documentOf } = await startPublishing())
})
afterAll(() => product?.close())

const OPTIMIZER: Caller = { workspaceId: 'local', actor: { kind: 'optimizer', id: 'coalesce' } }
const AGENT: Caller = { workspaceId: 'local', actor: { kind: 'agent', id: 'scout', model: 'm' } }
const publish = (name: string, operations: Operation[], who = caller, more: object = {}) => workflows.patch(who, name, 'main', { operations, ...more })
const revert = (patchId: string, input = {}) => product.services.patches.revert(caller, patchId, input)
const ids = ({ nodes }: Workflow) => nodes.map(({ id }) => id).sort()

describe('taking a published patch back', () => {
  it('[PP-18] [VC-21] of three stacked patches, by two agents and the optimizer, v1.3, any one is reverted and the history keeps it', async () => {
    for (const [at, left] of [
      [0, ['a', 'b', 'c', 'two', 'three']],
      [1, ['a', 'b', 'c', 'one', 'three']],
      [2, ['a', 'b', 'c', 'one', 'two']],
    ] as const) {
      const { name } = await created('stacked')
      const patches = []
      for (const [id, who] of [
        ['one', AGENT],
        ['two', AGENT],
        ['three', OPTIMIZER],
      ] as const)
        patches.push(await publish(name, [appended(id), connected('c', id)], who, { rationale: `add ${id}` }))
      expect(patches[2]?.versionLabel).toBe('v1.3')
      const answer = await revert(patches[at]?.patchId ?? '', { reason: 'not wanted' })
      expect(answer).toMatchObject({ status: 'applied', versionLabel: 'v1.4' })
      expect(ids(await documentOf(name))).toEqual([...left].sort())
      const versions = await workflows.versions(caller, name, 'main')
      expect(versions.map(({ patch }) => patch?.status)).toEqual(['applied', ...[2, 1, 0].map((index) => (index === at ? 'reverted' : 'applied')), undefined])
      expect(versions[0]?.patch).toMatchObject({ reverts: patches[at]?.patchId, actor: caller.actor, rationale: 'not wanted' })
    }
  })

  it('[D-26] brings removed elements back under their ids, which is the only way they return', async () => {
    const { name, first } = await created('gone')
    const removal = await publish(
      name,
      [
        { op: 'remove', path: '/edges/1' },
        { op: 'remove', path: '/nodes/2' },
      ],
      caller,
      { baseVersion: first },
    )
    const error = await refusal(publish(name, [appended('c')]))
    expect([error.code, error.status, error.detail.extra?.removed]).toEqual(['graph.removed_id', 422, [{ kind: 'node', id: 'c', patchId: removal.patchId }]])
    const other = await refusal(
      publish(name, [{ op: 'add', path: '/nodes/-', value: { id: 'c', type: 'join', position: { x: 0, y: 0 } } }], caller, { restores: [removal.patchId] }),
    )
    expect(other.code).toBe('graph.removed_id')
    await publish(name, [appended('d'), connected('b', 'd')])
    await revert(removal.patchId)
    expect(ids(await documentOf(name))).toEqual(['a', 'b', 'c', 'd'])
    expect((await product.services.patches.get(caller, removal.patchId)).status).toBe('reverted')
  })

  it('[D-26] a patch that says what it restores brings the same thing back and may go on from there', async () => {
    const { name, first } = await created('undo after save')
    const removedEdge = (await documentOf(name)).edges[1]
    const removal = await publish(
      name,
      [
        { op: 'remove', path: '/edges/1' },
        { op: 'remove', path: '/nodes/2' },
      ],
      caller,
      { baseVersion: first },
    )
    await publish(name, [appended('c'), { op: 'add', path: '/edges/-', value: removedEdge }], caller, { restores: [removal.patchId] })
    expect(ids(await documentOf(name))).toEqual(['a', 'b', 'c'])
  })

  it('[D-26] an id that was removed from the body of a scope does not come back there either, but by reverting', async () => {
    const name = freshName('inside')
    const inner = (id: string) => ({ id, type: 'function', config: { code: 'return 1' }, position: { x: 0, y: 0 } })
    const body = { nodes: [inner('fetch'), inner('keep')], edges: [] }
    const scope = { id: 'each', type: 'map', config: { items: 'inputs.list', body }, position: { x: 0, y: 0 } }
    const { artifactId } = await workflows.create(caller, { workflow: { ...steps(name), nodes: [...steps(name).nodes, scope] } })
    const removal = await publish(name, [{ op: 'remove', path: '/nodes/3/config/body/nodes/0' }], caller, { baseVersion: artifactId })
    const back: Operation[] = [{ op: 'add', path: '/nodes/3/config/body/nodes/-', value: inner('fetch') }]
    const error = await refusal(publish(name, back, caller, { baseVersion: removal.artifactId }))
    expect([error.code, error.detail.extra?.removed]).toEqual(['graph.removed_id', [{ kind: 'node', id: 'each/fetch', patchId: removal.patchId }]])
    const other = { ...inner('fetch'), type: 'join', config: {} }
    const retyped: Operation[] = [{ op: 'add', path: '/nodes/3/config/body/nodes/-', value: other }]
    expect((await refusal(publish(name, retyped, caller, { baseVersion: removal.artifactId, restores: [removal.patchId] }))).code).toBe('graph.removed_id')
    // The same id elsewhere is another id.
    await publish(name, [appended('fetch')])
    await revert(removal.patchId)
    const { nodes } = await documentOf(name)
    const each = nodes.find(({ id }) => id === 'each')
    expect(each?.config).toMatchObject({ body: { nodes: expect.arrayContaining([expect.objectContaining({ id: 'fetch' })]) } })
  })

  it('conflicts, with both sides, when newer patches build on it', async () => {
    const { name } = await created('built on')
    const one = await publish(name, [appended('d'), connected('c', 'd')])
    await publish(name, [appended('e'), connected('d', 'e')])
    const error = await refusal(revert(one.patchId))
    expect([error.code, error.status]).toEqual(['patch.conflict', 409])
    expect(error.detail.extra?.conflict).toMatchObject([{ reason: 'edge_dangles', current: { from: 'd', to: 'e' } }])
  })

  it('is idempotent by its own id; what is gone already, or was never there, is told apart', async () => {
    const { name, first } = await created('twice')
    const one = await publish(name, [renamed(0, 'A')], caller, { baseVersion: first })
    const revertId = uuidv7()
    const answer = await revert(one.patchId, { revertId })
    expect(await revert(one.patchId, { revertId })).toEqual(answer)
    expect((await refusal(revert(one.patchId))).code).toBe('patch.no_effect')
    await workflows.restore(caller, `${name}@main`, { artifactId: first })
    expect((await refusal(revert(one.patchId))).code).toBe('patch.not_applied')
    expect((await refusal(product.services.patches.revert({ ...caller, workspaceId: 'elsewhere' }, one.patchId, {}))).code).toBe('resource.not_found')
  })

  it('a revert can be reverted: the patch is in effect again', async () => {
    const { name } = await created('back again')
    const one = await publish(name, [appended('d'), connected('c', 'd')])
    const undone = await revert(one.patchId)
    await revert(undone.patchId)
    expect(ids(await documentOf(name))).toEqual(['a', 'b', 'c', 'd'])
    const status = async (patchId: string) => (await product.services.patches.get(caller, patchId)).status
    expect([await status(one.patchId), await status(undone.patchId)]).toEqual(['applied', 'reverted'])
  })
})

describe('proposals on a tag', () => {
  const reviewed = async (settings: Workflow['settings']) => {
    const name = freshName('reviewed')
    const { artifactId } = await workflows.create(caller, { workflow: { ...steps(name), settings } })
    return { name, first: artifactId }
  }

  it('wait as the workflow says, by actor kind; approving publishes them under their author', async () => {
    const { name } = await reviewed({ review: { agent: 'review' } })
    const patch = { patchId: uuidv7(), operations: [appended('d'), connected('c', 'd')], rationale: 'one more' }
    const proposed = await workflows.patch(AGENT, name, 'main', patch)
    expect(proposed).toMatchObject({ status: 'proposed' })
    expect(await workflows.patch(AGENT, name, 'main', patch)).toEqual(proposed)
    expect(ids(await documentOf(name))).toEqual(['a', 'b', 'c'])
    expect(await product.services.patches.list(caller, { status: 'proposed', workflowName: name })).toMatchObject([
      { scope: 'tag', tag: 'main', actor: AGENT.actor },
    ])
    await publish(name, [appended('e'), connected('c', 'e')])
    expect((await refusal(product.services.patches.approve(AGENT, patch.patchId, {}))).code).toBe('auth.forbidden')
    expect(await product.services.patches.approve(caller, patch.patchId, {})).toMatchObject({ status: 'applied', versionLabel: 'v1.2' })
    expect(ids(await documentOf(name))).toEqual(['a', 'b', 'c', 'd', 'e'])
    const stored = await product.services.patches.get(caller, patch.patchId)
    expect(stored).toMatchObject({ status: 'applied', actor: AGENT.actor, decidedBy: caller.actor, decidedAt: expect.any(String) })
    expect((await refusal(product.services.patches.approve(caller, patch.patchId, {}))).code).toBe('patch.not_proposed')
  })

  it('of an actor who goes on by itself, chosen operations wait', async () => {
    const { name } = await reviewed({ reviewOperations: { agent: ['remove_node'] } })
    expect((await publish(name, [appended('d'), connected('c', 'd')], AGENT)).status).toBe('applied')
    const head = (await workflows.get(caller, name)).tags[0]?.artifactId
    const operations: Operation[] = [
      { op: 'remove', path: '/edges/2' },
      { op: 'remove', path: '/nodes/3' },
    ]
    expect((await publish(name, operations, AGENT, { baseVersion: head })).status).toBe('proposed')
  })

  it('are accepted hunk by hunk, closed under what the hunks need; the whole proposal stays on record', async () => {
    const { name, first } = await reviewed({ review: { agent: 'review' } })
    const { patchId } = await publish(name, [renamed(0, 'A'), appended('d'), connected('c', 'd')], AGENT, { baseVersion: first })
    const { hunks = [], anchored } = await product.services.patches.get(caller, patchId)
    const at = (pointer: string, kind: string) =>
      hunks.findIndex(({ changes }) => changes.some((index) => anchored[index]?.pointer === pointer && anchored[index]?.target.kind === kind))
    const [name0, node, edge] = [at('/name', 'node'), at('', 'node'), at('', 'edge')]
    expect(hunks[edge]?.requires).toEqual([node])
    const open = await refusal(product.services.patches.approve(caller, patchId, { hunks: [edge] }))
    expect([open.code, open.detail.extra]).toEqual(['patch.hunks_open', { missing: [node], hunks: [node, edge].sort() }])
    expect((await refusal(product.services.patches.approve(caller, patchId, { hunks: [9] }))).code).toBe('request.invalid')
    await product.services.patches.approve(caller, patchId, { hunks: [node, edge] })
    const document = await documentOf(name)
    expect([ids(document), document.nodes[0]?.name]).toEqual([['a', 'b', 'c', 'd'], undefined])
    const stored = await product.services.patches.get(caller, patchId)
    expect([stored.operations.length, stored.proposal?.operations.length, stored.proposal?.hunks]).toEqual([2, 3, [node, edge].sort()])
    expect(name0).toBeGreaterThanOrEqual(0)
  })

  it('are rejected with a reason, once', async () => {
    const { name } = await reviewed({ review: { agent: 'review' } })
    const { patchId } = await publish(name, [appended('d'), connected('c', 'd')], AGENT)
    expect(await product.services.patches.reject(caller, patchId, { reason: 'no' })).toMatchObject({
      status: 'rejected',
      reason: 'no',
      decidedBy: caller.actor,
    })
    expect((await refusal(product.services.patches.reject(caller, patchId, { reason: 'no' }))).code).toBe('patch.not_proposed')
    expect((await refusal(product.services.patches.approve(caller, patchId, {}))).code).toBe('patch.not_proposed')
  })

  it('[D-04] actors who are not people leave gates, irreversible nodes and settings of a workflow alone', async () => {
    const { name, first } = await reviewed({})
    const error = await refusal(publish(name, [{ op: 'add', path: '/settings/maxAgents', value: 99 }], AGENT, { baseVersion: first }))
    expect([error.code, error.detail.extra?.rule]).toEqual(['patch.illegal', 'L8'])
  })
})
