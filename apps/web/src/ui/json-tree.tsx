import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { cx } from './class-names.ts'

/** Entries shown of one object or array before the rest must be asked for. */
const PAGE = 100

export interface JsonTreeProps {
  value: unknown
  /** Levels open at first. */
  openDepth?: number
  label: string
}

/** A JSON value as a tree that opens and closes; long lists come in pages. */
export function JsonTree({ value, openDepth = 2, label }: JsonTreeProps) {
  return (
    <div role="tree" aria-label={label} className="font-mono text-sm leading-5">
      <Branch name={undefined} value={value} depth={0} openDepth={openDepth} />
    </div>
  )
}

type Entries = ReadonlyArray<readonly [string, unknown]>

function entriesOf(value: unknown): Entries | undefined {
  if (Array.isArray(value)) return value.map((item, index) => [String(index), item] as const)
  if (typeof value === 'object' && value !== null) return Object.entries(value)
  return undefined
}

function summaryOf(value: unknown, count: number): string {
  if (Array.isArray(value)) return count === 1 ? '[1 item]' : `[${count} items]`
  return count === 1 ? '{1 field}' : `{${count} fields}`
}

function Branch({ name, value, depth, openDepth }: { name: string | undefined; value: unknown; depth: number; openDepth: number }) {
  const entries = entriesOf(value)
  const [open, setOpen] = useState(depth < openDepth)
  const [limit, setLimit] = useState(PAGE)
  if (!entries) return <Leaf name={name} value={value} depth={depth} />
  const indent = { paddingLeft: depth * 14 }
  return (
    <div role="treeitem" aria-expanded={open} aria-selected={false} tabIndex={-1}>
      <button type="button" onClick={() => setOpen(!open)} style={indent} className="flex w-full items-center gap-1 rounded text-left hover:bg-surface-2">
        <ChevronRight aria-hidden size={12} className={cx('shrink-0 text-ink-3 transition-transform duration-[120ms]', open && 'rotate-90')} />
        {name === undefined ? null : <span className="text-ink-2">{name}</span>}
        <span className="text-ink-3">{summaryOf(value, entries.length)}</span>
      </button>
      {open ? (
        <div role="group">
          {entries.slice(0, limit).map(([key, item]) => (
            <Branch key={key} name={key} value={item} depth={depth + 1} openDepth={openDepth} />
          ))}
          {entries.length > limit ? (
            <button
              type="button"
              className="text-accent-text hover:underline"
              style={{ paddingLeft: (depth + 1) * 14 + 16 }}
              onClick={() => setLimit(limit + PAGE)}
            >
              {entries.length - limit} more
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  )
}

function Leaf({ name, value, depth }: { name: string | undefined; value: unknown; depth: number }) {
  return (
    <div role="treeitem" aria-selected={false} tabIndex={-1} style={{ paddingLeft: depth * 14 + 16 }} className="flex min-w-0 gap-2 rounded hover:bg-surface-2">
      {name === undefined ? null : <span className="shrink-0 text-ink-2">{name}</span>}
      <span className={cx('min-w-0 whitespace-pre-wrap break-words', typeof value === 'string' ? 'text-ink' : 'text-accent-text')}>
        {typeof value === 'string' ? value || '""' : JSON.stringify(value)}
      </span>
    </div>
  )
}
