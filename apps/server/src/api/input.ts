import { MAX_PROBLEMS } from '@aob/ir/document'
import type { FieldProblem } from '@aob/schemas'
import type { SchemaIssue, SchemaValidator } from '@aob/schemas/validators'
import { DomainError } from '../domain-error.ts'

/** A parser for tRPC's `.input()` and for REST bodies: the precompiled validator with the type it proves. */
export function input<T>(validator: SchemaValidator): (value: unknown) => T {
  return (value) => {
    if (!validator(value)) throw invalidRequest(validator.errors ?? [])
    // The validator is generated from the schema T is generated from.
    return value as T
  }
}

function invalidRequest(issues: readonly SchemaIssue[]): DomainError {
  // A hostile body has a fault per member; the answer must not grow with it.
  const problems = issues.slice(0, MAX_PROBLEMS).map(fieldProblem)
  const [first] = problems
  return new DomainError('request.invalid', first && `${first.pointer === '' ? 'The request' : first.pointer} ${first.message}.`, {
    problems,
    pointer: first?.pointer,
  })
}

/** Points at the field at fault itself: the unknown or the missing member, not the object around it. */
function fieldProblem(issue: SchemaIssue): FieldProblem {
  const { additionalProperty, missingProperty, allowedValues } = issue.params
  const member = additionalProperty ?? missingProperty
  const pointer = typeof member === 'string' ? `${issue.instancePath}/${escapePointer(member)}` : issue.instancePath
  return { code: 'request.invalid', pointer, severity: 'error', message: messageOf(issue, allowedValues) }
}

function messageOf(issue: SchemaIssue, allowedValues: unknown): string {
  if (issue.keyword === 'additionalProperties') return 'is not a known field'
  if (issue.keyword === 'required') return 'is required'
  if (Array.isArray(allowedValues)) return `must be one of ${allowedValues.join(', ')}`
  return issue.message ?? 'is not valid'
}

export function escapePointer(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1')
}
