import type { FieldChange } from '@aob/ir/document'
import { fieldName } from '../../stores/choice-rows.ts'
import type { Included } from '../../stores/chosen-parts.ts'
import { cx } from '../../ui/class-names.ts'
import { IncludeBox } from './include-box.tsx'

function printed(value: unknown): string {
  if (typeof value === 'string') return value
  return JSON.stringify(value, undefined, 2)
}

interface SideProps {
  value: unknown
  side: 'before' | 'after'
  /** It stays as it is: without the colours of a change. */
  muted: boolean
}

function Side({ value, side, muted }: SideProps) {
  const looks = muted ? 'bg-surface text-ink-2' : side === 'before' ? 'bg-diff-remove-soft line-through decoration-[var(--diff-remove)]/60' : 'bg-diff-add-soft'
  return (
    <div className={cx('flex gap-2 px-2.5 py-1', looks)}>
      <span aria-hidden className={cx('w-2.5 shrink-0 select-none font-mono text-sm no-underline', side === 'before' ? 'text-diff-remove' : 'text-diff-add')}>
        {side === 'before' ? '−' : '+'}
      </span>
      <span className="sr-only">{side === 'before' ? 'before: ' : 'after: '}</span>
      <pre className="max-h-48 min-w-0 flex-1 overflow-auto whitespace-pre-wrap break-words font-mono text-sm">{printed(value)}</pre>
    </div>
  )
}

/** A field with its values, and whether it would be approved where that can be chosen. */
export interface ShownField extends FieldChange {
  name?: string
  choice?: { included: Included; onToggle: () => void }
}

/** Every field that differs, old value above new. */
export function FieldChanges({ fields }: { fields: readonly ShownField[] }) {
  return (
    <ul className="flex flex-col gap-2">
      {fields.map(({ name, choice, ...field }) => (
        <li key={field.pointer} className={cx('overflow-hidden rounded-lg border border-line', choice?.included === 'none' && 'border-dashed')}>
          <div className="flex items-center border-line border-b bg-surface-2 px-2.5 py-1 font-mono text-xs text-ink-2">
            {choice ? <IncludeBox what={name ?? fieldName(field.pointer)} {...choice} className="-my-1 -ml-2.5 h-8 w-9 max-sm:h-11 max-sm:w-11" /> : null}
            <span className="min-w-0 break-words">{name ?? fieldName(field.pointer)}</span>
          </div>
          {field.before === undefined ? null : <Side value={field.before} side="before" muted={choice?.included === 'none'} />}
          {field.after === undefined ? null : <Side value={field.after} side="after" muted={choice?.included === 'none'} />}
        </li>
      ))}
    </ul>
  )
}
