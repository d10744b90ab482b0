import { cx } from './class-names.ts'
import { JsonTree } from './json-tree.tsx'

function Value({ value, label }: { value: unknown; label: string }) {
  if (typeof value === 'object' && value !== null) return <JsonTree label={label} value={value} openDepth={1} />
  if (typeof value === 'boolean') return <span>{value ? 'yes' : 'no'}</span>
  if (value === null || value === undefined || value === '') return <span className="text-ink-3">none</span>
  return <span className="whitespace-pre-wrap break-words tabular-nums">{String(value)}</span>
}

/** Named values one below the other; nested ones as trees. */
export function JsonFacts({
  facts,
  labelOf,
  className,
}: {
  facts: ReadonlyArray<readonly [string, unknown]>
  labelOf: (field: string) => string
  className?: string
}) {
  return (
    <dl className={cx('grid grid-cols-[minmax(88px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm', className)}>
      {facts.map(([field, value]) => (
        <div key={field} className="col-span-2 grid grid-cols-subgrid">
          <dt className="text-ink-3">{labelOf(field)}</dt>
          <dd className="min-w-0 text-ink">
            <Value value={value} label={labelOf(field)} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
