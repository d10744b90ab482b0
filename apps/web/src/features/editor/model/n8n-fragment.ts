import { type ImportedNode, importN8n } from '@aob/n8n-import'
import type { ClipboardEnvelope } from './clipboard-envelope.ts'

const MOST_NAMED = 3

/**
 * Nodes copied in n8n as nodes of ours, translated as a file of n8n is, and what became of them in words.
 * @param value parsed JSON that looks like an export of n8n
 */
export function fragmentFromN8n(value: unknown): { fragment: ClipboardEnvelope; words: string } {
  const { workflow, report } = importN8n(value, { fallbackName: 'Pasted' })
  const { nodes, edges, notes } = workflow
  return { fragment: { kind: 'aob/workflow-fragment', version: 1, nodes, edges, ...(notes ? { notes } : {}) }, words: wordsOf(report.nodes) }
}

function wordsOf(nodes: readonly ImportedNode[]): string {
  const kept = nodes.filter(({ outcome }) => outcome === 'kept').map(({ name }) => `“${name}”`)
  const notes = nodes.filter(({ outcome }) => outcome === 'note').length
  const steps = nodes.length - kept.length - notes
  const more = kept.length > MOST_NAMED ? ` and ${kept.length - MOST_NAMED} more` : ''
  return [
    `${steps} ${steps === 1 ? 'node is a step' : 'nodes are steps'} here.`,
    ...(notes > 0 ? [`${notes} became ${notes === 1 ? 'a note' : 'notes'}.`] : []),
    ...(kept.length > 0 ? [`Kept as they were and passed by in a run: ${kept.slice(0, MOST_NAMED).join(', ')}${more}.`] : []),
  ].join(' ')
}
