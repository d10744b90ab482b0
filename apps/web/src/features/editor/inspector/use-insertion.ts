import { type FocusEvent, useRef } from 'react'

type TextControl = HTMLInputElement | HTMLTextAreaElement

function isTextControl(target: EventTarget): target is TextControl {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === 'text')
}

/**
 * Writes references into the text field last used, where the cursor stood. Expression fields take the bare expression,
 * all others take it in double braces.
 */
export function useInsertion() {
  const last = useRef<TextControl | undefined>(undefined)
  return {
    listeners: {
      onFocus: (event: FocusEvent) => {
        if (isTextControl(event.target)) last.current = event.target
      },
    },
    /** False when no field has been used yet. */
    insert(expression: string): boolean {
      const control = last.current
      if (!control?.isConnected || control.readOnly) return false
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
