import type { Method, Route } from './route.ts'

/** What the table says about a path. */
export type Match = { kind: 'route'; route: Route; params: Record<string, string> } | { kind: 'method'; allow: string[] } | { kind: 'none' }

interface Pattern {
  segments: string[]
  methods: Map<Method, Route>
}

/** Builds the matcher of a table: literal segments win over parameters, HEAD is GET. */
export function createMatcher(routes: readonly Route[], aliases: Readonly<Record<string, string>>): (method: string, path: string) => Match {
  const patterns = new Map<string, Pattern>()
  for (const route of routes) {
    const names = [route.path, ...Object.keys(aliases).filter((alias) => aliases[alias] === route.path)]
    for (const name of names) {
      const pattern = patterns.get(name) ?? { segments: name.split('/').slice(1), methods: new Map() }
      pattern.methods.set(route.method, route)
      patterns.set(name, pattern)
    }
  }
  const ordered = [...patterns.values()].sort((a, b) => parameterCount(a) - parameterCount(b))
  return (method, path) => {
    const segments = path.split('/').slice(1)
    const fitting = ordered.flatMap((pattern) => {
      const params = bind(pattern.segments, segments)
      return params ? [{ pattern, params }] : []
    })
    const wanted = method === 'HEAD' ? 'GET' : method
    for (const { pattern, params } of fitting) {
      const route = pattern.methods.get(wanted as Method)
      if (route) return { kind: 'route', route, params }
    }
    if (fitting.length === 0) return { kind: 'none' }
    return { kind: 'method', allow: [...new Set(fitting.flatMap(({ pattern }) => allowed(pattern)))] }
  }
}

const isParameter = (segment: string) => segment.startsWith('{')
const parameterCount = (pattern: Pattern) => pattern.segments.filter(isParameter).length

function allowed(pattern: Pattern): string[] {
  const methods = [...pattern.methods.keys()]
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS']
}

/** Parameters of a path that fits, decoded; undefined when it does not fit or is not decodable. */
function bind(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, expected] of pattern.entries()) {
    const actual = segments[index] ?? ''
    if (!isParameter(expected)) {
      if (expected !== actual) return undefined
      continue
    }
    const value = decodedPart(actual)
    if (value === undefined || value === '') return undefined
    params[expected.slice(1, -1)] = value
  }
  return params
}

/** One part of an address as text; undefined where its escapes are no characters. */
export function decodedPart(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}
