import { type Known, kindOf, memberOf, membersOf, shortValue } from './data-shape.ts'

/** The roots an expression can begin with, e.g. `inputs`, `nodes`. */
export type KnownRoots = ReadonlyMap<string, Known>

export interface Completion {
  label: string
  /** What is put in the place of what was typed. */
  apply: string
  /** Kind and value of the last run. */
  detail: string
  kind: 'variable' | 'field' | 'function'
}

export interface Completions {
  /** Where in the text the word begins that is completed. */
  from: number
  options: Completion[]
}

/** A path with a dot at the end of a text, and what was typed behind it: `nodes.fetch.bo`, `nodes["a-b"].`, `inputs.items[0].`. */
const PATH = /(?:^|[^\w.\]"'])([A-Za-z_]\w*(?:\.\??[A-Za-z_]\w*|\[\??(?:\d+|"[^"\\]*"|'[^'\\]*')\])*)\.\??([A-Za-z_]\w*)?$/
const STEP = /\.\??([A-Za-z_]\w*)|\[\??(?:(\d+)|"([^"\\]*)"|'([^'\\]*)')\]/g
const PLAIN = /^[A-Za-z_]\w*$/

const OF_LISTS: ReadonlyArray<[string, string]> = [
  ['map(x, x)', 'each item made into another'],
  ['filter(x, x != null)', 'the items that hold'],
  ['exists(x, x != null)', 'whether any item holds'],
  ['all(x, x != null)', 'whether every item holds'],
  ['size()', 'how many'],
]
const OF_TEXTS: ReadonlyArray<[string, string]> = [
  ['contains("")', 'whether it holds a text'],
  ['startsWith("")', 'whether it begins with a text'],
  ['endsWith("")', 'whether it ends with a text'],
  ['size()', 'how many characters'],
]
const FUNCTIONS: ReadonlyArray<[string, string]> = [
  ['size()', 'length of a list, text or map'],
  ['has()', 'whether a field is there'],
  ['string()', 'as text'],
  ['int()', 'as a whole number'],
  ['double()', 'as a number'],
  ['timestamp("")', 'an instant'],
  ['duration("")', 'a stretch of time'],
]

function functions(offers: ReadonlyArray<[string, string]>): Completion[] {
  return offers.map(([call, detail]) => ({ label: call.replace(/\(.*/, '()'), apply: call, detail, kind: 'function' }))
}

function describe(known: Known): string {
  const kind = kindOf(known)
  return known.has && kind !== 'null' ? `${kind} ${shortValue(known.value)}` : kind
}

/** Where a path leads in what is known. */
export function followPath(roots: KnownRoots, path: string): Known | undefined {
  const root = /^[A-Za-z_]\w*/.exec(path)?.[0] ?? ''
  let here = roots.get(root)
  for (const [, plain, index, double, single] of path.slice(root.length).matchAll(STEP)) {
    if (!here) return undefined
    here = memberOf(here, index === undefined ? (plain ?? double ?? single ?? '') : Number(index))
  }
  return here
}

/** What may stand at the end of `before`, the expression up to the cursor; undefined where nothing is to be said. */
export function completionsAt(before: string, roots: KnownRoots, asked: boolean): Completions | undefined {
  if (insideText(before)) return undefined
  const [member, path = '', typed = ''] = PATH.exec(before) ?? []
  if (member === undefined) {
    const word = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? ''
    // Behind a dot that follows no path (`1.`, `).`) there is nothing to say; nor is a word part of a number.
    if ((word === '' && !asked) || /[\w.?]$/.test(before.slice(0, before.length - word.length))) return undefined
    const options = [...roots].map(([name, known]): Completion => ({ label: name, apply: name, detail: describe(known), kind: 'variable' }))
    return { from: before.length - word.length, options: [...options, ...functions(FUNCTIONS)] }
  }
  const owner = followPath(roots, path)
  if (!owner) return undefined
  const fields = membersOf(owner).map(({ name, known }): Completion => ({ label: name, apply: name, detail: describe(known), kind: 'field' }))
  const kind = kindOf(owner)
  const calls = kind === 'list' || kind === 'array' ? functions(OF_LISTS) : kind === 'string' ? functions(OF_TEXTS) : []
  const from = before.length - typed.length
  return { from, options: [...fields, ...calls] }
}

/** A name a dot cannot lead to is written as an index: the dot before it goes. */
export function asMember(name: string): { apply: string; overDot: boolean } {
  return PLAIN.test(name) ? { apply: name, overDot: false } : { apply: `[${JSON.stringify(name)}]`, overDot: true }
}

/** Walks a text quote by quote: the quote it ends in, empty outside, and where `sought` stands first outside of quotes. */
function walk(text: string, sought: string): { quote: string; at: number } {
  let quote = ''
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? ''
    if (quote !== '' && character === '\\') index++
    else if (quote !== '' && character === quote) quote = ''
    else if (quote === '' && (character === '"' || character === "'")) quote = character
    else if (quote === '' && sought !== '' && text.startsWith(sought, index)) return { quote, at: index }
  }
  return { quote, at: -1 }
}

/** Whether the text ends inside a quoted string. */
function insideText(text: string): boolean {
  return walk(text, '').quote !== ''
}

/** The expression the cursor stands in, up to the cursor; undefined in the plain text of a template. */
export function expressionBefore(text: string): string | undefined {
  for (let open = text.indexOf('{{'); open >= 0; ) {
    const inside = text.slice(open + 2)
    const { at } = walk(inside, '}}')
    if (at < 0) return inside
    open = text.indexOf('{{', open + 2 + at + 2)
  }
  return undefined
}
