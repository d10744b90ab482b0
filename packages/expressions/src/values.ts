import { evaluate, Optional } from '@marcbachmann/cel-js'
import { ExpressionFailure } from './expression-failure.ts'
import { EXPRESSION_LIMITS } from './program.ts'

interface CelDuration {
  seconds: bigint
  nanos: number
}

// The library declares these two classes but does not export them: their values lead to them.
const UnsignedInt: new () => { value: bigint } = evaluate('1u').constructor
const Duration: new () => CelDuration = evaluate('duration("1s")').constructor

/** What binding learnt about the data. */
export interface Bound {
  value: unknown
  /** Length of the longest list anywhere in it. */
  longestList: number
}

/**
 * JSON to CEL: integral numbers become int, so that `n % 2` and `n + 1` work; everything else stays.
 * Objects are copied by own keys, so nothing of the host's prototypes is reachable.
 */
export function toCel(value: unknown): Bound {
  let longestList = 0
  const walk = (item: unknown): unknown => {
    if (typeof item === 'number') return Number.isSafeInteger(item) ? BigInt(item) : item
    if (Array.isArray(item)) {
      longestList = Math.max(longestList, item.length)
      return item.map(walk)
    }
    if (typeof item === 'object' && item !== null) return fromEntries(Object.entries(item).map(([key, member]) => [key, walk(member)]))
    return item ?? null
  }
  return { value: walk(value), longestList }
}

const bound = new WeakMap<object, Bound>()

/**
 * As `toCel`, once for each object: what a run has stored is frozen, and the bodies of a map's items read the same inputs and outputs
 * thousands of times.
 */
export function toCelOnce(value: unknown): Bound {
  if (typeof value !== 'object' || value === null) return toCel(value)
  const known = bound.get(value)
  if (known) return known
  const made = toCel(value)
  bound.set(value, made)
  return made
}

/** Like Object.fromEntries, but a member called `__proto__` is data. */
export function fromEntries(entries: Array<[string, unknown]>): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [key, value] of entries) {
    if (key === '__proto__') Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true })
    else result[key] = value
  }
  return result
}

function fail(message: string): never {
  throw new ExpressionFailure('expression.failed', message)
}

function toJsonNumber(value: number | bigint): number {
  const number = Number(value)
  if (typeof value === 'bigint' && !Number.isSafeInteger(number)) fail(`The integer ${value} cannot be held exactly.`)
  if (!Number.isFinite(number)) fail('The result is not a finite number.')
  return number
}

function keyOf(key: unknown): string {
  if (typeof key === 'string') return key
  return typeof key === 'bigint' || typeof key === 'number' || typeof key === 'boolean' ? String(key) : fail('A map key is not a string.')
}

/** CEL to JSON: integers become numbers, timestamps ISO strings, durations seconds; anything else that JSON lacks is `expression.failed`. */
export function toJson(result: unknown): unknown {
  let length = 0
  const count = (characters: number) => {
    length += characters
    if (length > EXPRESSION_LIMITS.maxResultLength) fail(`The result is larger than ${EXPRESSION_LIMITS.maxResultLength} characters.`)
  }
  const walk = (value: unknown): unknown => {
    count(1)
    if (value === null || value === undefined) return null
    if (typeof value === 'boolean') return value
    if (typeof value === 'number' || typeof value === 'bigint') return toJsonNumber(value)
    if (typeof value === 'string') {
      count(value.length)
      return value
    }
    if (Array.isArray(value)) return value.map(walk)
    if (value instanceof Date) return value.toISOString()
    if (value instanceof UnsignedInt) return toJsonNumber(value.value)
    if (value instanceof Duration) return toJsonNumber(value.seconds) + value.nanos / 1e9
    if (value instanceof Optional) return value.hasValue() ? walk(value.value()) : null
    if (typeof value !== 'object' || value instanceof Uint8Array) return fail('The result is not a JSON value.')
    const entries: Array<[unknown, unknown]> = value instanceof Map ? [...value.entries()] : plainEntries(value)
    return fromEntries(
      entries.map(([key, member]) => {
        const name = keyOf(key)
        count(name.length)
        return [name, walk(member)]
      }),
    )
  }
  return walk(result)
}

function plainEntries(value: object): Array<[string, unknown]> {
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) fail('The result is not a JSON value.')
  return Object.entries(value)
}
