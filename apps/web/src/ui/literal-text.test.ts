import { describe, expect, it } from 'vitest'
import { literalText, MOST_SHOWN, visibleText } from './literal-text.ts'

describe('a label in a line', () => {
  it('shows what would turn or hide text, by its number', () => {
    expect(literalText('invoice\u202Egpj.exe')).toBe('invoice‹U+202E›gpj.exe')
    expect(literalText('\u200B\u2060\uFEFF')).toBe('‹U+200B›‹U+2060›‹U+FEFF›')
    expect(literalText('a\u0000b\u2066c\u2069')).toBe('a‹U+0000›b‹U+2066›c‹U+2069›')
  })

  it('leaves scripts and emoji as they are written', () => {
    for (const text of ['سفارش‌ها', 'क्‍ष', '👩‍💻 שלום', 'two\nlines\tand a tab', '<b>&amp;</b>']) expect(literalText(text)).toBe(text)
  })

  it('may be as long as a text is', () => expect(visibleText(`${'x'.repeat(1000)}\u202E\n`)).toBe(`${'x'.repeat(1000)}‹U+202E›\n`))

  it('is cut where nobody reads on', () => {
    expect(literalText('x'.repeat(MOST_SHOWN))).toHaveLength(MOST_SHOWN)
    expect(literalText('x'.repeat(100_000))).toBe(`${'x'.repeat(MOST_SHOWN)}…`)
  })
})
