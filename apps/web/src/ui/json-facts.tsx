import type { ReactNode } from 'react'
import { cx } from './class-names.ts'
import { type Fact, factLabel, flattenFacts, scalarList } from './json-fact-lines.ts'
import { JsonTree } from './json-tree.tsx'

function Plain({ value }: { value: unknown }) {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (value === null || value === undefined || value === '') return <span className="text-ink-3">none</span>
  return String(value)
}

export interface JsonFactsProps {
  facts: readonly Fact[]
  /** Draws a value in its own way, over the whole width; undefined leaves it to the list. */
  renderWide?: (value: unknown, label: string) => ReactNode
  className?: string
}

/** Named values one below the other: nested objects opened, plain lists as lines, the rest as trees. */
export function JsonFacts({ facts, renderWide, className }: JsonFactsProps) {
  return (
    <dl className={cx('grid grid-cols-[minmax(72px,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm', className)}>
      {flattenFacts(facts).map(([field, value]) => {
        const label = factLabel(field)
        const wide = typeof value === 'object' && value !== null ? (renderWide?.(value, label) ?? undefined) : undefined
        return (
          <div key={field} className="col-span-2 grid grid-cols-subgrid">
            <dt className={cx('max-w-36 text-ink-3', wide !== undefined && 'col-span-2 max-w-none')}>{label}</dt>
            <dd className={cx('min-w-0 text-ink', wide !== undefined && 'col-span-2')}>{wide ?? <Value value={value} label={label} />}</dd>
          </div>
        )
      })}
    </dl>
  )
}

function Value({ value, label }: { value: unknown; label: string }) {
  const list = scalarList(value)
  if (list)
    return (
      <ul>
        {list.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a value have no identity and never move
          <li key={index} className="break-words">
            <Plain value={item} />
          </li>
        ))}
      </ul>
    )
  if (typeof value === 'object' && value !== null) return <JsonTree label={label} value={value} openDepth={1} />
  return (
    <span className="whitespace-pre-wrap break-words tabular-nums">
      <Plain value={value} />
    </span>
  )
}
