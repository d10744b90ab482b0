export type EvidenceShape =
  | { kind: 'none' }
  | { kind: 'facts'; facts: ReadonlyArray<readonly [string, unknown]> }
  | { kind: 'table'; columns: readonly string[]; rows: ReadonlyArray<Readonly<Record<string, unknown>>> }
  | { kind: 'tree' }

/** Most columns a table may have before a tree reads better. */
export const MAX_TABLE_COLUMNS = 6

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

/** How evidence reads best: a list of facts, a table of like rows, or a tree. */
export function evidenceShape(evidence: unknown): EvidenceShape {
  if (evidence === undefined || evidence === null) return { kind: 'none' }
  if (Array.isArray(evidence)) return tableOf(evidence) ?? { kind: evidence.length === 0 ? 'none' : 'tree' }
  if (!isRecord(evidence)) return { kind: 'facts', facts: [['value', evidence]] }
  const entries = Object.entries(evidence)
  return entries.length === 0 ? { kind: 'none' } : { kind: 'facts', facts: entries }
}

function tableOf(items: readonly unknown[]): EvidenceShape | undefined {
  if (items.length === 0 || !items.every(isRecord)) return undefined
  const rows = items as ReadonlyArray<Record<string, unknown>> // every item was just checked
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const flat = rows.every((row) => Object.values(row).every(isScalar))
  return flat && columns.length > 0 && columns.length <= MAX_TABLE_COLUMNS ? { kind: 'table', columns, rows } : undefined
}
