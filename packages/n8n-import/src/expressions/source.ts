/**
 * Where the data of a node of n8n is found here.
 * - `inputs`: what started the run; of a webhook, its parts `body`, `query` and `params` are the inputs themselves
 * - `node`: the output of a node, or a part of it
 * - `item`: the item of the map around
 * - `vars`: variables of the server, as n8n's are of its instance; functions do not see them
 * - `run`: the run itself, its `id` and the name of its `workflow`; functions do not see it
 * - `one_of`: whichever of several ran
 */
export type Source =
  | { kind: 'inputs'; webhook: boolean }
  | { kind: 'node'; id: string; path: readonly string[]; answer?: Answer | undefined }
  | { kind: 'item' }
  | { kind: 'vars' }
  | { kind: 'run' }
  | { kind: 'one_of'; sources: readonly Source[] }

/** How n8n names the parts of what a model answers; here they are `text`, and `data` where a schema asks for it. */
export type Answer = 'agent' | 'chat' | 'data' | 'summary'

const NAMES: Readonly<Record<Answer, { words: readonly string[]; part: string }>> = {
  agent: { words: ['output'], part: 'text' },
  chat: { words: ['message', 'content'], part: 'text' },
  data: { words: ['output'], part: 'data' },
  summary: { words: ['response', 'text'], part: 'text' },
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/
/** Words of CEL that cannot follow a dot. */
const CEL_WORDS = new Set('in as break const continue else for function if import let loop package namespace return var void while true false null'.split(' '))
const WEBHOOK_PARTS = new Set(['body', 'query', 'params'])

export type Key = string | number

/** What an expression is to give where the data has no such part: nothing, so that it fails and says so, or null. */
export type Missing = 'fails' | 'null'

export function celPath(keys: readonly Key[], missing: Missing = 'fails'): string {
  const mark = missing === 'null' ? '?' : ''
  return keys
    .map((key) => (typeof key === 'string' && IDENTIFIER.test(key) && !CEL_WORDS.has(key) ? `.${mark}${key}` : `[${mark}${JSON.stringify(key)}]`))
    .join('')
}

const orNull = (path: string, missing: Missing): string => (path !== '' && missing === 'null' ? `${path}.orValue(null)` : path)

/** Keys below a source as they are found here; undefined when that part has no counterpart. */
function translated(source: Source, keys: readonly Key[]): readonly Key[] | undefined {
  if (source.kind === 'inputs' && source.webhook) return WEBHOOK_PARTS.has(String(keys[0])) ? keys.slice(1) : keys.length === 0 ? keys : undefined
  if (source.kind !== 'node' || source.answer === undefined || keys.length === 0) return keys
  const { words, part } = NAMES[source.answer]
  if (words.some((word, index) => keys[index] !== word)) return keys[0] === 'text' ? keys : undefined
  return [part, ...keys.slice(words.length)]
}

/** A CEL expression for the data at `keys` below a source; undefined when it cannot be said. */
export function celOf(source: Source, keys: readonly Key[] = [], missing: Missing = 'fails'): string | undefined {
  if (source.kind === 'one_of') return celOfOne(source.sources, keys, missing)
  const inner = translated(source, keys)
  if (!inner) return undefined
  const below = orNull(celPath(inner, missing), missing)
  if (source.kind === 'node') return `nodes${celPath([source.id, ...source.path])}${below}`
  return `${source.kind}${below}`
}

function celOfOne(sources: readonly Source[], keys: readonly Key[], missing: Missing): string | undefined {
  const [first, ...others] = sources
  if (!first) return undefined
  const here = celOf(first, keys, missing)
  if (others.length === 0 || here === undefined) return here
  const rest = celOfOne(others, keys, missing)
  if (rest === undefined || first.kind !== 'node') return undefined
  return `(${JSON.stringify(first.id)} in nodes ? ${here} : ${rest})`
}

const jsPath = (keys: readonly Key[]): string => keys.map((key) => `[${JSON.stringify(key)}]`).join('')

/** A JavaScript expression for the same, where `inputs`, `nodes` and `mapItem` are variables. */
export function jsOf(source: Source): string {
  if (source.kind === 'vars' || source.kind === 'run') throw new TypeError(`functions see no ${source.kind}`)
  if (source.kind === 'inputs') return source.webhook ? '({ body: inputs, query: inputs, params: inputs, headers: {} })' : 'inputs'
  if (source.kind === 'item') return 'mapItem'
  if (source.kind === 'one_of') return `(${source.sources.map((one) => `(${jsOf(one)})`).join(' ?? ')})`
  const value = `nodes[${JSON.stringify(source.id)}]${source.path.length > 0 ? `?.${jsPath(source.path)}` : ''}`
  if (source.answer === undefined) return value
  const { words, part } = NAMES[source.answer]
  const named = words.reduceRight((inner, word) => `{ ${word}: ${inner} }`, `${value}?.${part}`)
  return `({ ...${named}, text: ${value}?.text })`
}

/** A source that stands for several, each once. */
export function oneOf(sources: readonly Source[]): Source | undefined {
  const distinct = [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()]
  const [only] = distinct
  return distinct.length <= 1 ? only : { kind: 'one_of', sources: distinct }
}

/** Names of the inputs a CEL expression reads. */
export function inputsRead(cel: string): string[] {
  return [...cel.matchAll(/(?<![A-Za-z0-9_.\]])inputs(?:\.\??([A-Za-z_][A-Za-z0-9_]*)|\[\??"([^"\\]+)"\])/g)].map((match) => match[1] ?? match[2] ?? '')
}
