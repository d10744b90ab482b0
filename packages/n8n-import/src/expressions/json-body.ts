import { isShape } from '../shapes.ts'
import { Inexpressible, type Settings } from './settings.ts'
import { literalText } from './template.ts'

/** Stands for an expression while the JSON around it is parsed. Private use: no text of a file means it. */
const mark = (index: number) => `\uE000${index}\uE001`
const MARKS = /\uE000(\d+)\uE001/g

/**
 * A value of our templates for JSON text with expressions in it, inside strings or in place of values. Throws Inexpressible when the
 * text is not JSON around them.
 */
export function jsonBody(text: string, settings: Settings): unknown {
  const cels: string[] = []
  let inString = false
  let json = ''
  for (const part of settings.parts(text)) {
    if ('text' in part) {
      json += part.text
      inString = endsInString(part.text, inString)
    } else {
      cels.push(part.cel)
      json += inString ? mark(cels.length - 1) : `"${mark(cels.length - 1)}"`
    }
  }
  return withExpressions(parsed(json), cels)
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    if (error instanceof SyntaxError) throw new Inexpressible('Its body is not JSON around its expressions.')
    throw error
  }
}

function endsInString(text: string, inString: boolean): boolean {
  let inside = inString
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\' && inside) index++
    else if (text[index] === '"') inside = !inside
  }
  return inside
}

function withExpressions(value: unknown, cels: readonly string[]): unknown {
  if (typeof value === 'string') return literalText(value).replace(MARKS, (_, index) => `{{ ${cels[Number(index)]} }}`)
  if (Array.isArray(value)) return value.map((item) => withExpressions(item, cels))
  return isShape(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withExpressions(inner, cels)])) : value
}
