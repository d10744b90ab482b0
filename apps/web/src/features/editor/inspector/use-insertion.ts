import { type DragEvent, type FocusEvent, useRef } from 'react'
import { expressionBefore } from '../expressions/completions.ts'
import { EXPRESSION_MIME } from '../expressions/expression-drag.ts'
import { INSERT_EVENT } from '../expressions/insert-event.ts'
import { type WritingPlace, writtenReference } from '../expressions/written-reference.ts'

type TextControl = HTMLInputElement | HTMLTextAreaElement

function isTextControl(target: EventTarget): target is TextControl {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === 'text')
}

/** What a plain control takes, as it says itself. */
function modeOf({ dataset: { takes } }: TextControl): WritingPlace['mode'] {
  return takes === 'expression' || takes === 'json' || takes === 'code' ? takes : 'template'
}

function writeInto(control: TextControl, expression: string): void {
  const mode = modeOf(control)
  control.focus()
  const [start, end] = [control.selectionStart ?? control.value.length, control.selectionEnd ?? control.value.length]
  const before = control.value.slice(0, start)
  const inside = mode === 'expression' || (mode !== 'code' && expressionBefore(before) !== undefined)
  control.setRangeText(writtenReference(expression, { mode, inside, before }), start, end, 'end')
  control.dispatchEvent(new Event('input', { bubbles: true }))
}

/** Writes references into the text field last used, where the cursor stood, as that field takes them; what is dragged, into the field it is let go over. */
export function useInsertion() {
  const last = useRef<TextControl | HTMLElement | undefined>(undefined)
  return {
    listeners: {
      onFocus: ({ target }: FocusEvent) => {
        if (isTextControl(target) || (target instanceof HTMLElement && target.dataset.expressionEditor !== undefined)) last.current = target
      },
      onDrop: (event: DragEvent) => {
        const expression = event.dataTransfer.getData(EXPRESSION_MIME)
        // The code editor has taken its own, at the place under the pointer.
        if (!expression || event.isDefaultPrevented() || !isTextControl(event.target) || event.target.readOnly) return
        event.preventDefault()
        writeInto(event.target, expression)
      },
    },
    /** False when no field has been used yet. */
    insert(expression: string): boolean {
      const control = last.current
      if (!control?.isConnected) return false
      if (!isTextControl(control)) return control.isContentEditable && control.dispatchEvent(new CustomEvent(INSERT_EVENT, { detail: expression }))
      if (control.readOnly) return false
      writeInto(control, expression)
      return true
    },
  }
}
