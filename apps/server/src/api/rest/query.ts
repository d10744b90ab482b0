import { DomainError } from '../../domain-error.ts'

/** Members that are numbers in the shapes; everything else in a query string stays text. */
const INTEGERS: ReadonlySet<string> = new Set(['limit', 'after'])

/** The query string as an object for the shape's parser. A repeated member is refused: which one counts would be a guess. */
export function queryObject(search: URLSearchParams): Record<string, unknown> {
  const query: [string, unknown][] = []
  const seen = new Set<string>()
  for (const [name, value] of search) {
    if (seen.has(name)) throw new DomainError('request.invalid', `The query member ${name} occurs twice.`, { pointer: `/${name}` })
    if (value.includes('\u0000')) throw new DomainError('request.invalid', 'The character U+0000 is not accepted.', { pointer: `/${name}` })
    seen.add(name)
    query.push([name, INTEGERS.has(name) && /^\d{1,15}$/.test(value) ? Number(value) : value])
  }
  return Object.fromEntries(query)
}
