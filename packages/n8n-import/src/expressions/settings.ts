import { isShape } from '../shapes.ts'
import { type Lookup, referenceOf } from './references.ts'
import { inspectScript, preludeFor } from './script.ts'
import { celOf } from './source.ts'
import { literalText, type Piece, piecesOf } from './template.ts'
import { celFrom } from './to-cel.ts'

/** A setting that cannot be said here; its node is kept as it was. */
export class Inexpressible extends Error {
  override readonly name = 'Inexpressible'
}

/**
 * Turns the settings of one node into ours: expressions become CEL where CEL can say them. The others, as long as they are plain
 * JavaScript, are computed by a function node before this one (`preparation`), and read from there.
 */
export class Settings {
  private readonly scripts: string[] = []
  /** Variables of the server that its expressions read. */
  readonly variables = new Set<string>()
  private readonly read = { nodes: new Set<string>(), current: false, logs: false }

  constructor(
    private readonly lookup: Lookup,
    /** Id of the function node that would compute what CEL cannot say. */
    private readonly preparationId: string,
  ) {}

  /** A template of ours for a parameter. Throws Inexpressible. */
  template(parameter: unknown): string {
    const text = typeof parameter === 'string' ? parameter : JSON.stringify(parameter)
    return this.pieces(text)
      .map((piece) => (piece.kind === 'text' ? literalText(piece.text) : `{{ ${this.celOf(piece)} }}`))
      .join('')
  }

  /** A value of our templates: texts inside are templates, everything else stays. Throws Inexpressible. */
  value(parameter: unknown): unknown {
    if (typeof parameter === 'string') return this.template(parameter)
    if (Array.isArray(parameter)) return parameter.map((item) => this.value(item))
    return isShape(parameter) ? Object.fromEntries(Object.entries(parameter).map(([key, value]) => [key, this.value(value)])) : parameter
  }

  /** A CEL expression with the value of a parameter. Throws Inexpressible. */
  operand(parameter: unknown): string {
    if (typeof parameter !== 'string') return JSON.stringify(parameter ?? null)
    const parts = this.pieces(parameter).map((piece) => (piece.kind === 'text' ? JSON.stringify(piece.text) : this.celOf(piece)))
    const [only] = parts
    if (parts.length === 0) return '""'
    if (parts.length === 1 && only !== undefined) return only
    return `(${parts.map((part) => (part.startsWith('"') ? part : `string(${part})`)).join(' + ')})`
  }

  /** A CEL expression for a parameter that is nothing but the data at a path: null where there is none, as n8n's is undefined. */
  pathOrNull(parameter: unknown): string | undefined {
    if (typeof parameter !== 'string') return undefined
    const [only, ...more] = this.pieces(parameter)
    const reference = only?.kind === 'expression' && more.length === 0 ? referenceOf(only.ast, this.lookup) : undefined
    return reference && reference.source.kind !== 'run' && reference.keys.length > 0 ? this.noted(celOf(reference.source, reference.keys, 'null')) : undefined
  }

  /** The pieces of a text, each expression as CEL, for those who put them together themselves. Throws Inexpressible. */
  parts(parameter: string): readonly ({ text: string } | { cel: string })[] {
    return this.pieces(parameter).map((piece) => (piece.kind === 'text' ? { text: piece.text } : { cel: this.celOf(piece) }))
  }

  /** Code of the function node before this one; undefined when none is needed. */
  preparation(): string | undefined {
    if (this.scripts.length === 0) return undefined
    const prelude = preludeFor({ nodes: [...this.read.nodes], current: this.read.current, logs: this.read.logs }, this.lookup)
    return `${prelude}\nreturn {\n${this.scripts.map((source, index) => `  v${index + 1}: (${source}\n  ),`).join('\n')}\n}`
  }

  private noted(cel: string | undefined): string | undefined {
    for (const [, plain, quoted] of cel?.matchAll(VARIABLES) ?? []) this.variables.add(plain ?? quoted ?? '')
    return cel
  }

  private pieces(parameter: string): readonly Piece[] {
    const pieces = piecesOf(parameter)
    if (!pieces) throw new Inexpressible(`An expression of it is not JavaScript: ${shortened(parameter)}`)
    return pieces
  }

  private celOf({ source, ast }: Extract<Piece, { kind: 'expression' }>): string {
    const cel = this.noted(celFrom(ast, this.lookup))
    if (cel !== undefined) return cel
    const found = inspectScript(ast)
    if ('refused' in found) throw new Inexpressible(`${shortened(source)} cannot be said here: ${found.refused}.`)
    if (preludeFor(found, this.lookup) === undefined)
      throw new Inexpressible(`${shortened(source)} cannot be said here: it reads a node whose data is not here.`)
    for (const name of found.nodes) this.read.nodes.add(name)
    this.read.current ||= found.current
    this.read.logs ||= found.logs === true
    this.scripts.push(source)
    return `nodes.${this.preparationId}.v${this.scripts.length}`
  }
}

const VARIABLES = /(?<![A-Za-z0-9_."'])vars(?:\.\??([A-Za-z_][A-Za-z0-9_]*)|\[\??"([^"\\]+)"\])/g

const MAX_SHOWN = 80

export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line
}
