import { useId } from 'react'
import type { FieldControl } from '../field.tsx'
import { TextArea } from '../text-area.tsx'
import { TextInput } from '../text-input.tsx'

/** How a text is written; `line` is one line of it, `json` a value whose texts may hold expressions. */
export type TextKind = 'line' | 'text' | 'code' | 'expression' | 'json'

export interface TextProps {
  control: FieldControl
  kind: TextKind
  value: string
  readOnly: boolean
  placeholder?: string
  /** Texts it may well be; any other is taken, too. */
  suggestions?: readonly string[]
  onBlur?: () => void
  onChange: (value: string) => void
}

/** Lines a field shows at least. */
export const TEXT_ROWS: Readonly<Record<TextKind, number>> = { line: 1, text: 3, code: 8, expression: 2, json: 2 }
const MOST_ROWS = 24

/** Text in a control of the browser. One of several lines grows with its content, within reason. */
export function PlainText({ suggestions, ...props }: TextProps) {
  const { control, kind, onChange, ...rest } = props
  if (kind === 'line' && suggestions) return <SuggestedText {...props} suggestions={suggestions} />
  if (kind === 'line')
    return <TextInput {...control} {...rest} mono={rest.value.includes('{{')} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
  return (
    <TextArea
      {...control}
      {...rest}
      data-takes={kind}
      mono={kind !== 'text'}
      rows={Math.min(MOST_ROWS, Math.max(TEXT_ROWS[kind], rest.value.split('\n').length))}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

/** A line with a list of the browser's own below it. */
function SuggestedText({ control, kind: _, suggestions = [], onChange, ...rest }: TextProps) {
  const list = useId()
  return (
    <>
      <TextInput {...control} {...rest} list={list} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
      <datalist id={list}>
        {suggestions.map((suggestion) => (
          <option key={suggestion} value={suggestion} />
        ))}
      </datalist>
    </>
  )
}
