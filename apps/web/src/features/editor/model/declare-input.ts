import type { Workflow } from '@aob/schemas'
import type { FieldSchema } from '../../../ui/forms/form-fields.ts'
import { orderedNames, withOrder } from '../../../ui/forms/input-order.ts'
import type { InputsSchema } from './input-rows.ts'

const ESCAPED = /[.*+?^${}()|[\]\\]/g

/** What kind of value an expression takes an input for, as far as what stands around it tells; a text otherwise. */
export function kindOfUse(source: string, name: string): FieldSchema {
  const escaped = name.replace(ESCAPED, '\\$&')
  const read = `inputs(?:\\.${escaped}(?!\\w)|\\[["']${escaped}["']\\])`
  const used = (pattern: string) => new RegExp(pattern).test(source)
  const number = '-?\\d'
  if (used(`${read}\\s*(?:[<>]=?|[-*/%]|[=!]=|\\+)\\s*${number}`) || used(`\\d\\s*(?:[<>]=?|[-*/%]|[=!]=|\\+)\\s*${read}`)) return { type: 'number' }
  if (used(`${read}\\.(?:map|filter|all|exists|exists_one)\\(`) || used(`\\bin\\s+${read}`) || used(`${read}\\[\\d`)) return { type: 'array' }
  if (
    used(`${read}\\s*[=!]=\\s*(?:true|false)`) ||
    used(`!\\s*${read}(?!\\s*=)`) ||
    used(`^\\s*${read}\\s*(?:$|&&|\\|\\||\\?[^.])`) ||
    used(`(?:&&|\\|\\|)\\s*${read}\\s*(?:$|&&|\\|\\|)`)
  )
    return { type: 'boolean' }
  if (used(`${read}\\.(?!(?:size|contains|startsWith|endsWith|trim|lowerAscii|upperAscii|split)\\()\\w`)) return { type: 'object' }
  return { type: 'string' }
}

/** The workflow asking for the input, after those it asks for already; what is needed at one place at least is required. */
export function withDeclaredInput(document: Workflow, name: string, kind: FieldSchema): Workflow {
  // Workflow.inputs is any JSON Schema; the judge names what is undeclared only where it is one of names.
  const schema: InputsSchema = { ...(document.inputs as InputsSchema | undefined) }
  const properties = { ...schema.properties, [name]: kind }
  const required = [...(schema.required ?? []).filter((other) => other !== name), name]
  return { ...document, inputs: withOrder({ ...schema, type: 'object', properties, required }, [...orderedNames(schema), name]) }
}
