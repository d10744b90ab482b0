import apiSchema from '@aob/schemas/json/api' with { type: 'json' }
import { DomainError } from '../../domain-error.ts'

/** Each shape by its name; those of queries have properties. */
const SHAPES: Readonly<Record<string, { properties?: Readonly<Record<string, object>> }>> = apiSchema.$defs as Record<string, object>

/** Members of a query's shape that are integers; everything else in a query string stays text. */
export function integerMembers(component: string): ReadonlySet<string> {
  const properties = Object.entries(SHAPES[component]?.properties ?? {})
  return new Set(properties.filter(([, schema]) => 'type' in schema && schema.type === 'integer').map(([name]) => name))
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
