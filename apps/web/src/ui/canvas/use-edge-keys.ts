import { type KeyboardEvent, useCallback } from 'react'
import type { CanvasSelection } from './selection.ts'

const CHOOSING: ReadonlySet<string> = new Set(['Enter', ' '])

/** Selects the connection that has the focus by Enter or Space. React Flow's own keys are off: their arrows would move cards beside ours. */
export function useEdgeKeys(onSelectionChange: ((selection: CanvasSelection) => void) | undefined) {
  return useCallback(
    (event: KeyboardEvent) => {
      const { target } = event
      if (!onSelectionChange || !CHOOSING.has(event.key) || !(target instanceof SVGElement)) return
      const id = target.matches('.react-flow__edge') ? target.getAttribute('data-id') : null
      if (id === null) return
      event.preventDefault()
      onSelectionChange({ nodes: [], edges: [id] })
    },
    [onSelectionChange],
  )
}
