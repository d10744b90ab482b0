import { jsonBody } from '../expressions/json-body.ts'
import { Inexpressible, type Settings } from '../expressions/settings.ts'
import { celOf } from '../expressions/source.ts'
import { at, isShape, listOf, type Shape, shapeOf, textOf } from '../shapes.ts'
import { adapted, type Mapper, mapped } from './mapper.ts'

type Field = readonly [name: string, value: unknown]

/** A value of a field by its declared type: what is written as text may mean a number, a list or an object. */
function typed(value: unknown, type: string): unknown {
  if (typeof value !== 'string' || value.startsWith('=')) return value
  if (type.startsWith('number') && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value)
  if (type.startsWith('boolean')) return value === 'true'
  if (type.startsWith('array') || type.startsWith('object')) return parsedOr(value)
  return value
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

/** The fields of any version of the node. */
function fieldsOf(parameters: Shape): Field[] {
  const newest = listOf(at(parameters, 'assignments', 'assignments')).map(shapeOf)
  const middle = listOf(at(parameters, 'fields', 'values')).map(shapeOf)
  const oldest = Object.entries(shapeOf(parameters.values)).flatMap(([type, list]) => listOf(list).map((raw) => ({ type, ...shapeOf(raw) })))
  const all: Shape[] = [...newest, ...middle.map((field) => ({ ...field, ...valueOfMiddle(field) })), ...oldest]
  return all.flatMap((field) => {
    const name = textOf(field.name)
    return name ? [[name, typed(field.value, textOf(field.type) ?? 'string')] as const] : []
  })
}

function valueOfMiddle(field: Shape): Shape {
  const type = textOf(field.type) ?? Object.keys(field).find((key) => key.endsWith('Value')) ?? 'stringValue'
  return { type: type.replace(/Value$/, ''), value: field[type] }
}

/** `a.b` names a field inside a field. */
function nested(fields: readonly Field[], settings: Settings): Shape {
  const root: Shape = {}
  for (const [name, raw] of fields) {
    const keys = name.replace(/^=/, '').split('.')
    if (name.includes('{{') || keys.includes('__proto__')) throw new Inexpressible(`It computes the name of a field, or has one named so: ${name}.`)
    const last = keys.pop() ?? name
    let place = root
    for (const key of keys) {
      const inner = place[key]
      const next: Shape = isShape(inner) ? inner : {}
      place[key] = next
      place = next
    }
    place[last] = settings.value(raw)
  }
  return root
}

function keepsOthers({ parameters, typeVersion }: { parameters: Shape; typeVersion: number }): boolean {
  if (typeVersion < 3) return parameters.keepOnlySet !== true
  return parameters.includeOtherFields === true || (typeVersion < 3.3 && parameters.include !== 'none')
}

/** `Edit fields` becomes a function that returns its input, or lays it over the data it got. */
export const set: Mapper = (node, { settings, lookup }) => {
  const { parameters } = node
  const raw = parameters.mode === 'raw' ? textOf(parameters.jsonOutput) : undefined
  const fields = raw === undefined ? nested(fieldsOf(parameters), settings) : jsonBody(raw, settings)
  if (!keepsOthers(node)) return mapped('function', { input: fields, code: 'return input' })
  const kept = lookup.current && celOf(lookup.current)
  if (kept === undefined) return adapted('function', { input: fields, code: 'return input' }, 'It also passed on the fields it got; here only its own are set.')
  return mapped('function', { input: { kept: `{{ ${kept} }}`, set: fields }, code: 'return { ...input.kept, ...input.set }' })
}
