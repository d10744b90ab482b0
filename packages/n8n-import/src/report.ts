/**
 * What became of one node of n8n.
 * - `mapped`: the same step here
 * - `adapted`: does the same in another form; the remarks say how
 * - `kept`: no such step here; its settings are kept whole, and it follows the unknown-type policy
 * - `note`: what only starts or comments a workflow became a note
 */
export type ImportOutcome = 'mapped' | 'adapted' | 'kept' | 'note'

export interface ImportedNode {
  /** Name in n8n. */
  name: string
  /** Full type in n8n. */
  type: string
  outcome: ImportOutcome
  /** Type of the node it became. */
  becomes?: string
  /** What a person should know or do, a sentence each. */
  remarks: string[]
}

export interface ImportReport {
  nodes: ImportedNode[]
  /** About the workflow as a whole, a sentence each. */
  remarks: string[]
  totals: Record<ImportOutcome, number>
}

export function totalsOf(nodes: readonly ImportedNode[]): ImportReport['totals'] {
  const totals = { mapped: 0, adapted: 0, kept: 0, note: 0 }
  for (const { outcome } of nodes) totals[outcome] += 1
  return totals
}
