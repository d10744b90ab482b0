import { NODE_TYPES } from '@aob/schemas'
import type { ExecutionRequest } from '../ports/execution.ts'

/** Characters of one node's output and of the whole answer shown to a model. */
export const CONTEXT_LIMITS = { outputLength: 8_000, totalLength: 200_000 } as const

function positions(elements: unknown): Record<string, number> {
  if (!Array.isArray(elements)) return {}
  return Object.fromEntries(elements.flatMap((element, index) => (typeof element?.id === 'string' ? [[element.id, index]] : [])))
}

function shortened(value: unknown): unknown {
  const text = JSON.stringify(value) ?? 'null'
  return text.length <= CONTEXT_LIMITS.outputLength ? value : { truncated: true, start: text.slice(0, CONTEXT_LIMITS.outputLength) }
}

function outputsOf(request: ExecutionRequest, wanted: unknown): Record<string, unknown> {
  const ids = Array.isArray(wanted) ? new Set(wanted) : undefined
  return Object.fromEntries(Object.entries(request.scope.nodes).flatMap(([id, output]) => (ids && !ids.has(id) ? [] : [[id, shortened(output)]])))
}

/** The answer of read_context: what the arguments ask for, with array positions so that paths can be written. */
export function contextAnswer(request: ExecutionRequest, current: { artifactId: string; workflow: unknown }, parameters: Record<string, unknown>): string {
  const parts = Array.isArray(parameters.parts) && parameters.parts.length > 0 ? new Set(parameters.parts) : new Set(['workflow', 'inputs', 'outputs'])
  const workflow = current.workflow as { nodes?: unknown; edges?: unknown } | null
  const answer = {
    run: { id: request.runId, workflow: request.workflowName, node: request.address },
    ...(parts.has('workflow')
      ? { artifactId: current.artifactId, workflow, nodePositions: positions(workflow?.nodes), edgePositions: positions(workflow?.edges) }
      : {}),
    ...(parts.has('inputs') ? { inputs: shortened(request.scope.inputs) } : {}),
    ...(parts.has('outputs') ? { outputs: outputsOf(request, parameters.nodes) } : {}),
  }
  const text = JSON.stringify(answer)
  if (text.length <= CONTEXT_LIMITS.totalLength) return text
  return JSON.stringify({
    error: 'The context is too large to show at once.',
    hint: 'Ask for one part, and for the outputs of single nodes.',
    length: text.length,
    nodeIds: Object.keys(request.ir.nodes).slice(0, 500),
  })
}

/** The answer of search_node_types: types that contain every word of the query. */
export function searchAnswer(parameters: Record<string, unknown>): string {
  const words = typeof parameters.query === 'string' ? parameters.query.toLowerCase().split(/\s+/).filter(Boolean) : []
  const found = Object.values(NODE_TYPES).filter((descriptor) => {
    const text = [descriptor.type, descriptor.label, descriptor.description, descriptor.category, ...descriptor.aliases].join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  })
  return JSON.stringify({
    types: found.map(({ type, label, description, ports, portsFrom, configSchema }) => ({ type, label, description, ports, portsFrom, configSchema })),
  })
}
