import type { FieldProblem } from '@aob/schemas'
import { Plus, X } from 'lucide-react'
import { type ChangeEvent, useContext, useId } from 'react'
import { Button } from '../button.tsx'
import type { FieldControl } from '../field.tsx'
import { FieldGroup } from '../field-group.tsx'
import { FieldNotes, notesOf } from '../field-notes.tsx'
import { IconButton } from '../icon-button.tsx'
import { TextInput } from '../text-input.tsx'
import { cautionWithin, messageAt, messageWithin, pointerTo, problemAt } from './field-problems.ts'
import type { FieldSpec } from './form-fields.ts'
import { useKeptText } from './kept-text.ts'
import { type Pair, pairFault, pairsFault, pairsOf, sameRecord, toRecord } from './pairs.ts'
import type { FieldProps } from './schema-form.tsx'
import { TextHelp } from './text-help.ts'
import { useRowFocus } from './use-row-focus.ts'

/** Names with values, e.g. headers. Rows that the document cannot hold stay in the form and say why. */
export function PairsField({ field, value, pointer, problems, readOnly, onChange, onDone }: FieldProps<Extract<FieldSpec, { kind: 'pairs' }>>) {
  const [typed, keep] = useKeptText<{ rows: readonly Pair[] }>(pointer)
  // The document is the truth: when it changed elsewhere (undo, JSON), the rows start over from it.
  const rows = typed && sameRecord(toRecord(typed.rows), value) ? typed.rows : pairsOf(value)
  const focus = useRowFocus(rows.length)
  const show = (next: readonly Pair[]) => keep({ rows: next }, pairsFault(next))
  const change = (next: readonly Pair[]) => {
    const record = toRecord(next)
    onChange(Object.keys(record).length === 0 ? undefined : record)
    // What is put aside goes by what the document has then.
    show(next)
  }
  const changeRow = (row: number, by: Partial<Pair>) => change(rows.map((pair) => (pair.row === row ? { ...pair, ...by } : pair)))
  return (
    <FieldGroup label={field.label} hint={field.hint} required={field.required} disabled={readOnly} error={messageAt(problems, pointer)}>
      <div ref={focus.list} className="flex flex-col gap-1.5 empty:hidden">
        {rows.map((pair) => (
          <PairRow
            key={pair.row}
            label={field.label}
            pair={pair}
            place={pair.name === '' ? undefined : pointerTo(pointer, pair.name)}
            fault={pairFault(pair, rows)}
            problems={problems}
            readOnly={readOnly}
            onDone={onDone}
            onChange={(by) => changeRow(pair.row, by)}
            onRemove={() => {
              change(rows.filter((other) => other.row !== pair.row))
              focus.removed()
            }}
          />
        ))}
      </div>
      <Button
        ref={focus.add}
        size="sm"
        className="self-start"
        icon={<Plus size={14} aria-hidden />}
        onClick={() => {
          focus.added()
          show([...rows, { row: nextRow(rows), name: '', value: '' }])
        }}
      >
        Add one
      </Button>
    </FieldGroup>
  )
}

interface PairRowProps {
  /** Of the field. */
  label: string
  pair: Pair
  /** Pointer of the value, where it has one. */
  place: string | undefined
  /** Why the document does not hold the row. */
  fault: string | undefined
  problems: readonly FieldProblem[]
  readOnly: boolean
  onDone?: () => void
  onChange: (by: Partial<Pair>) => void
  onRemove: () => void
}

/** One name and its value, with what is wrong with them below. */
function PairRow({ label, pair, place, fault, problems, readOnly, onDone, onChange, onRemove }: PairRowProps) {
  const id = useId()
  const found = place === undefined || fault ? undefined : problemAt(problems, place)
  const error = place === undefined || fault ? undefined : messageWithin(problems, place)
  // What is wrong with a value is told by the rule it breaks, or in an expression of it.
  const isOfName = fault !== undefined || (found?.name === pair.name && found.rule === undefined)
  const caution = place === undefined ? undefined : cautionWithin(problems, place)
  const notes = { id, error: fault ?? error, caution }
  const told = notesOf(notes)
  return (
    <div data-setting={place} className="flex flex-col gap-1">
      <div className="flex items-start gap-1.5">
        <TextInput
          aria-label={`${label}: name`}
          placeholder="Name"
          value={pair.name}
          onBlur={onDone}
          className="basis-2/5"
          {...(isOfName ? { ...told, 'aria-invalid': true } : {})}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <PairValue
          label={`${label}: value${pair.name ? ` of ${pair.name}` : ''}`}
          value={pair.value}
          readOnly={readOnly}
          told={isOfName ? {} : { ...told, ...(error ? { 'aria-invalid': true } : {}) }}
          onBlur={onDone}
          onChange={(value) => onChange({ value })}
        />
        <IconButton label={`Remove ${pair.name || 'this row'}`} size="sm" className="mt-0.5" onClick={onRemove}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <FieldNotes {...notes} />
    </div>
  )
}

interface PairValueProps {
  label: string
  value: string
  readOnly: boolean
  told: Pick<FieldControl, 'aria-describedby' | 'aria-invalid'>
  onBlur?: () => void
  onChange: (value: string) => void
}

/** Values may hold expressions wherever texts may. */
function PairValue({ label, value, told, ...rest }: PairValueProps) {
  const Help = useContext(TextHelp)
  const id = useId()
  if (!Help) return <TextInput aria-label={label} placeholder="Value" mono={value.includes('{{')} value={value} className="flex-1" {...told} {...plain(rest)} />
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <Help {...rest} control={{ id, 'aria-label': label, ...told }} kind="line" label={label} value={value} placeholder="Value" />
    </div>
  )
}

const plain = ({ onChange, ...rest }: Omit<PairValueProps, 'label' | 'value' | 'told'>) => ({
  ...rest,
  onChange: (event: ChangeEvent<HTMLInputElement>) => onChange(event.target.value),
})

function nextRow(rows: readonly Pair[]): number {
  return rows.reduce((highest, { row }) => Math.max(highest, row), -1) + 1
}
