import { validateWorkflowEdge, validateWorkflowNode } from '@aob/schemas/validators'
import type { ClipboardEnvelope } from './clipboard-envelope.ts'

/** Reads clipboard text; undefined for anything that is not a fragment of ours in a version we know. */
export function readFragment(text: string): ClipboardEnvelope | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Text from elsewhere is the usual case, not a failure.
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { kind, version, nodes, edges } = value as Record<string, unknown>
  if (kind !== 'aob/workflow-fragment' || version !== 1 || !Array.isArray(nodes) || !Array.isArray(edges)) return undefined
  if (!nodes.every((node) => validateWorkflowNode(node)) || !edges.every((edge) => validateWorkflowEdge(edge))) return undefined
  return { kind, version, nodes, edges }
}
