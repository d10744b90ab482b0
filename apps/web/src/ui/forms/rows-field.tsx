import { ArrowUp, Plus, Trash2 } from 'lucide-react'
import { Button } from '../button.tsx'
import { FieldGroup } from '../field-group.tsx'
import { IconButton } from '../icon-button.tsx'
import { messageAt, pointerTo } from './field-problems.ts'
import type { FieldSpec } from './form-fields.ts'
import type { FieldProps } from './schema-form.tsx'
import { useRowFocus } from './use-row-focus.ts'

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A list of objects, e.g. the cases of a switch; order matters and can be changed. */
export function RowsField({ field, value, pointer, problems, readOnly, onChange, onDone, Form }: FieldProps<Extract<FieldSpec, { kind: 'rows' }>>) {
  const rows = Array.isArray(value) ? value.map((row) => (isRecord(row) ? row : {})) : []
  const focus = useRowFocus(rows.length)
  const put = (next: Array<Record<string, unknown>>) => onChange(next.length === 0 && !field.required ? undefined : next)
  return (
    <FieldGroup
      label={field.label}
      hint={field.hint}
      required={field.required}
      disabled={readOnly}
      // An empty list has no field that could say it.
      error={messageAt(problems, pointer)}
    >
      <div ref={focus.list} className="flex flex-col gap-1.5 empty:hidden">
        {rows.map((row, index) => (
          // Rows have no identity of their own: the position is what the document knows them by.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <fieldset key={index} aria-label={`${field.label}, ${index + 1} of ${rows.length}`} className="rounded-xl border border-line bg-surface-2 p-3">
            <div className="mb-1 flex items-center">
              <span className="flex-1 text-ink-3 text-xs">
                {index + 1} of {rows.length}
              </span>
              <IconButton label={`Move ${index + 1} up`} size="sm" disabled={index === 0} onClick={() => put(swapped(rows, index))}>
                <ArrowUp size={14} aria-hidden />
              </IconButton>
              <IconButton
                label={`Remove ${index + 1}`}
                size="sm"
                disabled={rows.length <= field.minItems}
                onClick={() => {
                  put(rows.filter((_, other) => other !== index))
                  focus.removed()
                }}
              >
                <Trash2 size={14} aria-hidden />
              </IconButton>
            </div>
            <Form
              fields={field.fields}
              value={row}
              pointer={pointerTo(pointer, index)}
              problems={problems}
              readOnly={readOnly}
              onChange={(next) => put(rows.map((other, at) => (at === index ? next : other)))}
              onDone={onDone}
            />
          </fieldset>
        ))}
      </div>
      <Button
        ref={focus.add}
        size="sm"
        className="self-start"
        icon={<Plus size={14} aria-hidden />}
        disabled={field.maxItems !== undefined && rows.length >= field.maxItems}
        onClick={() => {
          focus.added()
          put([...rows, {}])
        }}
      >
        Add one
      </Button>
    </FieldGroup>
  )
}

function swapped(rows: ReadonlyArray<Record<string, unknown>>, index: number): Array<Record<string, unknown>> {
  const next = [...rows]
  const [row] = next.splice(index, 1)
  if (row) next.splice(index - 1, 0, row)
  return next
}
