import { useEffect } from 'react'
import type { XY } from '../../../ui/canvas/point.ts'
import { notify } from '../../../ui/toast.tsx'
import { useEditor } from '../editor-context.ts'
import { copiedText, sayCopied } from '../model/clipboard-text.ts'
import { deleteSelection } from '../model/gestures.ts'

function inField({ target }: ClipboardEvent): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null
}

/** Words that are marked on the page are what is copied. */
const inText = (event: ClipboardEvent) => inField(event) || (getSelection()?.toString() ?? '') !== ''

/** Copy, cut and paste through the system clipboard: works across tabs and workflows. */
export function useClipboard(active: boolean): void {
  const { store, view } = useEditor()
  useEffect(() => {
    if (!active) return
    function onCopy(event: ClipboardEvent) {
      const text = inText(event) ? undefined : copiedText(store)
      if (text === undefined) return
      event.clipboardData?.setData('text/plain', text)
      event.preventDefault()
      sayCopied(store)
      if (event.type === 'cut') deleteSelection(store)
    }
    let pointer: XY | undefined
    const onPointer = ({ clientX, clientY }: PointerEvent) => {
      pointer = { x: clientX, y: clientY }
    }
    async function onPaste(event: ClipboardEvent) {
      if (inField(event)) return
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (text === '') return
      // With the schemas it is held against: fetched with the first paste.
      const { readFragment } = await import('../model/read-fragment.ts')
      const read = readFragment(text)
      if (read.kind === 'refused') notify.info('Nothing to paste here', read.reason)
      else view.setState({ pasting: { fragment: read.fragment, from: pointer } })
    }
    window.addEventListener('pointermove', onPointer, { passive: true })
    window.addEventListener('copy', onCopy)
    window.addEventListener('cut', onCopy)
    window.addEventListener('paste', onPaste)
    return () => {
      window.removeEventListener('pointermove', onPointer)
      window.removeEventListener('copy', onCopy)
      window.removeEventListener('cut', onCopy)
      window.removeEventListener('paste', onPaste)
    }
  }, [store, view, active])
}
