import { useState } from 'react'
import { readJson, sameJson, writeJson } from './json-text.ts'

/**
 * Text beside a JSON value: typing hands on every state that parses and passes `check`, and keeps the person's own
 * formatting for as long as the document says the same. Anything else stays text, with the reason.
 */
export function useJsonText(value: unknown, onChange: (value: unknown) => void, check?: (value: unknown) => string | undefined) {
  const [typed, setTyped] = useState<{ text: string; value: unknown } | undefined>(undefined)
  const own = typed && sameJson(typed.value, value) ? typed.text : undefined
  const text = own ?? writeJson(value)
  const read = (source: string): { kind: 'value'; value: unknown } | { kind: 'fault'; reason: string } => {
    const outcome = readJson(source)
    const fault = outcome.kind === 'value' ? check?.(outcome.value) : undefined
    return fault === undefined ? outcome : { kind: 'fault', reason: fault }
  }
  const outcome = read(text)
  return {
    text,
    fault: outcome.kind === 'fault' ? outcome.reason : undefined,
    type: (next: string) => {
      const state = read(next)
      setTyped({ text: next, value: state.kind === 'value' ? state.value : value })
      if (state.kind === 'value') onChange(state.value)
    },
  }
}
