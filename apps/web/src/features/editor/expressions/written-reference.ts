export interface WritingPlace {
  /** What the field takes: text with `{{ }}`, such texts within JSON, a bare expression, or code. */
  mode: 'template' | 'json' | 'expression' | 'code'
  /** Whether the cursor stands in an expression already. */
  inside: boolean
  /** The text before the cursor. */
  before: string
}

/** An expression as it stands within a JSON text: with quotes that do not end it, or escaped where it has both kinds. */
export function inJsonText(expression: string): string {
  return /['\\]/.test(expression) ? JSON.stringify(expression).slice(1, -1) : expression.replaceAll('"', "'")
}

/** Whether a JSON text is open at the end of what is before the cursor. */
function isInJsonText(before: string): boolean {
  return before.replace(/\\./g, '').split('"').length % 2 === 0
}

/** A reference as the field it is put into takes it. */
export function writtenReference(expression: string, { mode, inside, before }: WritingPlace): string {
  if (mode === 'expression') return expression
  // A function reads what it is handed: by default the inputs and the outputs by these names.
  if (mode === 'code') return `input.${expression}`
  const written = mode === 'json' ? inJsonText(expression) : expression
  if (inside) return written
  return mode === 'json' && !isInJsonText(before) ? `"{{ ${written} }}"` : `{{ ${written} }}`
}
