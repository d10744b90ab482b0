import type { FieldProblem } from '@aob/schemas'
import { Validator } from '@cfworker/json-schema'
import { DomainError } from './domain-error.ts'

/**
 * Fills top-level defaults of the workflow's input schema and checks the result (AP-05).
 * Users' schemas run in an interpreter, never as compiled code (D-24). Throws `inputs.invalid` with pointers.
 */
export function resolveInputs(schema: Record<string, unknown> | undefined, inputs: Record<string, unknown>): Record<string, unknown> {
  if (!schema) return inputs
  const filled = { ...defaultsOf(schema), ...inputs }
  const { valid, errors } = new Validator(schema, '2020-12', false).validate(filled)
  if (valid) return filled
  const problems = errors.map(
    (error): FieldProblem => ({
      code: 'inputs.invalid',
      message: error.error,
      pointer: `/inputs${error.instanceLocation.replace(/^#/, '')}`,
      severity: 'error',
    }),
  )
  // The interpreter reports the enclosing object first; the innermost place is what the caller must mend.
  const innermost = problems.reduce(
    (deepest, problem) => (problem.pointer.length > deepest.pointer.length ? problem : deepest),
    problems[0] ?? { code: 'inputs.invalid', message: '', pointer: '/inputs', severity: 'error' },
  )
  throw new DomainError('inputs.invalid', innermost.message, { pointer: innermost.pointer, problems })
}

function defaultsOf(schema: Record<string, unknown>): Record<string, unknown> {
  const { properties } = schema
  if (typeof properties !== 'object' || properties === null) return {}
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, property]) =>
      typeof property === 'object' && property !== null && 'default' in property ? [[key, structuredClone(property.default)]] : [],
    ),
  )
}
