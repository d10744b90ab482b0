/** Workflows from short parts. An edge is `from>to` or `from:port>to`. */
export const call = (id, rest = {}, suffix = '') => ({
  id,
  type: 'http',
  config: { method: 'POST', url: `{{ vars.sink }}/{{ inputs.mark }}/${id}${suffix}` },
  ...rest,
})
export const compute = (id, code, rest = {}) => ({ id, type: 'function', config: { code }, ...rest })
export const join = (id, kind) => ({ id, type: 'join', config: {}, join: kind })
/** A scope around a body written like a workflow. */
export const scope = (id, type, nodes, edges, config = {}, rest = {}) => ({ id, type, config: { ...config, body: graph(nodes, edges) }, ...rest })
/** Fails for a moment and is tried again. */
export const RETRY = { retry: { maxAttempts: 4, baseMs: 50, maxMs: 200 } }

export function workflow(name, nodes, edges) {
  return {
    schemaVersion: 1,
    name,
    inputs: { type: 'object', properties: { mark: { type: 'string' } } },
    ...graph(nodes, edges),
  }
}

function graph(nodes, edges) {
  return {
    nodes: nodes.map((node, index) => ({ position: { x: index * 240, y: 0 }, ...node })),
    edges: edges.map((text) => {
      const [left, to] = text.split('>')
      const [from, fromPort] = left.split(':')
      return { id: `${from}-${fromPort ?? 'out'}-${to}`, from, to, ...(fromPort ? { fromPort } : {}) }
    }),
  }
}

export function range(count, make) {
  return Array.from({ length: count }, (_, index) => make(index))
}
