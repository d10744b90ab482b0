import { type Schema, Validator } from '@cfworker/json-schema'
import { DomainError } from '../domain-error.ts'
import { type JsonBounds, parseJsonWithin } from '../json-extent.ts'

export type StructuredOutput = { kind: 'ok'; data: unknown } | { kind: 'bad'; problems: string }

const MAX_PROBLEMS = 8

function withoutFence(text: string): string {
  return /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text
}

/** Reads a model's answer as JSON and compares it with the schema its author wrote; an interpreter, never compiled (D-27). */
export function readStructured(text: string, schema: Record<string, unknown>, bounds: JsonBounds): StructuredOutput {
  let data: unknown
  try {
    data = parseJsonWithin(withoutFence(text), bounds)
  } catch (error) {
    if (error instanceof DomainError) return { kind: 'bad', problems: error.message }
    return { kind: 'bad', problems: `The answer is not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  try {
    const { valid, errors } = new Validator(schema as Schema, '2020-12', false).validate(data)
    if (valid) return { kind: 'ok', data }
    return {
      kind: 'bad',
      problems: errors
        .slice(-MAX_PROBLEMS)
        .map((problem) => `${problem.instanceLocation} ${problem.error}`)
        .join('\n'),
    }
  } catch (error) {
    return { kind: 'bad', problems: `The output schema cannot be used: ${error instanceof Error ? error.message : String(error)}` }
  }
}
