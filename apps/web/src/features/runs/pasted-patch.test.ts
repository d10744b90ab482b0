import { expect, it } from 'vitest'
import { readPatch } from './pasted-patch.ts'

const remove = { op: 'remove', path: '/nodes/0' }

it('takes a list of operations, or the body one would send, and nothing else of it', () => {
  expect(readPatch(JSON.stringify([remove]))).toEqual({ kind: 'patch', patch: { operations: [remove] } })
  const body = { operations: [remove], baseVersion: 'v', rebase: true, rationale: 'why', patchId: 'p', actor: { kind: 'human' } }
  expect(readPatch(JSON.stringify(body))).toEqual({ kind: 'patch', patch: { operations: [remove], baseVersion: 'v', rebase: true, rationale: 'why' } })
})

it('says what is no patch', () => {
  expect(readPatch('  ')).toEqual({ kind: 'empty' })
  expect(readPatch('{')).toMatchObject({ kind: 'faulty', message: expect.stringContaining('not JSON') })
  for (const text of ['5', 'null', '{"operations":{}}'])
    expect(readPatch(text)).toMatchObject({ kind: 'faulty', message: expect.stringContaining('operations') })
})
