import { type RefObject, useEffect } from 'react'
import { useEditor, useEditorView } from '../editor-context.ts'
import { selectWantedField } from '../model/editor-view.ts'
import { controlFor } from './wanted-control.ts'

/** By then the dialog that was open has handed the focus back, and an expression field has its editor. In ms. */
const SETTLED_MS = 120

/** Gives the focus to the field that is asked for, where it belongs to this form, and shows it. */
export function useWantedField(form: RefObject<HTMLElement | null>, belongs: (pointer: string) => boolean): void {
  const { view } = useEditor()
  const wanted = useEditorView(selectWantedField)
  useEffect(() => {
    if (wanted === undefined || !belongs(wanted)) return
    // The palette gives the focus back as it closes; the field takes it after that.
    const soon = setTimeout(() => {
      const control = form.current ? controlFor(form.current, wanted) : undefined
      control?.scrollIntoView({ block: 'center' })
      control?.focus({ preventScroll: true })
      view.setState({ wantedField: undefined })
    }, SETTLED_MS)
    return () => clearTimeout(soon)
  }, [wanted, form, belongs, view])
}
