import { PlainText, TEXT_ROWS } from '../../../ui/forms/plain-text.tsx'
import type { HelpedTextProps } from '../../../ui/forms/text-help.ts'
import { ExpressionField, useExpressionInput } from './expression-field.tsx'

/** The code editor once it is there; a plain control until then, and for as long as somebody types in it. */
export function HelpedText({ control, kind, label, ...rest }: HelpedTextProps) {
  const { id } = control
  const Input = useExpressionInput(() => document.activeElement?.id === id)
  if (!Input) return <PlainText {...rest} control={control} kind={kind} />
  return (
    <ExpressionField
      {...rest}
      control={control}
      Input={Input}
      label={label}
      mode={kind === 'expression' ? 'expression' : 'template'}
      singleLine={kind === 'line'}
      rows={TEXT_ROWS[kind]}
    />
  )
}
