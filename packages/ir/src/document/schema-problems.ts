import type { ErrorCode, FieldProblem } from '@aob/schemas'
import type { SchemaIssue, SchemaValidator } from '@aob/schemas/validators'
import { formatPointer, parsePointer } from './pointer.ts'
import { fault } from './problem.ts'

/** Problems listed in one answer; nobody reads more, and a hostile document could have one per element. */
export const MAX_PROBLEMS = 200

/** What a schema says against a value, one problem per place and at most MAX_PROBLEMS; pointers name the field at fault, a missing or surplus one included. */
export function schemaProblems(validator: SchemaValidator, value: unknown, code: ErrorCode, prefix: readonly (string | number)[] = []): FieldProblem[] {
  if (validator(value)) return []
  const problems = new Map<string, FieldProblem>()
  for (const issue of validator.errors ?? []) {
    if (problems.size === MAX_PROBLEMS) break
    const path = [...prefix, ...(parsePointer(issue.instancePath) ?? []), ...fieldOf(issue)]
    const pointer = formatPointer(path)
    // Of several words on one place (a union names each of its branches) the first is the most direct.
    if (!problems.has(pointer)) {
      const message = describe(issue, spokenField(value, path, prefix.length))
      problems.set(pointer, fault(code, pointer, message, { rule: issue.keyword, ...nameOf(value, path, prefix.length) }))
    }
  }
  return [...problems.values()]
}

function fieldOf({ keyword, params }: SchemaIssue): string[] {
  if (keyword === 'additionalProperties') return [String(params.additionalProperty)]
  if (keyword === 'required') return [String(params.missingProperty)]
  return []
}

/** The field at the end of a path by its key; an element of a list by the key of the list. */
function nameOf(value: unknown, path: readonly (string | number)[], outside: number): { name?: string } {
  const name = isItem(value, path, outside) ? path.at(-2) : path.at(-1)
  return name === undefined ? {} : { name: String(name) }
}

/** How a place is called: by its key, an element of a list by its number, as people count. */
function spokenField(value: unknown, path: readonly (string | number)[], outside: number): string {
  const last = path.at(-1)
  if (last === undefined) return 'The document'
  return isItem(value, path, outside) ? `Item ${Number(last) + 1} of ${path.at(-2)}` : String(last)
}

function isItem(value: unknown, path: readonly (string | number)[], outside: number): boolean {
  let holder = value
  // Own keys only: a path goes where the value has something.
  for (const part of path.slice(outside, -1)) holder = Object.getOwnPropertyDescriptor(Object(holder), part)?.value
  return Array.isArray(holder) && path.length > 1
}

const counted = (count: unknown, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** What a keyword asks for, by its limit. */
const ASKED: Readonly<Record<string, (limit: unknown) => string>> = {
  minLength: (limit) => (limit === 1 ? 'must not be empty' : `must have at least ${counted(limit, 'character')}`),
  maxLength: (limit) => `must have at most ${counted(limit, 'character')}`,
  minItems: (limit) => `must have at least ${counted(limit, 'item')}`,
  maxItems: (limit) => `must have at most ${counted(limit, 'item')}`,
  minimum: (limit) => `must be at least ${limit}`,
  maximum: (limit) => `must be at most ${limit}`,
}

/** What the patterns of our schemas let in, in words. */
const PATTERNS: Readonly<Record<string, string>> = {
  '^[A-Za-z0-9_-]{1,64}$': 'takes letters, digits, “_” and “-”, at most 64',
  '^[A-Za-z0-9_ -]{1,64}$': 'takes letters, digits, spaces, “_” and “-”, at most 64',
  '^[a-z][a-z0-9-]{0,39}$': 'takes small letters, digits and “-”, at most 40, a letter first',
  '^[A-Za-z0-9][A-Za-z0-9 _-]{0,79}$': 'takes letters, digits, spaces, “_” and “-”, at most 80, a letter or digit first',
  '^[A-Za-z][A-Za-z0-9_.-]{0,63}$': 'takes letters, digits, “_”, “.” and “-”, at most 64, a letter first',
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

const oneOf = (values: unknown): string =>
  [values]
    .flat()
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    .join(', ')

function describe({ keyword, params, message }: SchemaIssue, field: string): string {
  switch (keyword) {
    case 'additionalProperties':
      return `${field} is not a known field.`
    case 'required':
      return `${field} is missing.`
    case 'enum':
      return `${field} must be one of ${oneOf(params.allowedValues)}.`
    case 'const':
      return `${field} must be ${JSON.stringify(params.allowedValue)}.`
    case 'type':
      return `${field} must be ${TYPES[String(params.type)] ?? params.type}.`
    case 'pattern':
      return `${field} ${PATTERNS[String(params.pattern)] ?? message}.`
    case 'uniqueItems':
      return `${field} has the same thing twice.`
    default:
      return `${field} ${ASKED[keyword]?.(params.limit) ?? message ?? 'is not valid'}.`
  }
}
