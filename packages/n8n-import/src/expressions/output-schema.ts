import { at, isShape, listOf, type Shape, shapeOf, textOf } from '../shapes.ts'

/** What an answer has to fit, by the settings of a parser of n8n: a schema, an example, or a list of attributes. Undefined when they say none. */
export function schemaFrom(parameters: Shape): Shape | undefined {
  const attributes = listOf(at(parameters, 'attributes', 'attributes')).map(shapeOf)
  if (attributes.length > 0) return schemaOfAttributes(attributes)
  const kind = textOf(parameters.schemaType)
  const written = textOf(parameters.inputSchema) ?? textOf(parameters.jsonSchema)
  if (kind !== 'fromJson' && written !== undefined) return objectIn(written)
  const example = textOf(parameters.jsonSchemaExample)
  const value = example === undefined ? undefined : parsedIn(example)
  return value === undefined ? undefined : schemaOf(value)
}

function schemaOfAttributes(attributes: readonly Shape[]): Shape | undefined {
  const named = attributes.flatMap(({ name, type, description, required }) => {
    const key = textOf(name)
    const kind = textOf(type) ?? 'string'
    const as = kind === 'date' ? 'string' : kind
    return key && key !== '__proto__' ? [{ key, required: required === true, schema: { type: as, ...(textOf(description) ? { description } : {}) } }] : []
  })
  if (named.length === 0) return undefined
  const required = named.flatMap(({ key, required: needed }) => (needed ? [key] : []))
  return { type: 'object', properties: Object.fromEntries(named.map(({ key, schema }) => [key, schema])), ...(required.length > 0 ? { required } : {}) }
}

function parsedIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function objectIn(text: string): Shape | undefined {
  const value = parsedIn(text)
  return isShape(value) ? value : undefined
}

/** The schema an example stands for: each key it has is there, with a value of that type. */
function schemaOf(value: unknown): Shape {
  if (Array.isArray(value)) return { type: 'array', ...(value.length > 0 ? { items: schemaOf(value[0]) } : {}) }
  if (isShape(value)) {
    const entries = Object.entries(value).filter(([key]) => key !== '__proto__')
    return { type: 'object', properties: Object.fromEntries(entries.map(([key, inner]) => [key, schemaOf(inner)])), required: entries.map(([key]) => key) }
  }
  return value === null || value === undefined ? {} : { type: typeof value }
}
