import { describe, expect, it } from 'vitest'
import { queryAfterKey } from './early-typing.ts'

const key = (name: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing', boolean>> = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...held,
})

describe('keys typed before the palette has a field', () => {
  it('are kept: what was typed right after Ctrl+K was lost, and Enter then ran the first command of the list', () => {
    const query = ['n', 'o', 'x', 'Backspace', 't'].reduce((so, name) => queryAfterKey(so, key(name)) ?? so, '')
    expect(query).toBe('not')
    expect(queryAfterKey('', key('é'))).toBe('é')
  })

  it('are left alone when they are commands', () => {
    for (const event of [key('Enter'), key('ArrowDown'), key('Escape'), key('k', { ctrlKey: true }), key('a', { isComposing: true })])
      expect(queryAfterKey('no', event)).toBeUndefined()
  })
})
