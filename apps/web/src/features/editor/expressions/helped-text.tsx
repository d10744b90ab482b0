import { useRef, useState } from 'react'
import { PlainText, TEXT_ROWS } from '../../../ui/forms/plain-text.tsx'
import type { HelpedTextProps } from '../../../ui/forms/text-help.ts'
import { ExpressionField, useExpressionInput } from './expression-field.tsx'
import { cursorIn, type TakenOver } from './taken-over.ts'

/**
 * The code editor once it is there; a plain control until then. Whoever types in it by then goes on where they were: the editor has the
 * focus, the selection and what was typed, from the same turn on. Only a word that is being composed (IME) is waited for.
 */
export function HelpedText({ control, kind, label, onChange, ...rest }: HelpedTextProps) {
  const Input = useExpressionInput()
  const typed = useRef(false)
  const [composing, setComposing] = useState(false)
  const taken = useRef<{ over: TakenOver | undefined } | undefined>(undefined)
  if (Input && !composing) taken.current ??= { over: cursorIn(control.id, typed.current) }
  if (!Input || !taken.current)
    return (
      <span className="contents" onCompositionStart={() => setComposing(true)} onCompositionEnd={() => setComposing(false)}>
        <PlainText
          {...rest}
          control={control}
          kind={kind}
          onChange={(value) => {
            typed.current = true
            onChange(value)
          }}
        />
      </span>
    )
  return (
    <ExpressionField
      {...rest}
      control={control}
      Input={Input}
      takenOver={taken.current.over}
      label={label}
      mode={kind === 'expression' || kind === 'json' ? kind : 'template'}
      singleLine={kind === 'line'}
      rows={TEXT_ROWS[kind]}
      onChange={onChange}
    />
  )
}
