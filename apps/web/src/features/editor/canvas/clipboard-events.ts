import { announce } from '../../../ui/announcer.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { notify } from '../../../ui/toast.tsx'
import { copyFragment } from '../model/clipboard-envelope.ts'
import { copySelection } from '../model/clipboard-text.ts'
import { cutFragment, fragmentWords } from '../model/copy-gestures.ts'
import type { EditorStore } from '../model/editor-store.ts'
import type { EditorView } from '../model/editor-view.ts'
import { noteFragment } from '../model/note-copies.ts'

function inField({ target }: ClipboardEvent): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null
}

/** Words that are marked on the page are what is copied. */
const inText = (event: ClipboardEvent) => inField(event) || (getSelection()?.toString() ?? '') !== ''

/** Puts what is selected on the clipboard and takes what is there into the hand; `before` was heard before this was there. Answers how to stop. */
export function listenToClipboard(store: EditorStore, view: EditorView, before?: { event: ClipboardEvent; text: string }): () => void {
  let pointer: XY | undefined
  const onPointer = ({ clientX, clientY }: PointerEvent) => {
    pointer = { x: clientX, y: clientY }
  }
  function onCopy(event: ClipboardEvent) {
    const { document: current, selection } = store.getState()
    if (inText(event)) return
    const note = document.activeElement?.getAttribute('data-note')
    const fragment = note ? noteFragment(current, note) : selection.nodes.length === 0 ? undefined : copyFragment(current, selection.nodes)
    if (!fragment) return
    event.clipboardData?.setData('text/plain', JSON.stringify(fragment, null, 2))
    event.preventDefault()
    announce(`${event.type === 'cut' ? 'Cut' : 'Copied'} ${fragmentWords(fragment)}`)
    if (event.type === 'cut') cutFragment(store, fragment)
  }
  function onPaste(event: ClipboardEvent) {
    if (!inField(event)) paste(event.clipboardData?.getData('text/plain') ?? '')
  }
  function paste(text: string) {
    if (text === '') return
    takeUp(text).catch((error: unknown) => notify.error('Nothing was pasted', error instanceof Error ? error.message : String(error)))
  }
  async function takeUp(text: string): Promise<void> {
    // With the schemas it is held against: fetched with the first paste.
    const { readFragment } = await import('../model/read-fragment.ts')
    const read = readFragment(text)
    if (read.kind === 'refused') return void notify.info('Nothing to paste here', read.reason)
    if (read.kind === 'ok') return view.setState({ pasting: { fragment: read.fragment, from: pointer } })
    const { fragmentFromN8n } = await import('../model/n8n-fragment.ts')
    const { fragment, words } = fragmentFromN8n(read.value)
    notify.info('Translated from n8n', words)
    view.setState({ pasting: { fragment, from: pointer } })
  }
  window.addEventListener('pointermove', onPointer, { passive: true })
  window.addEventListener('copy', onCopy)
  window.addEventListener('cut', onCopy)
  window.addEventListener('paste', onPaste)
  if (before?.event.type === 'paste' && !inField(before.event)) paste(before.text)
  else if (before && before.event.type !== 'paste' && !inText(before.event)) void copyLate(store, before.event.type === 'cut')
  return () => {
    window.removeEventListener('pointermove', onPointer)
    window.removeEventListener('copy', onCopy)
    window.removeEventListener('cut', onCopy)
    window.removeEventListener('paste', onPaste)
  }
}

/** The event is over: what it was to copy is written without it. */
async function copyLate(store: EditorStore, cut: boolean): Promise<void> {
  const { document, selection } = store.getState()
  const fragment = copyFragment(document, selection.nodes)
  if ((await copySelection(store)) && cut) cutFragment(store, fragment)
}
