import type { FieldSchema } from '../../../ui/forms/form-fields.ts'
import { orderedNames, withOrder } from '../../../ui/forms/input-order.ts'

/** What a run may be asked for, in a person's words. */
export const INPUT_KINDS = ['text', 'choice', 'number', 'whole', 'flag', 'list', 'object', 'any'] as const
export type InputKind = (typeof INPUT_KINDS)[number]

/** One input of a workflow as a form shows it. */
export interface InputRow {
  name: string
  kind: InputKind
  required: boolean
  schema: FieldSchema
  /** Keywords of its schema the form has no field for; they stay as they are. */
  others: string[]
}

/** The inputs schema of a workflow, with whatever else it says. */
export type InputsSchema = FieldSchema & Record<string, unknown>

/** Names an expression reads as `inputs.name`. */
const NAME = /^(?!__)[A-Za-z_]\w{0,63}$/
const SHOWN = new Set(['type', 'title', 'description', 'default', 'enum'])
/** Keywords beside these say something about all inputs at once, which rows cannot show. */
const OF_ROWS = new Set(['type', 'title', 'description', 'properties', 'required', 'additionalProperties', '$schema', 'x-order'])

const SCHEMAS: Record<InputKind, FieldSchema> = {
  text: { type: 'string' },
  choice: { type: 'string', enum: ['one', 'another'] },
  number: { type: 'number' },
  whole: { type: 'integer' },
  flag: { type: 'boolean' },
  list: { type: 'array' },
  object: { type: 'object' },
  any: {},
}

const KIND_OF: Readonly<Record<string, InputKind>> = { string: 'text', number: 'number', integer: 'whole', boolean: 'flag', array: 'list', object: 'object' }

/** The inputs one by one; undefined when the schema says more than rows can show. */
export function inputRows(schema: unknown): InputRow[] | undefined {
  if (schema === undefined) return []
  if (!isObject(schema) || Object.keys(schema).some((keyword) => !OF_ROWS.has(keyword))) return undefined
  const { type = 'object', properties = {}, required = [] } = schema
  if (type !== 'object' || !isObject(properties) || !Array.isArray(required)) return undefined
  const rows: InputRow[] = []
  for (const name of orderedNames(schema)) {
    const property = properties[name]
    const kind = isObject(property) ? kindOf(property) : undefined
    if (!isObject(property) || kind === undefined) return undefined
    // Its members have been looked at as far as the form uses them.
    rows.push({
      name,
      kind,
      required: required.includes(name),
      schema: property as FieldSchema,
      others: Object.keys(property).filter((word) => !SHOWN.has(word)),
    })
  }
  return rows
}

function kindOf({ type, enum: options }: Record<string, unknown>): InputKind | undefined {
  if (options !== undefined) return (type === 'string' || type === undefined) && isTexts(options) ? 'choice' : undefined
  if (type === undefined) return 'any'
  return typeof type === 'string' ? KIND_OF[type] : undefined
}

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Why an input cannot have this name; undefined when it can. */
export function nameFault(name: string, rows: readonly InputRow[], own: string): string | undefined {
  if (!NAME.test(name)) return 'A letter first, then letters, digits and _; at most 64.'
  return name !== own && rows.some((row) => row.name === name) ? `There is an input ${name} already.` : undefined
}

export function withNewInput(schema: InputsSchema | undefined): { schema: InputsSchema; name: string } {
  const taken = schema?.properties ?? {}
  let name = 'input'
  for (let number = 2; Object.hasOwn(taken, name); number++) name = `input_${number}`
  const next = { type: 'object', ...schema, properties: { ...taken, [name]: { type: 'string' } } }
  return { name, schema: withOrder(next, [...orderedNames({ ...schema }), name]) }
}

/** Undefined once nothing is asked for any more and nothing else is said. */
export function withoutInput(schema: InputsSchema, name: string): InputsSchema | undefined {
  const { [name]: _, ...properties } = schema.properties ?? {}
  const left = orderedNames(schema).filter((other) => other !== name)
  const rest = withOrder(withRequired({ ...schema, properties }, name, false), left)
  const { type: _type, properties: _properties, ...others } = rest
  return Object.keys(properties).length === 0 && Object.keys(others).length === 0 ? undefined : rest
}

/** The input under another name, in its place. */
export function withInputName(schema: InputsSchema, from: string, to: string): InputsSchema {
  const named = (name: string) => (name === from ? to : name)
  const properties = Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, property]) => [named(name), property]))
  const next = { ...schema, properties, ...(schema.required ? { required: schema.required.map(named) } : {}) }
  return withOrder(next, orderedNames(schema).map(named))
}

/** The input that many places further down (up, where negative), as far as there are places. */
export function withInputMoved(schema: InputsSchema, name: string, places: number): InputsSchema {
  const others = orderedNames(schema).filter((other) => other !== name)
  const at = Math.max(0, Math.min(others.length, orderedNames(schema).indexOf(name) + places))
  return withOrder(schema, [...others.slice(0, at), name, ...others.slice(at)])
}

/** What a value of another kind would be is not guessed: default, choices and bounds go with the kind they were made for. */
export function withInputKind(schema: InputsSchema, { name, schema: { title, description } }: InputRow, kind: InputKind): InputsSchema {
  return withInputSchema(schema, name, { ...SCHEMAS[kind], ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) })
}

/** Some keywords of an input; undefined takes one out. */
export function withInputWords(schema: InputsSchema, { name, schema: before }: InputRow, words: Partial<FieldSchema>): InputsSchema {
  const next = Object.entries({ ...before, ...words }).filter(([, value]) => value !== undefined)
  return withInputSchema(schema, name, Object.fromEntries(next))
}

export function withRequired(schema: InputsSchema, name: string, required: boolean): InputsSchema {
  const { required: before = [], ...rest } = schema
  const next = required ? [...before.filter((other) => other !== name), name] : before.filter((other) => other !== name)
  return next.length === 0 ? rest : { ...rest, required: next }
}

function withInputSchema(schema: InputsSchema, name: string, property: FieldSchema): InputsSchema {
  return { ...schema, properties: { ...schema.properties, [name]: property } }
}
