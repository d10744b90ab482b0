import { Switch as RadixSwitch } from 'radix-ui'
import { useId } from 'react'
import { FieldNotes, notesOf } from './field-notes.tsx'

/** A labelled on/off switch on one line, with what is wrong and an optional hint below. */
export function Switch(props: {
  label: string
  hint?: string
  error?: string
  checked: boolean
  onCheckedChange: (checked: boolean) => void
  disabled?: boolean
}) {
  const { label, hint, error, checked, onCheckedChange, disabled } = props
  const id = useId()
  return (
    <div className="flex items-start gap-3">
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="block font-medium text-ink-2 text-sm">
          {label}
        </label>
        <FieldNotes id={id} hint={hint} error={error} />
      </div>
      <RadixSwitch.Root
        id={id}
        {...notesOf({ id, hint, error })}
        aria-invalid={error ? true : undefined}
        checked={checked}
        onCheckedChange={onCheckedChange}
        disabled={disabled}
        className="relative h-5 w-9 shrink-0 rounded-full bg-[var(--control-border)] transition-colors duration-[120ms] disabled:opacity-50 data-[state=checked]:bg-accent"
      >
        <RadixSwitch.Thumb className="block size-4 translate-x-0.5 rounded-full bg-white shadow-sm transition-transform duration-[120ms] data-[state=checked]:translate-x-[18px]" />
      </RadixSwitch.Root>
    </div>
  )
}
