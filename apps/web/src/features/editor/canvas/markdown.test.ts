import { describe, expect, it } from 'vitest'
import { blocksOf, inlinesOf, noteName } from './markdown.ts'

describe('markdown on notes', () => {
  it('knows headings, lists, code and paragraphs', () => {
    expect(blocksOf('# Why\nfirst\nsecond\n\n- a\n- b\n1. c\n```\n<b>x</b>\n```').map(({ kind }) => kind)).toEqual([
      'heading',
      'paragraph',
      'list',
      'list',
      'code',
    ])
    expect(blocksOf('```\nnever closed')).toEqual([{ kind: 'code', text: 'never closed' }])
    expect(blocksOf('')).toEqual([])
  })

  it('knows bold, italics, code and http links, and leaves everything else literal', () => {
    expect(inlinesOf('a **b** *c* `d` [e](https://x.test)').map(({ kind, text }) => [kind, text])).toEqual([
      ['text', 'a '],
      ['strong', 'b'],
      ['text', ' '],
      ['em', 'c'],
      ['text', ' '],
      ['code', 'd'],
      ['text', ' '],
      ['link', 'e'],
    ])
    for (const literal of ['<img src=x onerror=alert(1)>', '[x](javascript:alert(1))', '2 * 3 * four', '\u202Egnp.exe'])
      expect(inlinesOf(literal).filter(({ kind }) => kind !== 'text' && kind !== 'em')).toEqual([])
  })

  it('shows characters that would turn the text, and reads lines of any system', () => {
    expect(blocksOf('# a\u202Eb\r\ntext\rmore')).toEqual(blocksOf('# a‹U+202E›b\ntext\nmore'))
  })

  it('reads 20,000 characters of stars without losing its breath', () => {
    const text = '*'.repeat(20_000)
    expect(
      inlinesOf(text)
        .map((inline) => inline.text)
        .join(''),
    ).toBe(text)
  })

  it('is called by its first line with words', () => {
    expect(['## Mind the order\n\nmore', '\n\nplain', '#tag', ''].map(noteName)).toEqual(['Note: Mind the order', 'Note: plain', 'Note: #tag', 'Note: empty'])
  })
})
