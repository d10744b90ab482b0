import { useMemo } from 'react'
import { onDemand } from '../../../lib/on-demand.ts'
import type { FieldControl } from '../../../ui/field.tsx'
import { useEditor } from '../editor-context.ts'
import { shortValue } from './data-shape.ts'
import { type ExpressionSurroundings, useSurroundings } from './expression-context.ts'
import type { ExpressionInputProps } from './expression-input.tsx'
import type { Preview } from './preview.ts'
import { useExpressionEngine } from './use-engine.ts'

type Input = typeof import('./expression-input.tsx')['default']

const useInput = onDemand(async () => ({ Input: (await import('./expression-input.tsx')).default }))

/** The code editor for a field, once its code is there. */
export function useExpressionInput(): Input | undefined {
  return useInput()?.Input
}

interface PreviewLineProps {
  text: string
  mode: ExpressionInputProps['mode']
  surroundings: ExpressionSurroundings
}

/** What the setting comes to on the last run's data, as it is typed. */
export function PreviewLine({ text, mode, surroundings: { scope } }: PreviewLineProps) {
  const engine = useExpressionEngine()
  const { name, inside } = useEditor()
  const preview = useMemo((): Preview | undefined => {
    if (!engine) return undefined
    const data = scope ?? { inputs: {}, nodes: {}, run: { id: '', workflow: name }, vars: {} }
    const found = engine.preview(mode, text, data)
    // Before the first run only mistakes are known; every name would be missing.
    return scope || found?.kind === 'wrong' ? found : undefined
  }, [engine, mode, name, scope, text])
  if (!preview) return null
  return (
    <p data-expression-preview={preview.kind} className="flex min-w-0 items-baseline gap-1.5 text-xs">
      <span className="shrink-0 text-ink-3">
        {preview.kind === 'wrong' ? 'Not an expression yet' : `${inside ? 'First round' : 'Last run'}${preview.kind === 'unknown' ? '' : ' gives'}`}
      </span>
      <PreviewWords preview={preview} mode={mode} />
    </p>
  )
}

function PreviewWords({ preview, mode }: { preview: Preview; mode: ExpressionInputProps['mode'] }) {
  if (preview.kind === 'wrong') return <span className="min-w-0 break-words text-danger">{preview.reason}</span>
  if (preview.kind === 'unknown') return <span className="min-w-0 break-words text-ink-2">{preview.reason}</span>
  const text = preview.kind === 'text' ? preview.text : mode === 'json' ? JSON.stringify(preview.value) : shortValue(preview.value, 200)
  return (
    <span className="min-w-0 flex-1 truncate font-mono text-accent-text" title={preview.kind === 'text' ? [text, ...preview.faults].join('\n') : text}>
      {text}
    </span>
  )
}

export interface ExpressionFieldProps {
  control: FieldControl
  label: string
  mode: ExpressionInputProps['mode']
  inner?: boolean
  singleLine: boolean
  rows: number
  value: string
  readOnly: boolean
  placeholder?: string
  takenOver?: ExpressionInputProps['takenOver']
  onChange: (value: string) => void
  onBlur?: () => void
  Input: Input
}

/** The code editor in a form, with the value it comes to below. */
export function ExpressionField({ control, Input, value, mode, inner = false, onChange, ...rest }: ExpressionFieldProps) {
  const around = useSurroundings()
  const surroundings = useMemo(() => (around && inner ? { ...around, roots: around.inner, scope: undefined } : around), [around, inner])
  if (!surroundings) return null
  return (
    <>
      <Input
        {...rest}
        id={control.id}
        describedBy={control['aria-describedby']}
        invalid={control['aria-invalid']}
        required={control['aria-required']}
        value={value}
        mode={mode}
        roots={surroundings.roots}
        onChange={onChange}
      />
      {control['aria-invalid'] ? null : <PreviewLine text={value} mode={mode} surroundings={surroundings} />}
    </>
  )
}
