import { JsonFacts } from '../../ui/json-facts.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { evidenceShape, labelOf } from './evidence-shape.ts'

/** The data a decision rests on, in the form that reads best. */
export function Evidence({ evidence }: { evidence: unknown }) {
  const shape = evidenceShape(evidence)
  switch (shape.kind) {
    case 'none':
      return null
    case 'facts':
      return <JsonFacts facts={shape.facts} labelOf={labelOf} />
    case 'tree':
      return <JsonTree label="Evidence" value={evidence} />
    case 'table':
      return (
        <div className="overflow-x-auto">
          <table className="w-full border-collapse text-sm">
            <thead>
              <tr>
                {shape.columns.map((column) => (
                  <th key={column} scope="col" className="border-line border-b py-1 pr-4 text-left font-medium text-ink-3 text-xs">
                    {labelOf(column)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shape.rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: evidence rows have no identity and never move
                <tr key={index}>
                  {shape.columns.map((column) => (
                    <td key={column} className="border-line border-b py-1 pr-4 align-top tabular-nums">
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
}
