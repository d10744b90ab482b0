import { jsonEqual } from '@aob/ir/document'

export type JsonReading = { kind: 'value'; value: unknown } | { kind: 'fault'; reason: string }

/** Reads text; blank text is no value. */
export function readJson(text: string): JsonReading {
  if (text.trim() === '') return { kind: 'value', value: undefined }
  try {
    return { kind: 'value', value: JSON.parse(text) }
  } catch (error) {
    return { kind: 'fault', reason: notJsonYet(error) }
  }
}

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
