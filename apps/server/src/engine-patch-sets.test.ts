import type { Operation } from '@aob/schemas'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { failureOf } from './testing/engine-fixtures.ts'
import { startTestProduct, type TestProduct } from './testing/test-product.ts'
import { functionNode, workflow } from './testing/workflows.ts'

let product: TestProduct
beforeAll(async () => {
  product = await startTestProduct({ hot: 'memory' })
})
afterAll(() => product?.close())

const agent = (id: string) => ({ id, type: 'agent', config: { prompt: 'hi' }, position: { x: 0, y: 0 } })

it('[VC-22] named patch sets: chosen runs and a share of new ones run their own graphs, compared per set', async () => {
  const { workflows, runs } = product.services
  const document = workflow('experiment', [functionNode('a', 'return 1')], [])
  await workflows.create(product.caller, { workflow: { ...document } })
  const set = (name: string, operations: Operation[], share?: number) =>
    workflows.createPatchSet(product.caller, document.name, { set: name, operations, ...(share === undefined ? {} : { share }) })
  const added = (id: string): Operation[] => [{ op: 'add', path: '/nodes/-', value: { ...functionNode(id, 'return 2'), position: { x: 0, y: 0 } } }]
  await set('A', added('from-a'))
  await set('B', added('from-b'))
  expect((await failureOf(set('A', added('x')))).code).toBe('patch.set_exists')
  const start = async (patchSets?: string[]) => (await runs.start(product.caller, { ref: document.name, ...(patchSets ? { patchSets } : {}) })).runId
  const [plain, withA, withB, withBoth] = await Promise.all([start(), start(['A']), start(['B']), start(['A', 'B'])])
  const ran = async (runId: string) => Object.keys((await product.ended(runId)).nodes).sort()
  expect([await ran(plain), await ran(withA), await ran(withB), await ran(withBoth)]).toEqual([
    ['a'],
    ['a', 'from-a'],
    ['a', 'from-b'],
    ['a', 'from-a', 'from-b'],
  ])
  expect((await failureOf(start(['C']))).detail.pointer).toBe('/patchSets/0')
  await workflows.changePatchSet(product.caller, document.name, 'A', { share: 100 })
  expect((await failureOf(workflows.changePatchSet(product.caller, document.name, 'B', { share: 1 }))).code).toBe('patch.set_share')
  expect(await ran(await start())).toEqual(['a', 'from-a'])
  expect(await ran(await start([]))).toEqual(['a'])
  const { results, sets } = await workflows.patchSets(product.caller, document.name)
  expect(results.map(({ patchSets, runs: count, byStatus }) => [patchSets, count, byStatus])).toEqual([
    [[], 2, { COMPLETED: 2 }],
    [['A'], 2, { COMPLETED: 2 }],
    [['A', 'B'], 1, { COMPLETED: 1 }],
    [['B'], 1, { COMPLETED: 1 }],
  ])
  expect(results.every(({ medianMs }) => typeof medianMs === 'number')).toBe(true)
  expect(sets.map(({ set: name, share }) => [name, share])).toEqual([
    ['A', 100],
    ['B', 0],
  ])
  // A set that no longer fits is left out of the share, and refused where it is asked for.
  const head = (await workflows.get(product.caller, document.name)).tags[0]?.artifactId
  await workflows.patch(product.caller, document.name, 'main', {
    operations: added('from-a').map((operation) => ({ ...operation, value: { ...agent('from-a') } }) as Operation),
    baseVersion: head,
  })
  expect(await ran(await start())).toEqual(['a', 'from-a'])
  expect((await failureOf(start(['A']))).code).toBe('patch.conflict')
  await workflows.changePatchSet(product.caller, document.name, 'A', { retired: true })
  expect((await failureOf(start(['A']))).code).toBe('resource.not_found')
})
