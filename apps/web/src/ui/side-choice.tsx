import { cx } from './class-names.ts'

export interface SideChoiceProps {
  /** Of the group of choices it belongs to. */
  name: string
  title: string
  /** What this side has, as text. */
  value: string
  chosen: boolean
  /** Why it cannot be chosen. */
  refusal?: string
  onChoose: () => void
}

/** One of the sides of a conflict: what it has, and that it is the one that stays. */
export function SideChoice({ name, title, value, chosen, refusal, onChoose }: SideChoiceProps) {
  const disabled = refusal !== undefined
  return (
    <label
      className={cx(
        'flex min-w-0 flex-col gap-1 rounded-lg border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-accent',
        chosen ? 'border-accent bg-accent-soft' : 'border-line bg-surface-2',
        disabled ? 'cursor-not-allowed opacity-60' : 'cursor-pointer',
        !disabled && !chosen && 'hover:border-line-strong',
      )}
    >
      <span className="flex items-center gap-2 text-sm">
        <input type="radio" name={name} checked={chosen} disabled={disabled} onChange={onChoose} className="accent-accent" />
        <span className="min-w-0 break-words font-medium">{title}</span>
        {disabled ? <span className="text-ink-3">{refusal}</span> : null}
      </span>
      <pre className="max-h-28 overflow-auto whitespace-pre-wrap break-words font-mono text-ink-2 text-xs">{value}</pre>
    </label>
  )
}
