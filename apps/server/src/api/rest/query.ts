import apiSchema from '@aob/schemas/json/api' with { type: 'json' }
import { DomainError } from '../../domain-error.ts'

type Schema = Readonly<{ type?: unknown; $ref?: string; properties?: Readonly<Record<string, Schema>> }>

/** Each shape by its name; those of queries have properties. */
const SHAPES = apiSchema.$defs as Readonly<Record<string, Schema>>
/** How schemas of the file refer to one another, a member of another shape included. */
const WITHIN = '#/$defs/'

/** Members of a query's shape that are integers, also where the shape says so by reference; everything else in a query string stays text. */
export function integerMembers(component: string): ReadonlySet<string> {
  const properties = Object.entries(SHAPES[component]?.properties ?? {})
  return new Set(properties.filter(([, schema]) => referred(schema)?.type === 'integer').map(([name]) => name))
}

/** What a schema says, or the one it refers to. Undefined for references into other files: none of those is an integer. */
function referred(schema: Schema | undefined): Schema | undefined {
  if (schema?.$ref === undefined) return schema
  if (!schema.$ref.startsWith(WITHIN)) return undefined
  const steps = schema.$ref.slice(WITHIN.length).split('/')
  return referred(steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], SHAPES) as Schema | undefined)
}

/** The query string as an object for the shape's parser. A repeated member is refused: which one counts would be a guess. */
export function queryObject(search: URLSearchParams, integers: ReadonlySet<string>): Record<string, unknown> {
  const query: [string, unknown][] = []
  const seen = new Set<string>()
  for (const [name, value] of search) {
    if (seen.has(name)) throw new DomainError('request.invalid', `The query member ${name} occurs twice.`, { pointer: `/${name}` })
    if (value.includes('\u0000')) throw new DomainError('request.invalid', 'The character U+0000 is not accepted.', { pointer: `/${name}` })
    seen.add(name)
    query.push([name, integers.has(name) && /^\d{1,15}$/.test(value) ? Number(value) : value])
  }
  return Object.fromEntries(query)
}
