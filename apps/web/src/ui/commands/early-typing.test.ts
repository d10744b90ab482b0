import { describe, expect, it } from 'vitest'
import { afterEarlyKey, type EarlyWords, queryAfterKey } from './early-typing.ts'

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

  it('wait with their Enter: one that came before the list was dropped, and nothing happened', () => {
    const typed = (...names: string[]) => names.reduce<EarlyWords>((words, name) => afterEarlyKey(words, key(name)) ?? words, { query: '', confirmed: false })
    expect(typed('n', 'o', 'Enter')).toEqual({ query: 'no', confirmed: true })
    expect(typed('n', 'Enter', 'x', 'Backspace', 'ArrowDown')).toEqual({ query: 'n', confirmed: true })
    expect(typed('n', 'Enter', 'Enter')).toEqual({ query: 'n', confirmed: true })
    expect(afterEarlyKey({ query: 'n', confirmed: false }, key('Enter', { isComposing: true }))).toBeUndefined()
  })
})
