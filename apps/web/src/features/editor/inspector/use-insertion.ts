import { type FocusEvent, useRef } from 'react'
import { INSERT_EVENT } from '../expressions/insert-event.ts'

type TextControl = HTMLInputElement | HTMLTextAreaElement

function isTextControl(target: EventTarget): target is TextControl {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === 'text')
}

/**
 * Writes references into the text field last used, where the cursor stood. Expression fields take the bare expression,
 * all others take it in double braces.
 */
export function useInsertion() {
  const last = useRef<TextControl | HTMLElement | undefined>(undefined)
  return {
    listeners: {
      onFocus: (event: FocusEvent) => {
        const { target } = event
        if (isTextControl(target) || (target instanceof HTMLElement && target.dataset.expressionEditor !== undefined)) last.current = target
      },
    },
    /** False when no field has been used yet. */
    insert(expression: string): boolean {
      const control = last.current
      if (!control?.isConnected) return false
      if (!isTextControl(control)) return control.isContentEditable && control.dispatchEvent(new CustomEvent(INSERT_EVENT, { detail: expression }))
      if (control.readOnly) return false
      const bare = control.dataset.expression !== undefined
      control.focus()
      control.setRangeText(
        bare ? expression : `{{ ${expression} }}`,
        control.selectionStart ?? control.value.length,
        control.selectionEnd ?? control.value.length,
        'end',
      )
      control.dispatchEvent(new Event('input', { bubbles: true }))
      return true
    },
  }
}
