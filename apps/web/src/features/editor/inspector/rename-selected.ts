import { announce } from '../../../ui/announcer.ts'
import type { EditorStore } from '../model/editor-store.ts'

/** The name of the one step that is selected, ready to be typed over. */
export function renameSelected(store: EditorStore): void {
  const { nodes } = store.getState().selection
  const field = nodes.length === 1 ? document.querySelector<HTMLInputElement>('[data-region=inspector] input[data-node-name]') : null
  if (!field) {
    announce('Select one step first')
    return
  }
  field.focus()
  field.select()
}
