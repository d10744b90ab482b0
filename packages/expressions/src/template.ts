import { ExpressionFailure } from './expression-failure.ts'

/** A template cut into literal text and expressions. */
export type TemplatePart = { kind: 'text'; text: string } | { kind: 'expression'; source: string }

/** Index just behind the closing `}}` of the expression that starts at `start`; quotes and map literals are respected. */
function endOfExpression(text: string, start: number): number | undefined {
  let depth = 0
  let quote: string | undefined
  for (let index = start; index < text.length; index += 1) {
    const character = text[index]
    if (quote) {
      if (character === '\\') index += 1
      else if (character === quote) quote = undefined
    } else if (character === '"' || character === "'") quote = character
    else if (character === '{') depth += 1
    else if (character === '}' && depth > 0) depth -= 1
    else if (character === '}' && text[index + 1] === '}') return index + 2
  }
  return undefined
}

/** Cuts `Hello {{ inputs.name }}` into its parts. Throws ExpressionFailure `expression.syntax` when an expression is not closed. */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = []
  let from = 0
  for (;;) {
    const open = text.indexOf('{{', from)
    if (open < 0) break
    const end = endOfExpression(text, open + 2)
    if (end === undefined) throw new ExpressionFailure('expression.syntax', `An expression is opened by {{ and not closed. In: ${text.slice(0, 200)}`)
    if (open > from) parts.push({ kind: 'text', text: text.slice(from, open) })
    parts.push({ kind: 'expression', source: text.slice(open + 2, end - 2).trim() })
    from = end
  }
  if (from < text.length || parts.length === 0) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

/** How a value reads inside a longer text: null is empty, lists and objects are JSON. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
