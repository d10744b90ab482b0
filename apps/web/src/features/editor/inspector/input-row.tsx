import { ArrowDown, ArrowUp, ChevronDown, Trash2 } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import { cx } from '../../../ui/class-names.ts'
import { pointerTo } from '../../../ui/forms/field-problems.ts'
import type { FieldSpec } from '../../../ui/forms/form-fields.ts'
import { useKeptText } from '../../../ui/forms/kept-text.ts'
import { SchemaForm } from '../../../ui/forms/schema-form.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { Select } from '../../../ui/select.tsx'
import { Switch } from '../../../ui/switch.tsx'
import { TextInput } from '../../../ui/text-input.tsx'
import { INPUT_KINDS, type InputKind, type InputRow, nameFault } from '../model/input-rows.ts'

const KIND_WORDS: Record<InputKind, string> = {
  text: 'Text',
  choice: 'Choice',
  number: 'Number',
  whole: 'Whole number',
  flag: 'Yes or no',
  list: 'List',
  object: 'Object',
  any: 'Anything',
}
const KINDS = INPUT_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))

export interface InputRowProps {
  row: InputRow
  rows: readonly InputRow[]
  open: boolean
  /** Just made: its name is what is typed next. */
  fresh: boolean
  onOpen: (open: boolean) => void
  onRename: (name: string) => void
  onRemove: () => void
  /** One place down, or up. */
  onMove: (by: -1 | 1) => void
  onKind: (kind: InputKind) => void
  onRequired: (required: boolean) => void
  onWords: (words: Partial<InputRow['schema']>) => void
  onDone: () => void
}

/** One input: its name on a line of its own, its kind below, and the rest unfolds. */
export function InputRowForm({ row, rows, open, fresh, onOpen, onRename, onRemove, onMove, onKind, onRequired, onWords, onDone }: InputRowProps) {
  const id = useId()
  const { name, schema } = row
  const first = rows[0]?.name === name
  const last = rows.at(-1)?.name === name
  const keys = (event: KeyboardEvent) => {
    const by = event.altKey && event.key === 'ArrowUp' ? -1 : event.altKey && event.key === 'ArrowDown' ? 1 : undefined
    if (by === undefined) return
    // On a list it would open the choices, on the page move what is selected.
    event.preventDefault()
    event.stopPropagation()
    if (by === -1 ? !first : !last) onMove(by)
  }
  return (
    <li data-place={name} onKeyDown={keys} className="rounded-xl border border-line bg-surface-2 p-2">
      <div className="flex items-start gap-1.5">
        <NameField row={row} rows={rows} focused={fresh} onRename={onRename} />
        <IconButton label={`${open ? 'Fold' : 'Unfold'} ${name}`} aria-expanded={open} aria-controls={id} onClick={() => onOpen(!open)}>
          <ChevronDown aria-hidden size={15} className={cx('transition-transform duration-[120ms]', open && 'rotate-180')} />
        </IconButton>
      </div>
      <div className="mt-1.5 flex items-center gap-2.5">
        {/* The options are the kinds there are. */}
        <Select
          aria-label={`Type of ${name}`}
          className="w-36 shrink-0"
          options={KINDS}
          value={row.kind}
          onChange={(event) => onKind(event.target.value as InputKind)}
        />
        {open ? null : (
          <p className="line-clamp-2 min-w-0 flex-1 text-ink-3 text-xs">
            {[row.required ? 'required' : 'optional', defaultWords(schema.default), schema.title === name ? undefined : schema.title]
              .filter(Boolean)
              .join(', ')}
          </p>
        )}
      </div>
      {open ? (
        <div id={id} className="mt-3 flex flex-col gap-4 px-0.5 pb-0.5">
          <Switch label="Required" hint="A run does not start without it." checked={row.required} onCheckedChange={onRequired} />
          <SchemaForm
            fields={fieldsOf(row)}
            value={shownValue(row)}
            pointer={`/inputs/properties/${name}`}
            onChange={(next, key) => onWords({ [key]: wordOf(row, key, next[key]) })}
            onDone={onDone}
          />
          <div className="flex items-center gap-2">
            <p className="min-w-0 flex-1 break-words text-ink-3 text-xs">{row.others.length > 0 ? `In the JSON besides: ${row.others.join(', ')}.` : ''}</p>
            <IconButton label={`Move ${name} up`} shortcut="Alt+↑" size="sm" data-move="-1" disabled={first} onClick={() => onMove(-1)}>
              <ArrowUp aria-hidden size={14} />
            </IconButton>
            <IconButton label={`Move ${name} down`} shortcut="Alt+↓" size="sm" data-move="1" disabled={last} onClick={() => onMove(1)}>
              <ArrowDown aria-hidden size={14} />
            </IconButton>
            <IconButton label={`Remove ${name}`} size="sm" onClick={onRemove}>
              <Trash2 aria-hidden size={14} />
            </IconButton>
          </div>
        </div>
      ) : null}
    </li>
  )
}

