import { ChevronRight } from 'lucide-react'
import { memo, useState } from 'react'
import { cx } from '../../../ui/class-names.ts'
import { Tooltip } from '../../../ui/tooltip.tsx'
import { type Known, kindOf, partsOf, shortValue } from '../expressions/data-shape.ts'
import { startExpressionDrag } from '../expressions/expression-drag.ts'
import { memberPath } from '../expressions/expression-path.ts'

/** Members shown at first, and with every wish for more. */
const PAGE = 25
const INDENT = 14

export interface DataRowProps {
  label: string
  /** What reads this value. */
  expression: string
  known: Known
  depth?: number
  openAtFirst?: boolean
  hint: string
  onUse: (expression: string) => void
}

/** A value somebody may use: its name and what it was, to press or to drag; what it holds unfolds below. */
export const DataRow = memo(function DataRow({ label, expression, known, depth = 0, openAtFirst = false, hint, onUse }: DataRowProps) {
  const [open, setOpen] = useState(openAtFirst)
  const [shown, setShown] = useState(PAGE)
  const parts = partsOf(known)
  const left = parts.length - shown
  return (
    <li>
      <div style={{ paddingLeft: depth * INDENT }} className="flex min-w-0 items-center">
        {parts.length > 0 ? (
          <button
            type="button"
            aria-expanded={open}
            aria-label={`${open ? 'Fold' : 'Unfold'} ${expression}`}
            onClick={() => setOpen(!open)}
            className="flex size-6 shrink-0 items-center justify-center rounded text-ink-3 hover:bg-surface-3 hover:text-ink"
          >
            <ChevronRight aria-hidden size={13} className={cx('transition-transform duration-[120ms]', open && 'rotate-90')} />
          </button>
        ) : (
          <span className="size-6 shrink-0" />
        )}
        <Tooltip content={`${hint}: ${expression}`} side="top">
          <button
            type="button"
            draggable
            data-expression={expression}
            onDragStart={(event) => startExpressionDrag(event, expression)}
            onClick={() => onUse(expression)}
            className="flex min-h-6 min-w-0 flex-1 cursor-grab items-baseline gap-2 rounded px-1 text-left hover:bg-surface-3 active:cursor-grabbing"
          >
            <span className={cx('min-w-0 shrink truncate', depth === 0 ? 'font-medium text-ink-2 text-sm' : 'font-mono text-sm text-ink')}>{label}</span>
            <ValueWords known={known} />
          </button>
        </Tooltip>
      </div>
      {open ? (
        <ul>
          {parts.slice(0, shown).map(({ key, known: part }) => (
            <DataRow
              key={key}
              label={typeof key === 'number' ? `[${key}]` : key}
              expression={memberPath(expression, key)}
              known={part}
              depth={depth + 1}
              hint={hint}
              onUse={onUse}
            />
          ))}
          {left > 0 ? (
            <li style={{ paddingLeft: (depth + 2) * INDENT }}>
              <button type="button" className="min-h-6 text-accent-text text-xs hover:underline" onClick={() => setShown(shown + PAGE)}>
                {Math.min(PAGE, left)} more of {left.toLocaleString('en')}
              </button>
            </li>
          ) : null}
        </ul>
      ) : null}
    </li>
  )
})

/** What it was in the last run, else the kind that is promised. */
function ValueWords({ known }: { known: Known }) {
  if (!known.has) return <span className="shrink-0 text-ink-3 text-xs">{kindOf(known)}</span>
  const isData = typeof known.value !== 'object' || known.value === null
  return <span className={cx('min-w-0 flex-1 truncate font-mono text-xs', isData ? 'text-accent-text' : 'text-ink-3')}>{shortValue(known.value, 80)}</span>
}
