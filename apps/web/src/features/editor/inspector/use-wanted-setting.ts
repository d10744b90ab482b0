import { type RefObject, useEffect } from 'react'
import { useEditor, useEditorView } from '../editor-context.ts'
import { selectWantedSetting } from '../model/editor-view.ts'

const FOCUSABLE = 'input:not([type=hidden]), textarea, select, [contenteditable=true], button'

/** By then the dialog that was open has handed the focus back, and an expression field has its editor. In ms. */
const SETTLED_MS = 120

/** Gives the focus to the field of the setting that is asked for, and shows it. */
export function useWantedSetting(form: RefObject<HTMLElement | null>, nodeId: string, pointerOf: (key: string) => string): void {
  const { view } = useEditor()
  const wanted = useEditorView(selectWantedSetting)
  useEffect(() => {
    if (wanted?.nodeId !== nodeId) return
    // The palette gives the focus back as it closes; the field takes it after that.
    const soon = setTimeout(() => {
      const field = form.current?.querySelector(`[data-setting="${CSS.escape(pointerOf(wanted.key))}"]`)
      field?.scrollIntoView({ block: 'center' })
      field?.querySelector<HTMLElement>(FOCUSABLE)?.focus()
      view.setState({ wantedSetting: undefined })
    }, SETTLED_MS)
    return () => clearTimeout(soon)
  }, [wanted, nodeId, form, pointerOf, view])
}
