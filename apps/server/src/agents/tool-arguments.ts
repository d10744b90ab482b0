import { DomainError } from '../domain-error.ts'
import { type JsonBounds, parseJsonWithin } from '../json-extent.ts'

/** Characters of one tool call's arguments; more is refused unread. */
export const MAX_ARGUMENTS_LENGTH = 500_000

export type ParsedArguments = { kind: 'ok'; value: Record<string, unknown> } | { kind: 'bad'; message: string }

/** Reads what a model wrote as arguments: untrusted text that should be one JSON object. */
export function parseArguments(text: string, bounds: JsonBounds): ParsedArguments {
  if (text.length > MAX_ARGUMENTS_LENGTH) return { kind: 'bad', message: `The arguments are longer than ${MAX_ARGUMENTS_LENGTH} characters.` }
  let value: unknown
  try {
    value = parseJsonWithin(text.trim() === '' ? '{}' : text, bounds)
  } catch (error) {
    if (error instanceof DomainError) return { kind: 'bad', message: `The arguments cannot be used: ${error.message}` }
    return { kind: 'bad', message: `The arguments are not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { kind: 'bad', message: 'The arguments are not a JSON object.' }
  // An object that is not a list has string keys.
  return { kind: 'ok', value: value as Record<string, unknown> }
}
