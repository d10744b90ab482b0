import type { DragEvent } from 'react'

/** The bare expression of what is dragged, for whoever knows how to take one; everything else gets it as a template. */
export const EXPRESSION_MIME = 'application/x-aob-expression'

export function startExpressionDrag({ dataTransfer }: DragEvent, expression: string): void {
  dataTransfer.setData(EXPRESSION_MIME, expression)
  dataTransfer.setData('text/plain', `{{ ${expression} }}`)
  dataTransfer.effectAllowed = 'copy'
}
