import { canonicalType, NODE_TYPES } from '@aob/schemas'
import type { FieldSchema } from '../../../ui/forms/form-fields.ts'
import { outputFields } from '../inspector/upstream-references.ts'

/** The members a node type's output promises, as a schema. */
export function promisedOutput(type: string): FieldSchema | undefined {
  const known = canonicalType(type)
  const fields = known ? outputFields(NODE_TYPES[known].type) : []
  return fields.length === 0 ? undefined : { type: 'object', properties: Object.fromEntries(fields.map((field) => [field, {}])) }
}
