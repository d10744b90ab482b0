const REFERENCE = /\bnodes(?:\.([A-Za-z_][A-Za-z0-9_]*)|\[\s*(?:"([A-Za-z0-9_-]+)"|'([A-Za-z0-9_-]+)')\s*\])/g

/** Ids of the nodes whose outputs the expressions anywhere in a value read: `nodes.fetch.body`, `nodes["a-b"]`. */
export function referencedNodes(value: unknown): Set<string> {
  const found = new Set<string>()
  const work: unknown[] = [value]
  while (work.length > 0) {
    const item = work.pop()
    if (typeof item === 'string') {
      for (const [, plain, double, single] of item.matchAll(REFERENCE)) found.add(plain ?? double ?? single ?? '')
    } else if (typeof item === 'object' && item !== null) work.push(...Object.values(item))
  }
  return found
}
