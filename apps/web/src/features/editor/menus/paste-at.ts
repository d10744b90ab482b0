import { announce } from '../../../ui/announcer.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { notify } from '../../../ui/toast.tsx'
import { fragmentWords, insertFragment, offsetToCentre } from '../model/copy-gestures.ts'
import { snap } from '../model/document-edit.ts'
import type { EditorStore } from '../model/editor-store.ts'

/** Puts down what the clipboard holds with its middle at a point: who asks for it there has chosen the place already. */
export async function pasteAt(store: EditorStore, at: XY): Promise<void> {
  let text: string
  try {
    text = await navigator.clipboard.readText()
  } catch {
    // The person or the browser does not let the page read; the key for pasting hands the text over without that.
    notify.info('Press Ctrl+V to paste', 'This browser lets the page read the clipboard only by its own key.')
    return
  }
  const { readFragment } = await import('../model/read-fragment.ts')
  const read = readFragment(text)
  if (read.kind === 'refused') {
    notify.info('Nothing to paste here', read.reason)
    return
  }
  const fragment = read.kind === 'n8n' ? await translated(read.value) : read.fragment
  insertFragment(store, fragment, snap(offsetToCentre(fragment, at)), 'paste')
  announce(`Pasted ${fragmentWords(fragment)}`)
}

async function translated(value: unknown) {
  const { fragmentFromN8n } = await import('../model/n8n-fragment.ts')
  const { fragment, words } = fragmentFromN8n(value)
  notify.info('Translated from n8n', words)
  return fragment
}
