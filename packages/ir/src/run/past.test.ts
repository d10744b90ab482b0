import { describe, expect, test } from 'vitest'
import { isPast } from './past.ts'
import { PersistentRecord } from './persistent-record.ts'
import { sheetOf, withResult } from './results.ts'
import type { NodeState } from './state.ts'

const open: NodeState = { status: 'open', attempt: 1, scope: { count: 9, next: 4, open: 2, settled: 2, failed: 0 } }
const results = { [sheetOf('m', 1)]: withResult(undefined, 1, { outputs: {} }), [sheetOf('m[2]/l', 0)]: withResult(undefined, 0, { outputs: {} }) }
const state = (nodes: Record<string, NodeState>) => ({ nodes: PersistentRecord.from(nodes), results })

describe('[SC2] an address is past when an activation around it is over', () => {
  test.each([
    ['a node of the workflow itself', 'x', false],
    ['inside an activation under way', 'm[2]/x', false],
    ['inside one that is yet to begin', 'm[7]/x', false],
    ['inside a settled one', 'm[1]/x', true],
    ['deeper inside a settled one', 'm[1]/l[0]/x', true],
    ['inside a settled one of an open one', 'm[2]/l[0]/x', true],
    ['another of the inner ones', 'm[2]/l[1]/x', false],
  ])('%s', (_, address, past) => {
    expect(isPast(state({ m: open, 'm[2]/l': open }), address)).toBe(past)
  })

  test('a scope that came to its end forgets its results, and all inside is past', () => {
    expect(isPast({ nodes: PersistentRecord.from({ m: { status: 'failed', attempt: 1 } }), results: {} }, 'm[7]/x')).toBe(true)
    expect(isPast({ nodes: PersistentRecord.of(), results: {} }, 'm[7]/x')).toBe(false)
  })
})
