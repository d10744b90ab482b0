import { useEffect } from 'react'
import type { CanvasSelection } from '../../../ui/canvas/selection.ts'
import { useEditor } from '../editor-context.ts'
import type { EditorStore } from '../model/editor-store.ts'

/** What was selected in each workflow when it was left, for as long as the page lives. */
const left = new Map<string, CanvasSelection>()

/** Selects again what was selected when the workflow was left, as far as it is there; not over what somebody has selected by now. */
export function takeUpSelection(name: string, store: EditorStore): void {
  const { selection, document } = store.getState()
  const kept = left.get(name)
  if (!kept || selection.nodes.length + selection.edges.length > 0) return
  const there = new Set([...document.nodes, ...document.edges].map(({ id }) => id))
  const nodes = kept.nodes.filter((id) => there.has(id))
  const edges = kept.edges.filter((id) => there.has(id))
  if (nodes.length + edges.length > 0) store.select({ nodes, edges })
}

export function leaveSelection(name: string, store: EditorStore): void {
  left.set(name, store.getState().selection)
}

/** Who comes back from a run or another page finds selected what was. */
export function useKeptSelection(): void {
  const { name, store } = useEditor()
  useEffect(() => {
    takeUpSelection(name, store)
    return () => leaveSelection(name, store)
  }, [name, store])
}
