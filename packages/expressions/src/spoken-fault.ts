import { spokenOverload } from './spoken-types.ts'

/** What the parser, the checker and the evaluator tell of an error, besides its words. */
interface Told {
  code: string
  summary: string
  /** The place in the source it is about, as far as that is known. */
  range?: Stretch
  /** What was being worked out there as a whole, e.g. `inputs.order` where `order` is missing. */
  node?: Stretch
}

interface Stretch {
  start: number
  end: number
}

/** Longest piece of a source a sentence repeats. */
const LONGEST_QUOTE = 40

/** What others write for an operator. */
const MEANT: Readonly<Record<string, string>> = { and: '&&', or: '||', not: '!', '=': '==', '==': '==', '&': '&&', '|': '||', '<>': '!=' }
const CLOSES: Readonly<Record<string, string>> = { RPAREN: ')', RBRACKET: ']', RBRACE: '}', COLON: ':', COMMA: ',' }
/** Where names that are known in some places only are known. */
const LOCAL: Readonly<Record<string, string>> = {
  output: 'in the condition of a connection',
  item: 'inside a map',
  index: 'inside a map',
  iteration: 'in a loop',
  previous: 'in a loop',
}

function told(error: unknown): Told {
  const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
  // Errors of the library carry more than its types say of all of them.
  const { code = '', summary = message, range, node } = (error instanceof Error ? error : {}) as Partial<Told>
  return { code, summary, ...(range ? { range } : {}), ...(node ? { node } : {}) }
}

function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return `“${visible(line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE - 1)}…` : line)}”`
}

/** Characters that turn a sentence around, or take no room in it, by their number. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
}

const WORD = /(?:[\w.[\]]+|"[^"]*"|'[^']*'|[^\w\s]{1,2}|\S)$/
const NEXT = /^(?:\w+|"[^"]*"?|'[^']*'?|\S)/

/** The last word, name or sign before a place; empty at the beginning. */
const before = (source: string, at: number) => WORD.exec(source.slice(0, at).trimEnd())?.[0] ?? ''
const wordAt = (source: string, at: number) => NEXT.exec(source.slice(at))?.[0] ?? ''

/** Where it is, for who looks for it in several lines. */
function line(source: string, at: number): string {
  return source.includes('\n') ? ` (line ${source.slice(0, at).split('\n').length})` : ''
}

function endsEarly(source: string, summary: string): string {
  const last = before(source, source.length)
  const missing = CLOSES[/^Expected (\w+)/.exec(summary)?.[1] ?? '']
  if (missing === ':' && source.includes('?')) return 'A choice is written “condition ? one : other”; its “:” is missing.'
  if (missing !== undefined) return `The expression ends too early: a “${missing}” is missing after ${quoted(last)}.`
  return `The expression ends too early: ${last.endsWith('.') ? 'a name' : 'something'} is missing after ${quoted(last)}.`
}

/** Two things side by side, or a sign that is none. */
function misplaced(source: string, at: number): string {
  const [word, last] = [wordAt(source, at), before(source, at)]
  const meant = MEANT[word] ?? MEANT[last] ?? (last.endsWith('<') && word === '>' ? '!=' : undefined)
  if (meant === '==') return `Two values are compared with “==”, not with “${source.slice(0, at).endsWith('==') ? '===' : '='}”.`
  if (meant !== undefined) return `Write “${meant}” for “${MEANT[word] ? word : meant === '!=' ? '<>' : last}”.`
  if (word === '.' && last.endsWith('?')) return 'A member that may be missing is read with “.?”, not with “?.”.'
  if (word === '$') return 'No name begins with “$” here: outputs are read as “nodes.id”, what the run was started with as “inputs.name”.'
  if (word === '`') return 'A text stands between " and ", or between \' and \'.'
  if (word === ')' || word === ']' || word === '}') return last === '' ? `There is a “${word}” too many.` : `“${word}” does not belong after ${quoted(last)}.`
  if (/^\w|^["']/.test(word) && /[\w\])"']$/.test(last)) return `Between ${quoted(last)} and ${quoted(word)} something is missing, such as “==”, “&&” or “+”.`
  return last === '' ? `An expression does not begin with ${quoted(word)}.` : `${quoted(word)} is not understood after ${quoted(last)}.`
}

function unknownName(name: string, source: string, at: number): string {
  const local = LOCAL[name]
  if (local !== undefined) return `“${name}” is known ${local} only.`
  if (['undefined', 'None', 'nil'].includes(name)) return `Write “null” for “${name}”.`
  const dashed = /(nodes)\.([\w-]+)-$/.exec(source.slice(0, at))
  if (dashed) return `A name with “-” in it stands in brackets: ${dashed[1]}["${dashed[2]}-${wordAt(source, at)}"].`
  const loop = /\.(map|filter|all|exists|exists_one)\(\s*$/.exec(source.slice(0, at))?.[1]
  if (loop && /^\s*\w+\s*\)/.test(source.slice(at))) return `${loop}() names the item first and then says what of it: ${loop}(${name}, ${name} != null).`
  const lower = ['inputs', 'nodes', 'run', 'vars'].find((root) => root === name.toLowerCase() || root === `${name}s`)
  if (lower) return `Write “${lower}” for “${name}”.`
  return `“${name}” is not known here. Values begin with inputs, nodes, run or vars; a text stands between quotes.`
}

/** What was held against an expression, as a sentence that names the place. */
export function spokenFault(error: unknown, source: string): string {
  const { code, summary, range, node } = told(error)
  const at = range?.start ?? 0
  if (source.trim() === '') return 'The expression is empty.'
  if (/^\s*\{\{[\s\S]*\}\}\s*$/.test(source)) return 'This is an expression from its first character: leave out the “{{” and “}}” around it.'
  if (code === 'expected_token' || code === 'unexpected_token' || code === 'unexpected_character') {
    if (at >= source.trimEnd().length) return endsEarly(source, summary)
    return misplaced(source, at).replace(/\.$/, `${line(source, at)}.`)
  }
  if (code === 'unknown_variable') return unknownName(/: (.*)$/.exec(summary)?.[1] ?? '', source, at)
  if (code === 'unterminated_string' || code === 'newline_in_string') return `A text is opened by ${source[at]} and not closed: ${quoted(source.slice(at))}.`
  if (code === 'reserved_identifier')
    return wordAt(source, at) === 'if' ? 'A choice is written “condition ? one : other”.' : `“${wordAt(source, at)}” cannot be a name.`
  if (code === 'no_such_key') return missingKey(summary, node, source)
  if (code === 'index_out_of_bounds')
    return summary.replace(/.*index (-?\d+) .*size (\d+).*/, (_, index, size) => `There is no item ${index} in a list of ${size}; the first is 0.`)
  if (code === 'division_by_zero' || code === 'modulo_by_zero') return 'Nothing can be divided by 0.'
  return spokenOverload(code, summary) ?? `${summary.replace(/\.$/, '')}.`
}

/** `nodes.fetch.body` has no `total`: what is read of what. */
function missingKey(summary: string, node: Stretch | undefined, source: string): string {
  const key = /: (.*)$/.exec(summary)?.[1] ?? ''
  const read = node ? source.slice(node.start, node.end) : ''
  const owner = read.replace(/\s*(?:\.\??\s*\w+|\[[^\]]*\])\s*$/, '')
  return owner === '' || owner === read ? `There is no ${quoted(key)}.` : `There is no ${quoted(key)} in ${quoted(owner)}.`
}
