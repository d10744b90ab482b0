import { readJson, sameJson, writeJson } from './json-text.ts'
import { useKeptText } from './kept-text.ts'

interface JsonTextSource {
  value: unknown
  /** Where the value lies in its document. */
  pointer: string
  onChange: (value: unknown) => void
  /** What is wrong with a value all the same. */
  check?: (value: unknown) => string | undefined
}

/**
 * Text beside a JSON value: typing hands on every state that parses and passes `check`, and keeps the person's own
 * formatting for as long as the document says the same. Anything else stays text, with the reason.
 */
export function useJsonText({ value, pointer, onChange, check }: JsonTextSource) {
  const [typed, keep] = useKeptText<{ text: string; value: unknown }>(pointer)
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
      keep({ text: next, value: state.kind === 'value' ? state.value : value }, state.kind === 'fault' ? state.reason : undefined)
      if (state.kind === 'value') onChange(state.value)
    },
  }
}
