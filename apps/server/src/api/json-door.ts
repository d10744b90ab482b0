import { DomainError } from '../domain-error.ts'
import { escapePointer } from './input.ts'

/** Bounds and validates untrusted bytes (D-23) and returns them with normalised tokens: `requireJsonWithin`, then the materializer's `admit`. */
export type Admit = (bytes: Uint8Array) => Uint8Array

/** Member names that reach an object's prototype when somebody copies them carelessly. */
const PROTOTYPE_NAME = '__proto__'
/** Cheap sign that the slow walk is needed: such a name, or NUL, spelt plainly or with escapes. */
const SUSPICIOUS = /__proto__|constructor|\\u00/i

/**
 * Bytes of a body to a value: one UTF-8 JSON value without duplicate keys, prototype keys or NUL.
 * @throws DomainError `request.not_json`, `request.invalid` with the pointer, `limit.*`
 */
export function parseJson(bytes: Uint8Array, admit: Admit): unknown {
  const text = decodeUtf8(admit(bytes))
  const value = parseText(text)
  if (SUSPICIOUS.test(text)) refuseHostile(value, '')
  return value
}

/** The same refusals where somebody else parses: the admitted text. */
export function admittedText(bytes: Uint8Array, admit: Admit): string {
  const text = decodeUtf8(admit(bytes))
  if (SUSPICIOUS.test(text)) refuseHostile(parseText(text), '')
  return text
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new DomainError('request.not_json', 'The body is not UTF-8.', { cause })
  }
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DomainError('request.not_json', undefined, { cause })
  }
}

/** Depth is bounded by the door before. */
function refuseHostile(value: unknown, pointer: string): void {
  if (typeof value === 'string') {
    refuseNul(value, pointer)
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) refuseHostile(item, `${pointer}/${index}`)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) refuseHostileMember(key, item, pointer)
  }
}

function refuseHostileMember(key: string, value: unknown, pointer: string): void {
  const at = `${pointer}/${escapePointer(key)}`
  refuseNul(key, pointer)
  if (key === PROTOTYPE_NAME || (key === 'constructor' && hasPrototypeMember(value))) {
    throw new DomainError('request.invalid', `${at} is a name that is never accepted.`, { pointer: at })
  }
  refuseHostile(value, at)
}

function hasPrototypeMember(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')
}

/** Postgres cannot store U+0000 in text or jsonb. */
function refuseNul(text: string, pointer: string): void {
  if (text.includes('\u0000')) throw new DomainError('request.invalid', 'The character U+0000 is not accepted.', { pointer })
}
