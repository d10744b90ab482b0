import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../button.tsx'
import { IconButton } from '../icon-button.tsx'
import { TextInput } from '../text-input.tsx'
import { cautionWithin, messageWithin } from './field-problems.ts'
import type { FieldSpec } from './form-fields.ts'
import { type Pair, pairsOf, sameRecord, toRecord } from './pairs.ts'
import type { FieldProps } from './schema-form.tsx'

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
        <div key={pair.row} className="flex items-center gap-1.5">
          <TextInput
            aria-label={`${field.label}: name`}
            placeholder="Name"
            value={pair.name}
            onBlur={onDone}
            className="basis-2/5"
            onChange={(event) => change(current.map((other) => (other.row === pair.row ? { ...other, name: event.target.value } : other)))}
          />
          <TextInput
            aria-label={`${field.label}: value${pair.name ? ` of ${pair.name}` : ''}`}
            placeholder="Value"
            mono={pair.value.includes('{{')}
            value={pair.value}
            onBlur={onDone}
            className="flex-1"
            onChange={(event) => change(current.map((other) => (other.row === pair.row ? { ...other, value: event.target.value } : other)))}
          />
          <IconButton label={`Remove ${pair.name || 'this row'}`} size="sm" onClick={() => change(current.filter((other) => other.row !== pair.row))}>
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

function nextRow(rows: readonly Pair[]): number {
  return rows.reduce((highest, { row }) => Math.max(highest, row), -1) + 1
}
