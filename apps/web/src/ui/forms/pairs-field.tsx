import { Plus, X } from 'lucide-react'
import { type ChangeEvent, useContext, useId, useState } from 'react'
import { Button } from '../button.tsx'
import { IconButton } from '../icon-button.tsx'
import { TextInput } from '../text-input.tsx'
import { cautionWithin, messageWithin } from './field-problems.ts'
import type { FieldSpec } from './form-fields.ts'
import { type Pair, pairsOf, sameRecord, toRecord } from './pairs.ts'
import type { FieldProps } from './schema-form.tsx'
import { TextHelp } from './text-help.ts'

/** Names with values, e.g. headers. Rows without a name stay in the form and out of the document. */
export function PairsField({ field, value, pointer, problems, readOnly, onChange, onDone }: FieldProps<Extract<FieldSpec, { kind: 'pairs' }>>) {
  const [rows, setRows] = useState<Pair[]>(() => pairsOf(value))
  // The document is the truth: when it changed elsewhere (undo, JSON), the rows start over from it.
  const current = sameRecord(toRecord(rows), value) ? rows : pairsOf(value)
  const error = messageWithin(problems, pointer)
  const caution = error ? undefined : cautionWithin(problems, pointer)
  function change(next: Pair[]) {
    setRows(next)
    const record = toRecord(next)
    onChange(Object.keys(record).length === 0 ? undefined : record)
  }
  return (
    <fieldset disabled={readOnly} className="flex flex-col gap-1.5">
      <legend className="mb-1 font-medium text-ink-2 text-sm">{field.label}</legend>
      {current.map((pair) => (
        <div key={pair.row} className="flex items-start gap-1.5">
          <TextInput
            aria-label={`${field.label}: name`}
            placeholder="Name"
            value={pair.name}
            onBlur={onDone}
            className="basis-2/5"
            onChange={(event) => change(current.map((other) => (other.row === pair.row ? { ...other, name: event.target.value } : other)))}
          />
          <PairValue
            label={`${field.label}: value${pair.name ? ` of ${pair.name}` : ''}`}
            value={pair.value}
            readOnly={readOnly}
            onBlur={onDone}
            onChange={(next) => change(current.map((other) => (other.row === pair.row ? { ...other, value: next } : other)))}
          />
          <IconButton
            label={`Remove ${pair.name || 'this row'}`}
            size="sm"
            className="mt-0.5"
            onClick={() => change(current.filter((other) => other.row !== pair.row))}
          >
            <X size={14} aria-hidden />
          </IconButton>
        </div>
      ))}
      {error ? <p className="text-danger text-sm">{error}</p> : null}
      {caution ? <p className="text-sm text-warning">{caution}</p> : null}
      {field.hint ? <p className="text-ink-3 text-xs">{field.hint}</p> : null}
      <Button
        size="sm"
        className="self-start"
        icon={<Plus size={14} aria-hidden />}
        onClick={() => setRows([...current, { row: nextRow(current), name: '', value: '' }])}
      >
        Add one
      </Button>
    </fieldset>
  )
}

interface PairValueProps {
  label: string
  value: string
  readOnly: boolean
  onBlur?: () => void
  onChange: (value: string) => void
}

/** Values may hold expressions wherever texts may. */
function PairValue({ label, value, ...rest }: PairValueProps) {
  const Help = useContext(TextHelp)
  const id = useId()
  if (!Help) return <TextInput aria-label={label} placeholder="Value" mono={value.includes('{{')} value={value} className="flex-1" {...plain(rest)} />
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <Help {...rest} control={{ id, 'aria-label': label }} kind="line" label={label} value={value} placeholder="Value" />
    </div>
  )
}

const plain = ({ onChange, ...rest }: Omit<PairValueProps, 'label' | 'value'>) => ({
  ...rest,
  onChange: (event: ChangeEvent<HTMLInputElement>) => onChange(event.target.value),
})

function nextRow(rows: readonly Pair[]): number {
  return rows.reduce((highest, { row }) => Math.max(highest, row), -1) + 1
}
