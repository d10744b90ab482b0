import type { FieldProblem } from '@aob/schemas'
import { isPlainObject } from './plain-object.ts'
import { formatPointer } from './pointer.ts'
import { fault } from './problem.ts'
import { MAX_PROBLEMS } from './schema-problems.ts'

type Path = (string | number)[]

const TYPES: readonly unknown[] = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']
/** Keywords whose value is a schema, a list of schemas, or schemas by name. */
const ONE = ['items', 'additionalProperties', 'contains', 'not', 'if', 'then', 'else', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties']
const MANY = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const NAMED = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']
const NUMBERS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']
const COUNTS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties']
/** Schemas lie in one another; deeper ones are not looked at. */
const MOST_LEVELS = 40

/** V21: the inputs are declared by a JSON Schema: a run is refused, or asked for nothing, by one that is none. Keywords nobody knows say nothing. */
export function inputsProblems(inputs: unknown): FieldProblem[] {
  if (inputs === undefined) return []
  const problems: FieldProblem[] = []
  judge(inputs, ['inputs'], { problems, level: 0 })
  return problems
}

function judge(schema: unknown, path: Path, around: { problems: FieldProblem[]; level: number }): void {
  const { problems, level } = around
  const say = (at: Path, message: string) => {
    if (problems.length < MAX_PROBLEMS) problems.push(fault('inputs.schema_invalid', formatPointer(at), `${spoken(at)} ${message}.`))
  }
  if (typeof schema === 'boolean' || level > MOST_LEVELS) return
  if (!isPlainObject(schema)) {
    say(path, 'must be a schema, such as {"type": "string"}')
    return
  }
  // A plain object has members by name.
  const words = schema as Record<string, unknown>
  for (const [word, objection] of Object.entries(KEYWORDS)) {
    const message = Object.hasOwn(words, word) ? objection(words[word]) : undefined
    if (message !== undefined) say([...path, word], message)
  }
  const inner = { problems, level: level + 1 }
  for (const word of ONE) if (Object.hasOwn(words, word) && !Array.isArray(words[word])) judge(words[word], [...path, word], inner)
  for (const word of MANY) {
    const list = words[word]
    if (Array.isArray(list)) for (const [index, member] of list.entries()) judge(member, [...path, word, index], inner)
  }
  for (const word of NAMED) {
    const named = words[word]
    if (isPlainObject(named)) for (const [name, member] of Object.entries(named)) judge(member, [...path, word, name], inner)
  }
}

const KEYWORDS: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  type: (value) => {
    const wrong = [value].flat().find((name) => !TYPES.includes(name))
    return wrong === undefined && !(Array.isArray(value) && value.length === 0) ? undefined : `must be one of ${TYPES.join(', ')}`
  },
  properties: (value) => (isPlainObject(value) ? undefined : 'must be an object that names each input'),
  required: (value) => (Array.isArray(value) && value.every((name) => typeof name === 'string') ? undefined : 'must be a list of names'),
  enum: (value) => (Array.isArray(value) && value.length > 0 ? undefined : 'must be a list of the values there are'),
  pattern: (value) => (typeof value === 'string' && isPattern(value) ? undefined : 'must be a regular expression'),
  ...Object.fromEntries(NUMBERS.map((word) => [word, (value: unknown) => (typeof value === 'number' ? undefined : 'must be a number')])),
  ...Object.fromEntries(
    COUNTS.map((word) => [word, (value: unknown) => (Number.isInteger(value) && Number(value) >= 0 ? undefined : 'must be a whole number')]),
  ),
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp
  } catch {
    return false
  }
}

/** A keyword by its name and that of the input it is about. */
function spoken(path: Path): string {
  const word = path.at(-1)
  const name = path.at(-2) === 'properties' ? word : path.at(-3) === 'properties' ? path.at(-2) : undefined
  if (path.at(-2) === 'properties') return `The input ${name}`
  return name === undefined ? String(word) : `${word} of the input ${name}`
}
