import type { MergeConflict } from '@aob/ir/document'
import { describe, expect, it } from 'vitest'
import apiSchema from '../../../../../schemas/api.schema.json' with { type: 'json' }
import { type Decision, decisionOf, groupsOf, MOST_PLACES, type OpenMerge, openMerge, placeOf, reasonWords, sideWords, withSide } from './open-merge.ts'

const NONE = { steps: {}, ends: {} }

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
    expect(decisionOf(merge)).toEqual({ kind: 'open', missing: 2 })
    const half = withSide(merge, [a], 'left')
    expect(decisionOf(half)).toEqual({ kind: 'open', missing: 1 })
    const places = [
      { reason: 'value_changed', target: a.target, pointer: '/name', side: 'left' },
      { reason: 'value_changed', target: b.target, pointer: '/name', side: 'right' },
    ]
    expect(decisionOf(withSide(half, [b], 'right'))).toEqual({ kind: 'ready', decided: { head: 'h', theirs: 't', places } })
  })

  it('names as many places as the API takes, and of more all others of a side together: a merge of 1,001 conflicts could not be sent', () => {
    expect(apiSchema.$defs.DecidedConflicts.properties.places.maxItems).toBe(MOST_PLACES)
    const decided = (count: number, against: number): Decision => {
      const conflicts = Array.from({ length: count }, (_, index) => conflict(`n${index}`))
      return decisionOf(withSide(withSide(opened(conflicts), conflicts, 'left'), conflicts.slice(0, against), 'right'))
    }
    const exactly = decided(MOST_PLACES, 1)
    expect(exactly.kind === 'ready' && [exactly.decided.places.length, exactly.decided.others]).toEqual([MOST_PLACES, undefined])
    expect(decided(MOST_PLACES + 1, 0)).toEqual({ kind: 'ready', decided: { head: 'h', theirs: 't', places: [], others: 'left' } })
    const most = decided(2 * MOST_PLACES + 1, MOST_PLACES)
    expect(most.kind === 'ready' && [most.decided.places.length, most.decided.places[0]?.side, most.decided.others]).toEqual([MOST_PLACES, 'right', 'left'])
    expect(decided(2 * MOST_PLACES + 2, MOST_PLACES + 1)).toEqual({ kind: 'too_many', against: MOST_PLACES + 1 })
  })

  it('holds the places of a step together', () => {
    const [name, config, other] = [conflict('a'), conflict('a', { pointer: '/config' }), conflict('b')]
    expect(groupsOf([name, other, config])).toEqual([[name, config], [other]])
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
    expect([placeOf(inside, NONE).words, sideWords(inside, 'left', NONE), sideWords(inside, 'right', NONE)]).toEqual([
      'each › fetch · config › a/b',
      'b',
      '{\n "c": 1\n}',
    ])
    expect(placeOf({ target: { kind: 'root', path: [] }, pointer: '' }, NONE).words).toBe('Workflow')
  })

  it('name steps as people do, with the id beside a name that is not the only one: they were told apart by ids alone', () => {
    const names = { steps: { each: { name: 'Every order' }, 'each/fetch': { name: 'Fetch', alike: true as const }, a: { name: 'Ask' } }, ends: {} }
    const merge = openMerge('main', { head: 'h', theirs: 't', conflict: [conflict('a')], names })
    expect(merge && placeOf(conflict('a'), merge.names)).toEqual({ words: 'Ask · name' })
    expect(placeOf(conflict('', { target: { kind: 'node', path: ['each', 'fetch'] } }), names)).toEqual({
      words: 'Every order › Fetch · name',
      id: 'each › fetch',
    })
    expect(placeOf(conflict('b'), names)).toEqual({ words: 'b · name' })
  })

  it('say why in words, whatever the reason is', () => {
    const reasons = ['value_changed', 'added_twice', 'removed_and_changed', 'edge_dangles', 'flow_changed', 'reference_lost', 'cycle'] as const
    const words = reasons.map((reason) => reasonWords({ reason }))
    expect(new Set(words).size).toBe(reasons.length)
  })

  it('say of a step what was changed of it, and all of a new one: its JSON was cut off before what told them apart', () => {
    const step = { id: 'mail', type: 'function', name: 'Mail', config: { code: 'x', tries: 2 }, position: { x: 0, y: 0 } }
    const removed = conflict('mail', { reason: 'removed_and_changed', pointer: '', base: step, right: undefined })
    const left = { ...step, name: 'Mail it', config: { code: 'x' }, position: { x: 9, y: 9 } }
    expect(sideWords({ ...removed, left }, 'left', NONE)).toBe('name: Mail it\ntries: removed')
    expect(sideWords({ ...removed, reason: 'added_twice', base: undefined, left: step }, 'left', NONE)).toBe('type: function\nname: Mail\ncode: x\ntries: 2')
  })

  it('say of connections where they lead, and of a side that has nothing that it has nothing', () => {
    const edge = (from: string, to: string) => ({ id: `${from}${to}`, from, to })
    const flow = conflict('e', { reason: 'flow_changed', target: { kind: 'edge', path: ['e'] }, pointer: '', left: [edge('a', 'x'), edge('x', 'b')] })
    const names = {
      steps: { a: { name: 'Ask' }, x: { name: 'Mail', alike: true as const } },
      ends: { e: { from: 'a', to: 'b' }, 'each/e': { from: 'a', to: 'b' } },
    }
    expect(placeOf(flow, NONE).words).toBe('Connection e')
    expect(placeOf(flow, names).words).toBe('Connection Ask → b')
    expect(placeOf({ ...flow, target: { kind: 'edge', path: ['each', 'e'] } }, names).words).toBe('Connection each › a → b')
    expect(sideWords(flow, 'left', names)).toBe('Ask → Mail (x)\nMail (x) → b')
    expect(sideWords(flow, 'left', NONE)).toBe('a → x\nx → b')
    expect(sideWords({ ...flow, reason: 'edge_dangles', right: { ...edge('a', 'b'), when: 'input.ok' } }, 'right', NONE)).toBe('a → b when input.ok')
    expect(sideWords({ ...flow, left: undefined }, 'left', NONE)).toBe('Nothing')
    expect(sideWords(conflict('a', { reason: 'removed_and_changed', left: undefined }), 'left', NONE)).toBe('Removed')
  })
})
