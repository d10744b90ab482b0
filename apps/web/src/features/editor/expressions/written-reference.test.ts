import { describe, expect, it } from 'vitest'
import { inJsonText, writtenReference } from './written-reference.ts'

describe('a reference is written as the field it is put into takes it', () => {
  it.each([
    ['template', false, 'Dear ', '{{ nodes.a["b c"] }}'],
    ['template', true, 'Dear {{ ', 'nodes.a["b c"]'],
    ['expression', true, '', 'nodes.a["b c"]'],
    ['json', false, '{"to": ', `"{{ nodes.a['b c'] }}"`],
    ['json', false, '{"say": "a \\" quote, ', "{{ nodes.a['b c'] }}"],
    ['json', true, '{"to": "{{ ', "nodes.a['b c']"],
    ['code', false, 'const x = ', 'input.nodes.a["b c"]'],
  ] as const)('%s, inside an expression: %s, behind %j', (mode, inside, before, written) => {
    expect(writtenReference('nodes.a["b c"]', { mode, inside, before })).toBe(written)
  })

  it.each(['nodes.a["b c"]', 'nodes.a["it\'s"]', 'nodes.a["back\\\\slash"]'])('%s says the same within a JSON text', (expression) => {
    const read = JSON.parse(`"${inJsonText(expression)}"`)
    expect(read.replaceAll("'", '"')).toBe(expression.replaceAll("'", '"'))
    expect(inJsonText(expression)).not.toMatch(/(?<!\\)"/)
  })
})
