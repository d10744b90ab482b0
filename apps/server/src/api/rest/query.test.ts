import { describe, expect, it } from 'vitest'
import { integerMembers, queryObject } from './query.ts'

describe('a query string', () => {
  it('gives a shape the integers it asks for: the number in a draft was refused as text', () => {
    expect(queryObject(new URLSearchParams('afterSeq=7&name=7'), integerMembers('ReadDraftInput'))).toEqual({ afterSeq: 7, name: '7' })
  })

  it('knows an integer by reference too: how many trails to tell was refused as text', () => {
    expect(queryObject(new URLSearchParams('after=2&limit=5&node=5'), integerMembers('NodeTrailInput'))).toEqual({ after: 2, limit: 5, node: '5' })
  })

  it('leaves what is no number for the shape to refuse, and repeats and U+0000 to nobody', () => {
    const integers = integerMembers('TimelineInput')
    expect(queryObject(new URLSearchParams('after=-1&limit=1e3'), integers)).toEqual({ after: '-1', limit: '1e3' })
    expect(() => queryObject(new URLSearchParams('after=1&after=2'), integers)).toThrow(/occurs twice/)
    expect(() => queryObject(new URLSearchParams({ status: '\u0000' }), integers)).toThrow(/U\+0000/)
  })
})
