/** Text for a `json` column; undefined becomes NULL. */
export function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

/** A NULL column is an absent member. */
export function present<T>(value: T | null): T | undefined {
  return value ?? undefined
}

/** What jsonb refuses inside strings, and the mark itself. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0000 is the character in question.
const UNSTORABLE = /[\u0000\uF8FF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g
const MARKED = /\uF8FF([0-9a-f]{4})/g

/**
 * Text for a `jsonb` column. Characters jsonb cannot hold (U+0000, lone surrogates) are written as U+F8FF and four hex digits,
 * in values and keys, and restored by `fromJsonb`.
 */
export function toJsonb(value: unknown): string {
  return JSON.stringify(mapStrings(value, (text) => text.replace(UNSTORABLE, (unit) => `\uF8FF${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)))
}

export function fromJsonb(value: unknown): unknown {
  return mapStrings(value, (text) => text.replace(MARKED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))))
}

function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, map))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [map(key), mapStrings(item, map)]))
}
