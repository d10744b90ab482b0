import type { FieldChange } from '@aob/ir/document'
import { fieldName } from '../../lib/live/overlay-marks.ts'
import { cx } from '../../ui/class-names.ts'

function printed(value: unknown): string {
  if (typeof value === 'string') return value
  return JSON.stringify(value, undefined, 2)
}

function Side({ value, side }: { value: unknown; side: 'before' | 'after' }) {
  const looks = side === 'before' ? 'bg-diff-remove-soft line-through decoration-[var(--diff-remove)]/60' : 'bg-diff-add-soft'
  return (
    <div className={cx('flex gap-2 px-2.5 py-1', looks)}>
      <span
        aria-hidden
        className={cx('w-2.5 shrink-0 select-none font-mono text-[12px] no-underline', side === 'before' ? 'text-diff-remove' : 'text-diff-add')}
      >
        {side === 'before' ? '−' : '+'}
      </span>
      <span className="sr-only">{side === 'before' ? 'before: ' : 'after: '}</span>
      <pre className="max-h-48 min-w-0 flex-1 overflow-auto whitespace-pre-wrap break-words font-mono text-[12px] leading-[18px]">{printed(value)}</pre>
    </div>
  )
}

/** Every field that differs, old value above new. */
export function FieldChanges({ fields }: { fields: readonly FieldChange[] }) {
  return (
    <ul className="flex flex-col gap-2">
      {fields.map((field) => (
        <li key={field.pointer} className="overflow-hidden rounded-lg border border-line">
          <div className="border-line border-b bg-surface-2 px-2.5 py-1 font-mono text-[11px] text-ink-2">{fieldName(field.pointer)}</div>
          {field.before === undefined ? null : <Side value={field.before} side="before" />}
          {field.after === undefined ? null : <Side value={field.after} side="after" />}
        </li>
      ))}
    </ul>
  )
}
