/** An object schema that may say in which order its author put the properties. */
export interface OrderedSchema {
  properties?: Record<string, unknown>
  /** Names of properties. Documents are stored with sorted keys, so an order of its own has to be written down. */
  'x-order'?: unknown
}

/** The properties as the author put them; those nobody has put anywhere follow as they come. */
export function orderedNames({ properties = {}, 'x-order': order }: OrderedSchema): string[] {
  const listed = Array.isArray(order) ? order.filter((name): name is string => typeof name === 'string' && Object.hasOwn(properties, name)) : []
  return [...new Set([...listed, ...Object.keys(properties)])]
}

/** The schema with its properties in this order, written down only where sorting would lose it. */
export function withOrder<Schema extends OrderedSchema>(schema: Schema, names: readonly string[]): Schema {
  const { 'x-order': _, ...rest } = schema
  const kept = names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name)
  // Everything but the order is as it was.
  return (kept ? rest : { ...rest, 'x-order': [...names] }) as Schema
}

/** A schema as it is typed: in a text the order of the properties is the order that is meant, and nothing else has to say so. */
export function asTyped<Schema>(schema: Schema): Schema {
  if (!isOrdered(schema)) return schema
  const { 'x-order': _, ...rest } = schema
  const properties = Object.fromEntries(orderedNames(schema).map((name) => [name, schema.properties?.[name]]))
  // Its members and nothing else, at the places they had.
  return { ...rest, properties } as Schema
}

/** A schema as somebody typed it, with the order of its text written down; an order it names itself comes first. */
export function asKept<Schema>(schema: Schema): Schema {
  return isOrdered(schema) ? withOrder(schema, orderedNames(schema)) : schema
}

function isOrdered(schema: unknown): schema is OrderedSchema & Record<string, unknown> {
  return isObject(schema) && isObject(schema.properties)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
