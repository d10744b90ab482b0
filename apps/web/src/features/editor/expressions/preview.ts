import { createExpressions, ExpressionFailure, type ExpressionScope, type Expressions, parseTemplate } from '@aob/expressions'
import { shortValue } from './data-shape.ts'

/** What a setting comes to on the data of the last run. */
export type Preview =
  | { kind: 'value'; value: unknown }
  /** A template of several parts; a part that cannot be told shows why. */
  | { kind: 'text'; text: string; faults: string[] }
  /** Not an expression (yet). */
  | { kind: 'wrong'; reason: string }
  /** Right, but the last run has no data for it. */
  | { kind: 'unknown'; reason: string }

/** The first line of a failure, without the source it repeats. */
function reasonOf(error: unknown, source: string): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(` In: ${source}`, '')
}

function resultOf(source: string, scope: ExpressionScope, evaluator: Expressions): Preview {
  const fault = evaluator.check(source)
  if (fault) return { kind: 'wrong', reason: reasonOf(new Error(fault.message), source) }
  if (/\bvars\./.test(source)) return { kind: 'unknown', reason: 'Workspace variables are known when it runs.' }
  try {
    return { kind: 'value', value: evaluator.evaluate(source, scope) }
  } catch (error) {
    if (!(error instanceof ExpressionFailure)) throw error
    return { kind: 'unknown', reason: reasonOf(error, source) }
  }
}

export function previewExpression(source: string, scope: ExpressionScope, evaluator: Expressions): Preview | undefined {
  return source.trim() === '' ? undefined : resultOf(source, scope, evaluator)
}

/** A template's parts filled in; undefined for plain text, which shows itself. */
export function previewTemplate(text: string, scope: ExpressionScope, evaluator: Expressions): Preview | undefined {
  if (!text.includes('{{')) return undefined
  let parts: ReturnType<typeof parseTemplate>
  try {
    parts = parseTemplate(text)
  } catch (error) {
    if (!(error instanceof ExpressionFailure)) throw error
    return { kind: 'wrong', reason: 'An expression is opened by {{ and not closed.' }
  }
  const [only] = parts
  if (parts.length === 1 && only?.kind === 'expression') return resultOf(only.source, scope, evaluator)
  const faults: string[] = []
  let wrong: Preview | undefined
  const filled = parts.map((part) => {
    if (part.kind === 'text') return part.text
    const preview = resultOf(part.source, scope, evaluator)
    if (preview.kind === 'wrong') wrong ??= preview
    if (preview.kind === 'value') return typeof preview.value === 'string' ? preview.value : preview.value === null ? '' : shortValue(preview.value, 200)
    if (preview.kind === 'unknown') faults.push(preview.reason)
    return '…'
  })
  return wrong ?? { kind: 'text', text: filled.join(''), faults }
}

/** A JSON value with its texts filled in, as a run fills it in: a text that is one expression takes its value as it is. */
export function previewJson(text: string, scope: ExpressionScope, evaluator: Expressions): Preview | undefined {
  if (!text.includes('{{')) return undefined
  let template: unknown
  try {
    template = JSON.parse(text)
  } catch {
    // The field says what keeps it from being JSON.
    return undefined
  }
  try {
    return { kind: 'value', value: evaluator.render(template, scope) }
  } catch (error) {
    if (!(error instanceof ExpressionFailure)) throw error
    return error.code === 'expression.failed'
      ? { kind: 'unknown', reason: error.message.replace(/ In: [\s\S]*$/, '') }
      : { kind: 'wrong', reason: error.message }
  }
}

/** What the page asks of expressions; heavy, so it comes on demand. */
export interface ExpressionEngine {
  /** Why a source is no expression; undefined when it is one. */
  check: Expressions['check']
  preview: (mode: 'expression' | 'template' | 'json', text: string, scope: ExpressionScope) => Preview | undefined
}

const PREVIEWS = { expression: previewExpression, template: previewTemplate, json: previewJson } as const

/** The evaluator runs use, with its previews. One for the page: it keeps what it parsed. */
export function createEngine(): ExpressionEngine {
  const evaluator = createExpressions()
  return {
    check: (source) => evaluator.check(source),
    preview: (mode, text, scope) => PREVIEWS[mode](text, scope, evaluator),
  }
}