/**
 * Taken when it is left or Enter is pressed, so that a name that is half typed renames nothing. What cannot be a name stays in the field and
 * is told of, like any text that is no value; Escape takes it back.
 */
function NameField({ row, rows, focused, onRename }: { row: InputRow; rows: readonly InputRow[]; focused: boolean; onRename: (name: string) => void }) {
  const pointer = pointerTo('/inputs/properties', row.name)
  const [kept, keep] = useKeptText<{ text?: string }>(pointer)
  const typed = kept?.text
  const input = useRef<HTMLInputElement>(null)
  const fault = typed === undefined ? undefined : nameFault(typed, rows, row.name)
  useEffect(() => {
    if (!focused) return
    input.current?.focus()
    input.current?.select()
  }, [focused])
  const type = (text?: string) => {
    const wrong = text === undefined ? undefined : nameFault(text, rows, row.name)
    keep({ text }, wrong && `Name of the input ${row.name}: ${wrong}`)
  }
  const take = () => {
    if (typed === undefined || fault) return
    type()
    if (typed !== row.name) onRename(typed)
  }
  return (
    <span data-setting={pointer} className="min-w-0 flex-1">
      <TextInput
        ref={input}
        mono
        aria-label={`Name of the input ${row.name}`}
        aria-invalid={fault !== undefined}
        autoComplete="off"
        spellCheck={false}
        value={typed ?? row.name}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take()
          if (event.key !== 'Escape' || typed === undefined) return
          event.preventDefault()
          type()
        }}
        onChange={(event) => type(event.target.value.trim())}
      />
      {fault ? (
        <span role="status" className="mt-1 block text-danger text-xs">
          {fault}
        </span>
      ) : null}
    </span>
  )
}

const FLAGS = ['yes', 'no'] as const

function fieldsOf({ name, kind, schema, required }: InputRow): FieldSpec[] {
  const about: FieldSpec[] = [
    { kind: 'line', key: 'title', label: 'Label', hint: `Stands over the field; else ${name}.`, required: false, maxLength: 200, bounded: true },
    { kind: 'text', key: 'description', label: 'Description', required: false, maxLength: 2000, bounded: true },
  ]
  const preset = { key: 'default', label: 'Default', required: false, ...(required ? { hint: 'Without one the Run button asks.' } : {}) } as const
  const { minimum, maximum } = schema
  switch (kind) {
    case 'text':
      return [...about, { ...preset, kind: 'line' }]
    case 'choice':
      return [...about, { kind: 'lines', key: 'enum', label: 'Choices', required: true }, { ...preset, kind: 'choice', options: textsOf(schema.enum) }]
    case 'number':
    case 'whole':
      return [...about, { ...preset, kind: 'number', integer: kind === 'whole', minimum, maximum }]
    case 'flag':
      return [...about, { ...preset, kind: 'choice', options: [...FLAGS] }]
    case 'list':
    case 'object':
    case 'any':
      return [...about, { ...preset, kind: 'json' }]
  }
}

function shownValue({ kind, schema }: InputRow): Record<string, unknown> {
  if (kind !== 'flag' || typeof schema.default !== 'boolean') return { ...schema }
  return { ...schema, default: schema.default ? FLAGS[0] : FLAGS[1] }
}

/** The keyword as the schema has it. The last choice stays: a choice of nothing is none. */
function wordOf({ kind, schema }: InputRow, key: string, value: unknown): unknown {
  if (key === 'enum') return value ?? schema.enum
  return key === 'default' && kind === 'flag' && value !== undefined ? value === FLAGS[0] : value
}

const textsOf = (values: readonly unknown[] = []) => values.filter((value) => typeof value === 'string')

function defaultWords(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'boolean') return `default ${value ? FLAGS[0] : FLAGS[1]}`
  return `default ${typeof value === 'string' ? value : JSON.stringify(value)}`
}
