/** `nodes.fetch` and `nodes["fetch"]` (also after `?`), with what stands around the name. */
const MEMBER = '(\\.\\??([A-Za-z_]\\w*)|\\[\\??(["\'])([^"\'\\\\]+)\\3\\])'
const REFERENCES = { nodes: new RegExp(`\\bnodes${MEMBER}`, 'g'), inputs: new RegExp(`\\binputs${MEMBER}`, 'g') } as const
const PLAIN = /^[A-Za-z_]\w*$/

/** Follows renamed nodes, or inputs, inside expressions at any depth: `nodes.fetch` becomes `nodes.fetch_2`. */
export function renameReferences<T>(value: T, renamed: ReadonlyMap<string, string>, root: keyof typeof REFERENCES = 'nodes'): T {
  if (typeof value === 'string')
    return value.replace(REFERENCES[root], (whole: string, path: string, plain: string | undefined, quote: string | undefined, quoted: string | undefined) => {
      const to = renamed.get(plain ?? quoted ?? '')
      if (to === undefined) return whole
      const optional = path.includes('?') ? '?' : ''
      return quote === undefined && PLAIN.test(to) ? `${root}.${optional}${to}` : `${root}[${optional}${quote ?? '"'}${to}${quote ?? '"'}]`
    }) as T
  if (Array.isArray(value)) return value.map((item) => renameReferences(item, renamed, root)) as T
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renameReferences(item, renamed, root)])) as T
  return value
}
