import { type Expression, parse } from 'acorn'

/** A piece of a parameter of n8n: text as it stands, or an expression. */
export type Piece = { kind: 'text'; text: string } | { kind: 'expression'; source: string; ast: Expression }

const PARSER = { ecmaVersion: 2023 } as const

/** Parses a whole JavaScript expression; undefined when the text is none. A `;` at its end is forgiven, as n8n does. */
export function parseExpression(source: string): Expression | undefined {
  try {
    // The line break ends a comment that may stand last.
    const [only, ...others] = parse(`(${withoutSemicolon(source)}\n)`, PARSER).body
    return only?.type === 'ExpressionStatement' && others.length === 0 ? only.expression : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const withoutSemicolon = (source: string): string => source.trim().replace(/;$/, '')

/**
 * The pieces of a parameter. Only a text that begins with `=` holds expressions. Undefined when one of them is not JavaScript.
 * An expression ends at the first `}}` behind which it is complete: objects inside one end in braces too.
 */
export function piecesOf(parameter: string): Piece[] | undefined {
  if (!parameter.startsWith('=')) return parameter === '' ? [] : [{ kind: 'text', text: parameter }]
  const text = parameter.slice(1)
  const pieces: Piece[] = []
  let from = 0
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', from)) {
    const found = expressionAt(text, open + 2)
    if (!found) return undefined
    if (open > from) pieces.push({ kind: 'text', text: text.slice(from, open) })
    pieces.push(found.piece)
    from = found.end
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) })
  return pieces
}

const MAX_CANDIDATES = 50

function expressionAt(text: string, start: number): { piece: Piece; end: number } | undefined {
  let close = text.indexOf('}}', start)
  for (let tries = 0; close >= 0 && tries < MAX_CANDIDATES; tries++) {
    const source = text.slice(start, close)
    const ast = parseExpression(source)
    if (ast) return { piece: { kind: 'expression', source: withoutSemicolon(source), ast }, end: close + 2 }
    close = text.indexOf('}}', close + 1)
  }
  return undefined
}

/** Text as it must stand in a template of ours to mean itself. */
export function literalText(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}')
}
