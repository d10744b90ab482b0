/** Where somebody was in a plain control when the code editor took its place. */
export interface TakenOver {
  anchor: number
  head: number
  /** They had typed: what may come next is offered at once. */
  typed: boolean
}

/** The cursor of a text control that has the focus; undefined where it has not. */
export function cursorIn(id: string, typed: boolean): TakenOver | undefined {
  const control = document.activeElement
  if (control?.id !== id || !(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement)) return undefined
  const [start, end] = [control.selectionStart ?? control.value.length, control.selectionEnd ?? control.value.length]
  const backward = control.selectionDirection === 'backward'
  return { anchor: backward ? end : start, head: backward ? start : end, typed }
}
