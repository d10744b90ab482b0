import { announce } from '../../../ui/announcer.ts'
import { notify } from '../../../ui/toast.tsx'
import { copyFragment } from './clipboard-envelope.ts'
import type { EditorStore } from './editor-store.ts'

/** What the selected nodes are on the clipboard; undefined when none are. */
export function copiedText(store: EditorStore): string | undefined {
  const { document, selection } = store.getState()
  return selection.nodes.length === 0 ? undefined : JSON.stringify(copyFragment(document, selection.nodes), null, 2)
}

/** Says how many there are. */
export function sayCopied(store: EditorStore): void {
  const { length } = store.getState().selection.nodes
  announce(`Copied ${length} ${length === 1 ? 'node' : 'nodes'}`)
}

/** Copies what is selected without a key that the browser knows as copying; false when nothing was. */
export async function copySelection(store: EditorStore): Promise<boolean> {
  const text = copiedText(store)
  if (text === undefined) return false
  try {
    await navigator.clipboard.writeText(text)
    sayCopied(store)
    return true
  } catch {
    // Pages over plain HTTP may not write to the clipboard, except when the key for it is pressed.
    notify.info('Press Ctrl+C to copy', 'This browser lets the page copy only by its own key.')
    return false
  }
}
