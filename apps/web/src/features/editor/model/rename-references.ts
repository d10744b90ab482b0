/** `nodes.fetch` and `nodes["fetch"]` (also after `?`), with what stands around the id. */
const REFERENCE = /\bnodes(\.\??([A-Za-z_]\w*)|\[\??(["'])([\w-]+)\3\])/g
const PLAIN = /^[A-Za-z_]\w*$/

/** Follows renamed node ids inside expressions, at any depth: `nodes.fetch` becomes `nodes.fetch_2`. */
export function renameReferences<T>(value: T, renamed: ReadonlyMap<string, string>): T {
  if (typeof value === 'string')
    return value.replace(REFERENCE, (whole: string, path: string, plain: string | undefined, quote: string | undefined, quoted: string | undefined) => {
      const to = renamed.get(plain ?? quoted ?? '')
      if (to === undefined) return whole
      const optional = path.includes('?') ? '?' : ''
      return quote === undefined && PLAIN.test(to) ? `nodes.${optional}${to}` : `nodes[${optional}${quote ?? '"'}${to}${quote ?? '"'}]`
    }) as T
  if (Array.isArray(value)) return value.map((item) => renameReferences(item, renamed)) as T
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renameReferences(item, renamed)])) as T
  return value
}
