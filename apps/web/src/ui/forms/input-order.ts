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

/** A schema as somebody typed it: where it says nothing about the order, the order of the text is meant. */
export function withTypedOrder<Schema extends OrderedSchema>(schema: Schema): Schema {
  return schema['x-order'] === undefined && schema.properties ? withOrder(schema, Object.keys(schema.properties)) : schema
}
