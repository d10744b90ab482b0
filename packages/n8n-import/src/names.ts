/** Names every object has cannot be ids. */
const RESERVED = new Set([
  'constructor',
  'prototype',
  '__proto__',
  'hasOwnProperty',
  'toString',
  'valueOf',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
])
const SPELT: Readonly<Record<string, string>> = { æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd' }
const MAX_ID = 64
const MAX_WORKFLOW_NAME = 80

/** Letters without their accents, so that `Größe` is one word; `ß` and what else has no accent to lose is spelt. */
const plainLetters = (name: string): string =>
  name
    .replace(/ß/g, 'ss')
    .replace(/[æœøłđ]/gi, (letter) => SPELT[letter.toLowerCase()] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')

/** `Get lead (CRM)` gives `get_lead_crm`; an id starts with a letter so that expressions may read `nodes.id`. */
export function idFromName(name: string, taken: ReadonlySet<string>): string {
  const plain = plainLetters(name)
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()
  const base = (/^[a-z]/.test(plain) ? plain : `n_${plain}`).slice(0, MAX_ID - 6).replace(/_+$/, '') || 'node'
  return firstFree(base, '_', (id) => !taken.has(id) && !RESERVED.has(id))
}

/** The nearest name a workflow may have; undefined when nothing of it is left. */
export function workflowName(name: string): string | undefined {
  const plain = plainLetters(name)
    // What a person reads as one word stays one: A.I., don't.
    .replace(/\b(?:[A-Za-z]\.){2,}/g, (letters) => letters.replaceAll('.', ''))
    .replace(/(?<=[A-Za-z])['’](?=[A-Za-z])/g, '')
    .replace(/&/g, ' and ')
    .replace(/[^A-Za-z0-9 _-]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_WORKFLOW_NAME)
    .trim()
  return plain === '' ? undefined : plain
}

/** A name for a port that is not in use yet. */
export function portFromName(name: string | undefined, index: number, taken: ReadonlySet<string>): string {
  const plain = (name ?? '')
    .replace(/[^A-Za-z0-9_ -]+/g, ' ')
    .trim()
    .slice(0, MAX_ID - 6)
  return firstFree(plain === '' ? `case ${index + 1}` : plain, ' ', (port) => !taken.has(port))
}

function firstFree(base: string, separator: string, free: (name: string) => boolean): string {
  if (free(base)) return base
  let count = 2
  while (!free(`${base}${separator}${count}`)) count++
  return `${base}${separator}${count}`
}
