import { validateWorkflow, validateWorkflowEdge, validateWorkflowNode } from '@aob/schemas/validators'
import { exportOfN8n } from '../../../lib/export-of-n8n.ts'
import type { ClipboardEnvelope } from './clipboard-envelope.ts'

/** Nodes from the clipboard, what n8n has copied, to be translated first, or in a sentence why there is nothing. */
export type ReadFragment = { kind: 'ok'; fragment: ClipboardEnvelope } | { kind: 'n8n'; value: unknown } | { kind: 'refused'; reason: string }

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
  const foreign = exportOfN8n(value)
  if (foreign && foreign.nodes.length > 0) return { kind: 'n8n', value: foreign }
  const found = partsOf(value)
  return typeof found === 'string' ? refused(found) : checked(found)
}

interface Parts {
  nodes: unknown[]
  edges: unknown[]
  groups?: unknown
  notes?: unknown
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function partsOf(value: unknown): Parts | string {
  if (Array.isArray(value)) return { nodes: value, edges: [] }
  if (!isRecord(value)) return 'The clipboard holds no nodes.'
  const { kind, version, nodes, edges = [], workflow, groups, notes } = value
  if (kind === 'aob/workflow-fragment' && version !== 1) return 'A newer version of this page has copied it: reload this one.'
  if (isRecord(workflow)) return partsOf(workflow)
  if (Array.isArray(nodes) && Array.isArray(edges)) return { nodes, edges, groups, notes }
  return 'type' in value && 'id' in value
    ? { nodes: [value], edges: [] }
    : 'The clipboard holds JSON, but no nodes: they are a list named “nodes”, or one node with “id” and “type”.'
}

function checked({ nodes, edges, groups, notes }: Parts): ReadFragment {
  if (nodes.length === 0 && !(Array.isArray(notes) && notes.length > 0)) return refused('The clipboard holds no nodes.')
  const ids = new Set<unknown>()
  for (const [index, node] of nodes.entries()) {
    if (!validateWorkflowNode(node)) return refused(`Node ${index + 1} is none${faultOf(validateWorkflowNode.errors)}`)
    const { id } = node as { id: unknown }
    if (ids.has(id)) return refused(`Two nodes are called “${String(id)}”.`)
    ids.add(id)
  }
  for (const [index, edge] of edges.entries())
    if (!validateWorkflowEdge(edge)) return refused(`Connection ${index + 1} is none${faultOf(validateWorkflowEdge.errors)}`)
  const beside = { ...(groups === undefined ? {} : { groups }), ...(notes === undefined ? {} : { notes }) }
  if (!validateWorkflow({ schemaVersion: 1, name: 'clipboard', nodes: [], edges: [], ...beside }))
    return refused(`A group or note is none${faultOf(validateWorkflow.errors)}`)
  // Each was held against its schema.
  return { kind: 'ok', fragment: { kind: 'aob/workflow-fragment', version: 1, nodes, edges, ...beside } as ClipboardEnvelope }
}

function faultOf(errors: ReadonlyArray<{ instancePath: string; message?: string }> | null | undefined): string {
  const [first] = errors ?? []
  return first?.message === undefined ? '.' : `: ${first.instancePath.replace(/^\//, '').replaceAll('/', '.')} ${first.message}.`.replace(':  ', ': it ')
}
