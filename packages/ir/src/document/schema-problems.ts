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
    if (!problems.has(pointer)) problems.set(pointer, fault(code, pointer, describe(issue, path)))
  }
  return [...problems.values()]
}

function fieldOf({ keyword, params }: SchemaIssue): string[] {
  if (keyword === 'additionalProperties') return [String(params.additionalProperty)]
  if (keyword === 'required') return [String(params.missingProperty)]
  return []
}

function describe({ keyword, params, message }: SchemaIssue, path: readonly (string | number)[]): string {
  const field = path.length === 0 ? 'The document' : String(path.at(-1))
  switch (keyword) {
    case 'additionalProperties':
      return `${field} is not a known field.`
    case 'required':
      return `${field} is missing.`
    case 'enum':
      return `${field} must be one of ${JSON.stringify(params.allowedValues)}.`
    case 'const':
      return `${field} must be ${JSON.stringify(params.allowedValue)}.`
    default:
      return `${field} ${message ?? 'is not valid'}.`
  }
}
