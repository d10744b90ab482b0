import type { Operation } from '@aob/schemas'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { appended, type Publishing, refusal, renamed, startPublishing } from './testing/publishing.ts'

let product: Publishing['product']
let workflows: Publishing['workflows']
let caller: Publishing['caller']
let created: Publishing['created']

beforeAll(async () => {
  ;({ product, workflows, caller, created } = await startPublishing())
})
afterAll(() => product?.close())

const deep = (levels: number): unknown => Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 1)

/** Everything a refused patch may not touch. */
async function traceOf(name: string) {
  const [detail, history, versions, base, patches] = await Promise.all([
    workflows.get(caller, name),
    workflows.history(caller, name, 'main'),
    workflows.versions(caller, name, 'main'),
    workflows.base(caller, name, 'main'),
    product.services.patches.list(caller, { workflowName: name }),
  ])
  return JSON.stringify([detail, history, versions, Buffer.from(base.bytes).toString('hex'), patches])
}

it.each<[string, string, (first: string) => Operation[]]>([
  [
    'operation 3 of 5 fails',
    'patch.path_missing',
    () => [renamed(0, 'A'), renamed(1, 'B'), { op: 'remove', path: '/nodes/0/nothing' }, renamed(2, 'C'), appended('d')],
  ],
  ['a failing test at the end', 'patch.test_failed', () => [renamed(0, 'A'), { op: 'test', path: '/name', value: 'else' }]],
  ['a path through a prototype', 'patch.path_missing', () => [{ op: 'add', path: '/nodes/0/__proto__/polluted', value: true }]],
  ['a path through a constructor', 'patch.path_missing', () => [{ op: 'add', path: '/nodes/0/constructor/prototype/polluted', value: true }]],
  ['a key that would be a prototype', 'workflow.invalid', () => [{ op: 'add', path: '/nodes/0/__proto__', value: { polluted: true } }]],
  ['10,001 operations', 'limit.operations', () => Array.from({ length: 10_001 }, () => renamed(0, 'A'))],
  ['10 MB', 'limit.bytes', () => [renamed(0, 'x'.repeat(10_000_000))]],
  [
    'a copy bomb',
    'limit.bytes',
    () => [
      { op: 'add', path: '/nodes/0/config/bomb', value: 'x'.repeat(100_000) },
      ...Array.from({ length: 200 }, (): Operation => ({ op: 'copy', from: '/nodes/0/config', path: '/nodes/0/config/bomb' })),
    ],
  ],
  ['deep nesting', 'limit.depth', () => [{ op: 'add', path: '/nodes/0/config/deep', value: deep(200) }]],
])('[PP-13] %s is refused with %s, and document, version and log stay byte for byte', async (_, code, operations) => {
  const { name, first } = await created('hostile')
  const before = await traceOf(name)
  const error = await refusal(workflows.patch(caller, name, 'main', { operations: operations(first), baseVersion: first }))
  expect(error.code).toBe(code)
  expect(await traceOf(name)).toBe(before)
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})
