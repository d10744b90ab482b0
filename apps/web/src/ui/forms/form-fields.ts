import { orderedNames } from './input-order.ts'

/** The part of JSON Schema that node types and run inputs use. */
export interface FieldSchema {
  type?: string | string[]
  title?: string
  description?: string
  default?: unknown
  examples?: unknown[]
  enum?: unknown[]
  const?: unknown
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  properties?: Record<string, FieldSchema>
  required?: string[]
  items?: FieldSchema
  additionalProperties?: boolean | FieldSchema
  format?: string
  'x-widget'?: string
  /** Names of properties in the order their author gave them. */
  'x-order'?: unknown
}

interface Common {
  /** Property name. */
  key: string
  label: string
  hint?: string
  required: boolean
  /** The schema's default; what applies while nothing is set. */
  default?: unknown
  /** What a value may look like, shown while there is none and no default. */
  example?: unknown
}

/** What names a text may be that whoever shows the form knows. */
export type Suggested = 'workflow'

/**
 * One field of a form. What a kind does not need it does not carry. A text that is `plain` holds no expressions. What is `bounded` may
 * not be longer, or out of bounds, in the document even for a moment, so that what is too much stays in the field. One that
 * names something `suggests` what there is of it.
 */
export type FieldSpec =
  | (Common & { kind: 'line' | 'text' | 'code' | 'expression'; maxLength?: number; plain?: boolean; bounded?: boolean; suggests?: Suggested })
  | (Common & { kind: 'choice'; options: string[] })
  | (Common & { kind: 'number'; integer: boolean; duration?: boolean; minimum?: number; maximum?: number; bounded?: boolean })
  | (Common & { kind: 'switch' })
  | (Common & { kind: 'pairs' })
  | (Common & { kind: 'flags'; options: string[] })
  | (Common & { kind: 'numbers'; minimum?: number; maximum?: number })
  | (Common & { kind: 'lines' })
  | (Common & { kind: 'rows'; fields: FieldSpec[]; minItems: number; maxItems?: number })
  | (Common & { kind: 'json'; inner?: boolean })

export type FieldKind = FieldSpec['kind']

/** `deadlineMs` -> `Deadline ms`; used only where a schema gives no title. */
function readableName(key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase()
}

function strings(values: readonly unknown[] | undefined): string[] | undefined {
  return values?.length && values.every((value) => typeof value === 'string') ? (values as string[]) : undefined
}

function textKind(schema: FieldSchema): 'line' | 'text' | 'code' | 'expression' {
  const widget = schema['x-widget']
  return widget === 'text' || widget === 'code' || widget === 'expression' ? widget : 'line'
}

function arrayField(common: Common, schema: FieldSchema): FieldSpec {
  const items = schema.items ?? {}
  const options = strings(items.enum)
  if (options) return { ...common, kind: 'flags', options }
  if (items.type === 'integer' || items.type === 'number') return { ...common, kind: 'numbers', minimum: items.minimum, maximum: items.maximum }
  if (items.type === 'string') return { ...common, kind: 'lines' }
  if (items.type === 'object' && items.properties)
    return { ...common, kind: 'rows', fields: formFields(items), minItems: schema.minItems ?? 0, maxItems: schema.maxItems }
  return { ...common, kind: 'json' }
}

function fieldOf(key: string, schema: FieldSchema, required: boolean): FieldSpec {
  const common: Common = {
    key,
    label: schema.title ?? readableName(key),
    required,
    ...(schema.description ? { hint: schema.description } : {}),
    ...(schema.default === undefined ? {} : { default: schema.default }),
    ...(schema.examples?.[0] === undefined ? {} : { example: schema.examples[0] }),
  }
  const widget = schema['x-widget']
  if (widget === 'json') return { ...common, kind: 'json' }
  // Their expressions are worked out inside, with data of its own.
  if (widget === 'body' || widget === 'inner') return { ...common, kind: 'json', inner: true }
  const options = strings(schema.enum)
  if (options) return { ...common, kind: 'choice', options }
  switch (schema.type) {
    case 'string':
      return {
        ...common,
        kind: textKind(schema),
        maxLength: schema.maxLength,
        ...(widget === 'plain' || widget === 'workflow' ? { plain: true } : {}),
        ...(widget === 'workflow' ? { suggests: widget } : {}),
      }
    case 'integer':
    case 'number':
      return {
        ...common,
        kind: 'number',
        integer: schema.type === 'integer',
        minimum: schema.minimum,
        maximum: schema.maximum,
        ...(widget === 'duration' ? { duration: true } : {}),
      }
    case 'boolean':
      return { ...common, kind: 'switch' }
    case 'array':
      return arrayField(common, schema)
    case 'object': {
      const values = schema.additionalProperties
      return typeof values === 'object' && values.type === 'string' && !schema.properties ? { ...common, kind: 'pairs' } : { ...common, kind: 'json' }
    }
    default:
      return { ...common, kind: 'json' }
  }
}

/** What stands in a field while nothing else does: the default that applies, else what a value may look like. */
export function placeholderOf({ default: preset, example }: Pick<Common, 'default' | 'example'>, say: (value: unknown) => string = String): string | undefined {
  if (preset !== undefined) return say(preset)
  return example === undefined ? undefined : `e.g. ${say(example)}`
}

/** The fields of an object schema, in its author's order; what no field fits is edited as JSON. */
export function formFields(schema: FieldSchema): FieldSpec[] {
  const required = new Set(schema.required)
  return orderedNames(schema).map((key) => fieldOf(key, schema.properties?.[key] ?? {}, required.has(key)))
}

/** Defaults of an object schema's properties: what a form starts with. */
export function defaultsOf(schema: FieldSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).flatMap(([key, property]) => (property.default === undefined ? [] : [[key, property.default]])),
  )
}

/** The fields of a run's inputs: what must be answered comes first, unless their author put them otherwise. */
export function inputFields(schema: FieldSchema): FieldSpec[] {
  // What has a default need not be given, whatever the schema requires of the outcome.
  const fields = formFields(schema).map((field) => (field.default === undefined ? field : { ...field, required: false }))
  if (schema['x-order'] !== undefined) return fields
  const asked = questionsOf(schema)
  return fields.sort((a, b) => Number(asked.includes(b.key)) - Number(asked.includes(a.key)))
}

/** Required properties that have no default: what a person must be asked for. */
export function questionsOf(schema: FieldSchema): string[] {
  return (schema.required ?? []).filter((key) => schema.properties?.[key]?.default === undefined)
}

/** An object with one property set, or left out when the value is undefined. */
export function withProperty(value: Readonly<Record<string, unknown>>, key: string, next: unknown): Record<string, unknown> {
  const { [key]: _, ...rest } = value
  return next === undefined ? rest : { ...value, [key]: next }
}

/** What the field of a property is called. */
export function labelOf(fields: readonly FieldSpec[], key: string): string {
  return fields.find((field) => field.key === key)?.label ?? key
}
