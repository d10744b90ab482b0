import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { functionNode, httpNode, workflow } from '../../testing/workflows.ts'
import { freshName, type Publishing, refusal, startPublishing, steps } from './testing/publishing.ts'

let product: Publishing['product']
let workflows: Publishing['workflows']
let caller: Publishing['caller']
let created: Publishing['created']

beforeAll(async () => {
  ;({ product, workflows, caller, created } = await startPublishing())
})
afterAll(() => product?.close())

describe('creating', () => {
  it('[VC-01] [VC-02] stores canonical bytes under their hash, a dag_version and the tag', async () => {
    const name = freshName('orders')
    const answer = await workflows.create(caller, { workflow: { ...steps(name) } })
    expect(answer).toMatchObject({ tag: 'main', versionLabel: 'v1.0' })
    const base = await workflows.base(caller, name, 'main')
    expect(createHash('sha256').update(base.bytes).digest('hex')).toBe(answer.casId)
    expect(JSON.parse(new TextDecoder().decode(base.bytes))).toEqual(steps(name))
    expect(await product.engine.documents.getArtifact(answer.artifactId)).toMatchObject({ kind: 'dag_version', nodeCount: 3, agentCount: 0, depth: 0 })
    expect((await workflows.get(caller, name)).tags).toMatchObject([{ tag: 'main', artifactId: answer.artifactId, versionLabel: 'v1.0' }])
    expect((await workflows.list(caller)).find((row) => row.name === name)).toMatchObject({ nodeCount: 3, archived: false, tag: 'main' })
  })

  it('[VC-23] gives one hash to one document, however its members are ordered', async () => {
    const first = steps(freshName('one'))
    const second = { edges: first.edges, nodes: first.nodes, name: first.name, schemaVersion: first.schemaVersion }
    const left = await workflows.create(caller, { workflow: { ...first } })
    const right = await workflows.create({ ...caller, workspaceId: 'local' }, { name: freshName('other'), workflow: second })
    expect(left.casId).not.toBe(right.casId)
    const bytes = new TextEncoder().encode(JSON.stringify(second))
    expect(createHash('sha256').update(product.engine.materializer.canonical(bytes)).digest('hex')).toBe(left.casId)
  })

  it('takes a name and a tag beside the document', async () => {
    const name = freshName('named')
    await workflows.create(caller, { name, tag: 'draft', workflow: { ...steps('whatever') } })
    expect((await workflows.get(caller, name)).tags.map(({ tag }) => tag)).toEqual(['draft'])
  })

  it('[TY-04] refuses an unknown field by its pointer and writes nothing', async () => {
    const name = freshName('broken')
    const error = await refusal(workflows.create(caller, { workflow: { ...steps(name), nods: [] } }))
    expect([error.status, error.detail.pointer]).toEqual([422, '/nods'])
    expect((await refusal(workflows.get(caller, name))).code).toBe('resource.not_found')
  })

  it('lists every problem of a document, the first one in front', async () => {
    const name = freshName('cyclic')
    const broken = workflow(name, [functionNode('a', 'return 1'), functionNode('b', 'return 1')], ['a>b', 'b>a', 'b>nowhere'])
    const error = await refusal(workflows.create(caller, { workflow: { ...broken } }))
    expect(error.status).toBe(422)
    const codes = error.detail.problems?.map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['graph.unknown_node']))
    expect(await workflows.validate(caller, broken)).toMatchObject({ valid: false, problems: error.detail.problems })
  })

  it('refuses a name that exists', async () => {
    const { name } = await created('twice')
    const error = await refusal(workflows.create(caller, { workflow: { ...steps(name) } }))
    expect([error.code, error.detail.pointer]).toEqual(['workflow.exists', '/name'])
  })

  it('[SE-05] refuses a call to an address of this network', async () => {
    const name = freshName('inside')
    const inside = workflow(name, [httpNode('call', 'http://169.254.169.254/latest')], [])
    expect((await refusal(workflows.create(caller, { workflow: { ...inside } }))).code).toBe('ssrf.address')
  })
})
