import type { ReactNode } from 'react'
import { factLabel } from '../../ui/json-fact-lines.ts'
import { JsonFacts } from '../../ui/json-facts.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { evidenceShape } from './evidence-shape.ts'

/** The data a decision rests on, in the form that reads best. */
export function Evidence({ evidence }: { evidence: unknown }) {
  const shape = evidenceShape(evidence)
  switch (shape.kind) {
    case 'none':
      return null
    case 'facts':
      return <JsonFacts facts={shape.facts} renderWide={wideTable} />
    case 'tree':
      return <JsonTree label="Evidence" value={evidence} />
    case 'table':
      return <Table columns={shape.columns} rows={shape.rows} />
  }
}

/** Lists of like rows inside the evidence read best as tables. */
function wideTable(value: unknown): ReactNode {
  const shape = evidenceShape(value)
  return shape.kind === 'table' ? <Table columns={shape.columns} rows={shape.rows} /> : undefined
}

function Table({ columns, rows }: { columns: readonly string[]; rows: ReadonlyArray<Readonly<Record<string, unknown>>> }) {
  return (
    <div className="mt-1 overflow-x-auto rounded-lg border border-line">
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr className="bg-surface-2">
            {columns.map((column) => (
              <th key={column} scope="col" className="px-2.5 py-1 text-left font-medium text-ink-3 text-xs">
                {factLabel(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: evidence rows have no identity and never move
            <tr key={index} className="border-line border-t">
              {columns.map((column) => (
                <td key={column} className="px-2.5 py-1 align-top tabular-nums">
                  {row[column] === undefined ? '' : String(row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
