import { literalText } from '../literal-text.ts'

export type Parsed = { value: unknown } | { fault: string }

const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/

/** A number as typed; empty text is no value. Bounds are left to validation, which knows them with their pointers. */
export function parseNumber(text: string, { integer }: { integer: boolean }): Parsed {
  const trimmed = text.trim()
  if (trimmed === '') return { value: undefined }
  if (/^-?\d+,\d+$/.test(trimmed)) return { fault: `Write a point for the comma: ${trimmed.replace(',', '.')}.` }
  if (!NUMBER.test(trimmed)) return { fault: 'This is not a number.' }
  const value = Number(trimmed)
  if (integer && !Number.isInteger(value)) return { fault: 'Whole numbers only.' }
  return kept(value, integer)
}

/** What a document would hold as another number, or as none. */
function kept(value: number, integer: boolean): Parsed {
  const exact = Number.isFinite(value) && (!integer || Number.isSafeInteger(value))
  return exact ? { value } : { fault: 'This number is too large to be kept exactly.' }
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, sec: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
const SPAN = /(\d+(?:\.\d+)?)\s*([a-z]+)/gi

/** A time as typed, in milliseconds: a bare number, or as people say it, `90 s`, `1 d 12 h`. Bounds are left to validation. */
export function parseMilliseconds(text: string, { integer }: { integer: boolean }): Parsed {
  if (!/[a-z]/i.test(text)) return parseNumber(text, { integer })
  const spans = [...text.matchAll(SPAN)].map(([, count, unit = '']) => Number(count) * (UNITS[unit.toLowerCase()] ?? Number.NaN))
  const value = spans.reduce((sum, span) => sum + span, 0)
  const understood = text.replace(SPAN, '').trim() === '' && !Number.isNaN(value)
  return understood ? kept(integer ? Math.round(value) : value, integer) : { fault: 'Write milliseconds, or a time such as 90 s, 20 min, 2 h, 1 d 12 h.' }
}

/** Enough of a text to tell it by. */
const short = (text: string) => literalText(text.length > 24 ? `${text.slice(0, 23)}…` : text)

/** Whole numbers with commas or spaces between; empty text is no value. */
export function parseNumbers(text: string): Parsed {
  const parts = text.split(/[\s,]+/).filter(Boolean)
  if (parts.length === 0) return { value: undefined }
  const wrong = parts.find((part) => !/^-?\d+$/.test(part))
  if (wrong !== undefined) return { fault: `“${short(wrong)}” is not a whole number.` }
  const large = parts.find((part) => !Number.isSafeInteger(Number(part)))
  return large === undefined ? { value: parts.map(Number) } : { fault: `“${short(large)}” is too large to be kept exactly.` }
}
