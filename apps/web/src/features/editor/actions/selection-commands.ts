/** What is done with the selection, by a key, a button or a menu: the same, and spoken the same. */
import { announce } from '../../../ui/announcer.ts'
import type { EditorScope } from '../editor-context.ts'
import { adding } from '../model/adding.ts'
import type { EditorStore } from '../model/editor-store.ts'
import { deleteSelection } from '../model/gestures.ts'

export function deleteChosen(store: EditorStore): void {
  announce(deleteSelection(store) ?? '')
}

export function duplicateChosen(editor: Pick<EditorScope, 'store' | 'show'>): void {
  adding(({ spokenGestures }) => spokenGestures.duplicate(editor))
}

export function groupChosen(store: EditorStore): void {
  adding(({ spokenGestures }) => spokenGestures.group(store))
}

export function ungroupChosen(store: EditorStore): void {
  adding(({ spokenGestures }) => spokenGestures.ungroup(store))
}
