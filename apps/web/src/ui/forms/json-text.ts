import { jsonEqual } from '@aob/ir/document'

export type JsonReading = { kind: 'value'; value: unknown } | { kind: 'fault'; reason: string }

/** Reads text; blank text is no value. */
export function readJson(text: string): JsonReading {
  if (text.trim() === '') return { kind: 'value', value: undefined }
  try {
    const value: unknown = JSON.parse(text)
    const reason = SUSPICIOUS.test(text) ? refusedIn(value) : undefined
    return reason === undefined ? { kind: 'value', value } : { kind: 'fault', reason }
  } catch (error) {
    return { kind: 'fault', reason: notJsonYet(error) }
  }
}

/** Cheap sign that there may be something the server takes in no document, plain or escaped. */
const SUSPICIOUS = /__proto__|constructor|\\u00/i

/** Why the server would refuse a value whatever its schema says: told while it is typed, before it is a change that is sent back. */
function refusedIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value.includes('\u0000') ? 'The character U+0000 cannot be kept.' : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, member] of Object.entries(value)) {
    if (name === '__proto__' || (name === 'constructor' && isObject(member) && Object.hasOwn(member, 'prototype')))
      return `“${name}” is a name that is never accepted.`
    const reason = refusedIn(name) ?? refusedIn(member)
    if (reason !== undefined) return reason
  }
  return undefined
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** What the parser holds against a text, as a sentence: without the text itself, which stands beside it. */
export function notJsonYet(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return `Not JSON yet: ${message.replace(/, (\.{3})?"[\s\S]* is not valid JSON$/, '').replace(/ in JSON at position \d+/, '')}.`
}

export function writeJson(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, null, 2)
}

export function sameJson(left: unknown, right: unknown): boolean {
  return left === right || (left !== undefined && right !== undefined && jsonEqual(left, right))
}
