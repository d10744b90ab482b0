import { validateWorkflowEdge, validateWorkflowNode } from '@aob/schemas/validators'
import type { ClipboardEnvelope } from './clipboard-envelope.ts'

/** Nodes from the clipboard, or in a sentence why there are none. */
export type ReadFragment = { kind: 'ok'; fragment: ClipboardEnvelope } | { kind: 'refused'; reason: string }

const refused = (reason: string): ReadFragment => ({ kind: 'refused', reason })

/**
 * Reads clipboard text: a fragment of ours in a version we know, or what people copy out of JSON, which is a whole workflow, a list of nodes or
 * a single one.
 */
export function readFragment(text: string): ReadFragment {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    // Text from elsewhere is the usual case, not a failure; what was meant as JSON is told what is wrong with it.
    return refused(/^\s*[[{]/.test(text) && error instanceof Error ? `The clipboard holds broken JSON: ${error.message}` : 'The clipboard holds no nodes.')
  }
  const found = partsOf(value)
  return typeof found === 'string' ? refused(found) : checked(found)
}

interface Parts {
  nodes: unknown[]
  edges: unknown[]
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function partsOf(value: unknown): Parts | string {
  if (Array.isArray(value)) return { nodes: value, edges: [] }
  if (!isRecord(value)) return 'The clipboard holds no nodes.'
  const { kind, version, nodes, edges = [], connections, workflow } = value
  if (kind === 'aob/workflow-fragment' && version !== 1) return 'A newer version of this page has copied it: reload this one.'
  if (isRecord(workflow)) return partsOf(workflow)
  if (Array.isArray(nodes) && isRecord(connections))
    return 'It is a workflow of n8n. “Import” on the home page translates it and shows what becomes of each node.'
  if (Array.isArray(nodes) && Array.isArray(edges)) return { nodes, edges }
  return 'type' in value && 'id' in value
    ? { nodes: [value], edges: [] }
    : 'The clipboard holds JSON, but no nodes: they are a list named “nodes”, or one node with “id” and “type”.'
}

function checked({ nodes, edges }: Parts): ReadFragment {
  if (nodes.length === 0) return refused('The clipboard holds no nodes.')
  const ids = new Set<unknown>()
  for (const [index, node] of nodes.entries()) {
    if (!validateWorkflowNode(node)) return refused(`Node ${index + 1} is none${faultOf(validateWorkflowNode.errors)}`)
    const { id } = node as { id: unknown }
    if (ids.has(id)) return refused(`Two nodes are called “${String(id)}”.`)
    ids.add(id)
  }
  for (const [index, edge] of edges.entries())
    if (!validateWorkflowEdge(edge)) return refused(`Connection ${index + 1} is none${faultOf(validateWorkflowEdge.errors)}`)
  // Each was held against its schema.
  return { kind: 'ok', fragment: { kind: 'aob/workflow-fragment', version: 1, nodes, edges } as ClipboardEnvelope }
}

function faultOf(errors: ReadonlyArray<{ instancePath: string; message?: string }> | null | undefined): string {
  const [first] = errors ?? []
  return first?.message === undefined ? '.' : `: ${first.instancePath.replace(/^\//, '').replaceAll('/', '.')} ${first.message}.`.replace(':  ', ': it ')
}
