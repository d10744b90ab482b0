import { describe, expect, it } from 'vitest'
import { mergeConflictsOf } from './merge-conflicts.ts'

describe('conflicts of a merge', () => {
  it('say where they are and what each side has, inside a scope too', () => {
    const target = { kind: 'node', path: ['each', 'fetch'] }
    const conflict = [{ reason: 'value_changed', target, pointer: '/config/url', base: 'a', left: 'b', right: { c: 1 }, message: 'Both sides changed it.' }]
    expect(mergeConflictsOf({ conflict })).toEqual([
      { place: 'each › fetch · config › url', message: 'Both sides changed it.', ours: 'b', theirs: '{\n "c": 1\n}' },
    ])
  })

  it('leave a side out that has nothing there, and what is no conflict', () => {
    const conflict = [{ target: { kind: 'root', path: [] }, pointer: '', left: 1, message: 'x' }, null, { message: 7 }]
    expect(mergeConflictsOf({ conflict })).toEqual([{ place: 'Workflow', message: 'x', ours: '1' }])
    expect(mergeConflictsOf({})).toEqual([])
  })
})
