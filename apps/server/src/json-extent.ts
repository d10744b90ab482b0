import { randomInt } from 'node:crypto'
import type { Limits } from '@aob/schemas'
import { DomainError } from './domain-error.ts'

/** What an untrusted body may consist of: a parser's time follows these, not the bytes. */
export type JsonBounds = Pick<Limits, 'maxJsonValues' | 'maxJsonNames' | 'maxDepth'>

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const SPACE = 0x20
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/**
 * One pass over a body before anything is built of it, ended at the first bound it meets. What is no JSON is left to the parser.
 * Names count by their spelling: one written with and without escapes is two.
 * @throws DomainError `limit.values`, `limit.depth`
 */
export function requireJsonWithin(bytes: Uint8Array, bounds: JsonBounds): void {
  const extent = new Extent(bounds)
  let name = [0, 0] as [start: number, end: number]
  let previous = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte <= SPACE) continue
    // Commas count what comes behind them; the first one has none before it.
    if (isOpening(previous) && !isClosing(byte)) extent.value()
    if (byte === QUOTE) {
      name = [at + 1, endOfText(bytes, at + 1)]
      at = name[1]
    } else if (byte === COLON) extent.named(hashOf(bytes, ...name))
    else if (byte === COMMA) extent.value()
    else if (isOpening(byte)) extent.open()
    else if (isClosing(byte)) extent.close()
    previous = byte
  }
}

/**
 * A value from outside, parsed only when its extent is within the bounds.
 * @throws DomainError `limit.values`, `limit.depth`; SyntaxError for what is no JSON
 */
export function parseJsonWithin(json: Uint8Array | string, bounds: JsonBounds): unknown {
  const bytes = typeof json === 'string' ? Buffer.from(json, 'utf8') : Buffer.from(json.buffer, json.byteOffset, json.byteLength)
  requireJsonWithin(bytes, bounds)
  return JSON.parse(bytes.toString('utf8'))
}

const isOpening = (byte: number) => byte === OPEN_LIST || byte === OPEN_OBJECT
const isClosing = (byte: number) => byte === CLOSE_LIST || byte === CLOSE_OBJECT

/** Where the closing quote is, or the end. */
function endOfText(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}

/** Nobody outside knows where it starts, so nobody can prepare names that look like one. */
const HASH_START = randomInt(1, 2 ** 32)

/** FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_START
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
  return hash
}

const LATELY = 1024

class Extent {
  readonly #bounds: JsonBounds
  readonly #names = new Set<number>()
  /** The last name in each of these places: most bodies say the same few over and over. */
  readonly #lately = new Int32Array(LATELY)
  #values = 0
  #depth = 0

  constructor(bounds: JsonBounds) {
    this.#bounds = bounds
  }

  value(): void {
    this.#values += 1
    if (this.#values <= this.#bounds.maxJsonValues) return
    throw tooMany('maxJsonValues', this.#bounds.maxJsonValues, 'members and items')
  }

  named(hash: number): void {
    const place = hash & (LATELY - 1)
    if (this.#lately[place] === hash) return
    this.#lately[place] = hash
    this.#names.add(hash)
    if (this.#names.size <= this.#bounds.maxJsonNames) return
    throw tooMany('maxJsonNames', this.#bounds.maxJsonNames, 'different names of members')
  }

  open(): void {
    this.#depth += 1
    const { maxDepth } = this.#bounds
    if (this.#depth > maxDepth) {
      throw new DomainError('limit.depth', `The JSON is nested deeper than ${maxDepth}.`, { extra: { limit: 'maxDepth', max: maxDepth } })
    }
  }

  close(): void {
    this.#depth -= 1
  }
}

function tooMany(limit: keyof JsonBounds, max: number, what: string): DomainError {
  return new DomainError('limit.values', `The JSON has more than ${max} ${what}.`, { extra: { limit, max } })
}
