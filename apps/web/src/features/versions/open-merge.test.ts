import type { MergeConflict } from '@aob/ir/document'
import { describe, expect, it } from 'vitest'
import { decidedConflicts, type OpenMerge, openMerge, placeOf, reasonWords, sideWords, withSide } from './open-merge.ts'

const conflict = (id: string, rest: Partial<MergeConflict> = {}): MergeConflict => ({
  reason: 'value_changed',
  target: { kind: 'node', path: [id] },
  pointer: '/name',
  left: 'ours',
  right: 'theirs',
  message: `Both sides changed ${id}.`,
  ...rest,
})

function opened(conflicts: readonly MergeConflict[], before?: OpenMerge, versions = { head: 'h', theirs: 't' }): OpenMerge {
  const merge = openMerge('main', { ...versions, conflict: conflicts }, before)
  if (!merge) throw new Error('expected an open merge')
  return merge
}

describe('a merge that waits for decisions', () => {
  it('is ready once every place is decided', () => {
    const [a, b] = [conflict('a'), conflict('b')]
    const merge = opened([a, b])
    expect(decidedConflicts(merge)).toBeUndefined()
    const half = withSide(merge, [a], 'left')
    expect(decidedConflicts(half)).toBeUndefined()
    expect(decidedConflicts(withSide(half, [b], 'right'))).toEqual({
      head: 'h',
      theirs: 't',
      places: [
        { reason: 'value_changed', target: a.target, pointer: '/name', side: 'left' },
        { reason: 'value_changed', target: b.target, pointer: '/name', side: 'right' },
      ],
    })
  })

  it('keeps what was decided when that brings up more', () => {
    const [a, lost] = [conflict('a'), conflict('x', { reason: 'reference_lost' })]
    const merge = opened([lost], withSide(opened([a]), [a], 'right'))
    expect(merge.conflicts).toEqual([a, lost])
    expect(Object.values(merge.sides)).toEqual(['right'])
    expect(merge.note).toContain('brings up more')
  })

  it('asks anew about what its answer did not settle, instead of sending the same for ever', () => {
    const a = conflict('a')
    expect(opened([a], withSide(opened([a]), [a], 'right'))).toMatchObject({ conflicts: [a], sides: {} })
  })

  it('keeps of versions that moved on only what says the same as before', () => {
    const [a, b] = [conflict('a'), conflict('b')]
    const before = withSide(opened([a, b]), [a, b], 'left')
    const merge = opened([{ ...a, right: 'newer' }, b], before, { head: 'h', theirs: 't2' })
    expect(merge.note).toContain('moved on')
    expect([merge.theirs, Object.keys(merge.sides)]).toEqual(['t2', [Object.keys(before.sides)[1]]])
  })

  it('is none without versions or conflicts, and of another branch begins anew', () => {
    expect(openMerge('main', { conflict: [conflict('a')] })).toBeUndefined()
    expect(openMerge('main', { head: 'h', theirs: 't', conflict: [null, 7, {}] })).toBeUndefined()
    expect(
      openMerge('trial', { head: 'h', theirs: 't', conflict: [conflict('a')] }, withSide(opened([conflict('a')]), [conflict('a')], 'left'))?.sides,
    ).toEqual({})
  })
})

describe('conflicts of a merge', () => {
  it('say where they are and what each side has, inside a scope too', () => {
    const inside = conflict('', { target: { kind: 'node', path: ['each', 'fetch'] }, pointer: '/config/a~1b', left: 'b', right: { c: 1 } })
    expect([placeOf(inside), sideWords(inside, 'left'), sideWords(inside, 'right')]).toEqual(['each › fetch · config › a/b', 'b', '{\n "c": 1\n}'])
    expect(placeOf({ target: { kind: 'root', path: [] }, pointer: '' })).toBe('Workflow')
  })

  it('say why in words, whatever the reason is', () => {
    const reasons = ['value_changed', 'added_twice', 'removed_and_changed', 'edge_dangles', 'flow_changed', 'reference_lost', 'cycle'] as const
    const words = reasons.map((reason) => reasonWords(conflict('a', { reason, message: 'Round: a → b → a.' })))
    expect(new Set(words).size).toBe(reasons.length)
    expect(words.at(-1)).toBe('Round: a → b → a.')
  })

  it('say of a step what was changed of it, and all of a new one: its JSON was cut off before what told them apart', () => {
    const step = { id: 'mail', type: 'function', name: 'Mail', config: { code: 'x', tries: 2 }, position: { x: 0, y: 0 } }
    const removed = conflict('mail', { reason: 'removed_and_changed', pointer: '', base: step, right: undefined })
    const left = { ...step, name: 'Mail it', config: { code: 'x' }, position: { x: 9, y: 9 } }
    expect(sideWords({ ...removed, left }, 'left')).toBe('name: Mail it\ntries: removed')
    expect(sideWords({ ...removed, reason: 'added_twice', base: undefined, left: step }, 'left')).toBe('type: function\nname: Mail\ncode: x\ntries: 2')
  })

  it('say of connections where they lead, and of a side that has nothing that it has nothing', () => {
    const edge = (from: string, to: string) => ({ id: `${from}${to}`, from, to })
    const flow = conflict('e', { reason: 'flow_changed', target: { kind: 'edge', path: ['e'] }, pointer: '', left: [edge('a', 'x'), edge('x', 'b')] })
    expect(placeOf(flow)).toBe('Connection e')
    expect(placeOf({ ...flow, base: edge('a', 'b') })).toBe('Connection a → b')
    expect(placeOf({ ...flow, target: { kind: 'edge', path: ['each', 'e'] }, base: edge('a', 'b') })).toBe('Connection each › a → b')
    expect(sideWords(flow, 'left')).toBe('a → x\nx → b')
    expect(sideWords({ ...flow, reason: 'edge_dangles', right: { ...edge('a', 'b'), when: 'input.ok' } }, 'right')).toBe('a → b when input.ok')
    expect(sideWords({ ...flow, left: undefined }, 'left')).toBe('Nothing')
    expect(sideWords(conflict('a', { reason: 'removed_and_changed', left: undefined }), 'left')).toBe('Removed')
  })
})
