const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What n8n writes, as a file or on the clipboard; the templates of its site wrap it, some twice. Undefined for anything else. */
export function exportOfN8n(value: unknown): { nodes: readonly unknown[] } | undefined {
  let inner = value
  for (let wraps = 0; isRecord(inner) && wraps < 3; wraps++) {
    const { nodes, connections, workflow } = inner
    if (Array.isArray(nodes) && isRecord(connections)) return { ...inner, nodes }
    inner = workflow
  }
  return undefined
}
