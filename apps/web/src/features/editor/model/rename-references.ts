/** `nodes.fetch` and `nodes["fetch"]` (also after `?`), with what stands around the name. */
const MEMBER = '(\\.\\??([A-Za-z_]\\w*)|\\[\\??(["\'])([^"\'\\\\]+)\\3\\])'
const REFERENCES = { nodes: new RegExp(`\\bnodes${MEMBER}`, 'g'), inputs: new RegExp(`\\binputs${MEMBER}`, 'g') } as const
const PLAIN = /^[A-Za-z_]\w*$/

/**
 * Follows renamed nodes, or inputs, inside expressions at any depth: `nodes.fetch` becomes `nodes.fetch_2`. In the body of a map a name
 * that one of its own steps has is that step's.
 */
export function renameReferences<T>(value: T, renamed: ReadonlyMap<string, string>, root: keyof typeof REFERENCES = 'nodes'): T {
  if (typeof value === 'string')
    return value.replace(REFERENCES[root], (whole: string, path: string, plain: string | undefined, quote: string | undefined, quoted: string | undefined) => {
      const to = renamed.get(plain ?? quoted ?? '')
      if (to === undefined) return whole
      const optional = path.includes('?') ? '?' : ''
      return quote === undefined && PLAIN.test(to) ? `${root}.${optional}${to}` : `${root}[${optional}${quote ?? '"'}${to}${quote ?? '"'}]`
    }) as T
  if (Array.isArray(value)) return value.map((item) => renameReferences(item, renamed, root)) as T
  if (typeof value === 'object' && value !== null) {
    const follows = root === 'nodes'
    const meant = follows ? withoutOwn(value, renamed) : renamed
    // What a step gives reads the steps of its body first.
    const given = follows && 'body' in value ? withoutOwn(value.body, meant) : meant
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renameReferences(item, key === 'output' ? given : meant, root)])) as T
  }
  return value
}

/** What is renamed without the steps of a graph of its own. */
function withoutOwn(value: unknown, renamed: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null || !('nodes' in value && 'edges' in value && Array.isArray(value.nodes))) return renamed
  const own = new Set(value.nodes.map((node: unknown) => (typeof node === 'object' && node !== null ? Reflect.get(node, 'id') : undefined)))
  return new Map([...renamed].filter(([id]) => !own.has(id)))
}
