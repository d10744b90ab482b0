import { describe, expect, it } from 'vitest'
import type { TagMoveRow } from '../../ports/document-store.ts'
import { stepTarget, tagTrail } from './tag-history.ts'

const move = (kind: TagMoveRow['kind'], to: string): TagMoveRow => ({ kind, to, actor: { kind: 'human', id: 'me' }, at: new Date(0) })
const steps = (...moves: Array<[TagMoveRow['kind'], string]>) => {
  const trail = tagTrail(moves.map(([kind, to]) => move(kind, to)))
  return [stepTarget(trail, 'undo'), stepTarget(trail, 'redo')]
}

describe('where undo and redo of a tag lead', () => {
  it('[VC-13] [VC-14] one version back and forth, to the ends', () => {
    expect(steps(['create', 'a'])).toEqual([undefined, undefined])
    expect(steps(['create', 'a'], ['publish', 'b'])).toEqual(['a', undefined])
    expect(steps(['create', 'a'], ['publish', 'b'], ['undo', 'a'])).toEqual([undefined, 'b'])
    expect(steps(['create', 'a'], ['publish', 'b'], ['publish', 'c'], ['undo', 'b'], ['undo', 'a'], ['redo', 'b'])).toEqual(['a', 'c'])
  })

  it('[VC-14] a change after an undo cuts what could be redone', () => {
    expect(steps(['create', 'a'], ['publish', 'b'], ['undo', 'a'], ['publish', 'c'])).toEqual(['a', undefined])
    expect(steps(['create', 'a'], ['publish', 'b'], ['undo', 'a'], ['merge', 'm'])).toEqual(['a', undefined])
  })

  it('a restore is undone to where it came from', () => {
    expect(steps(['create', 'a'], ['publish', 'b'], ['publish', 'c'], ['restore', 'a'])).toEqual(['c', undefined])
    expect(steps(['create', 'a'], ['publish', 'b'], ['restore', 'a'], ['undo', 'b'])).toEqual(['a', 'a'])
  })

  it('[VC-16] a compaction stands where the version stood whose bytes it has', () => {
    expect(steps(['create', 'a'], ['publish', 'b'], ['compact', 'B'])).toEqual(['a', undefined])
    expect(steps(['create', 'a'], ['publish', 'b'], ['compact', 'B'], ['undo', 'a'])).toEqual([undefined, 'B'])
  })
})
