/** What is done with the selection, by a key, a button or a menu: the same, and spoken the same. */
import { announce } from '../../../ui/announcer.ts'
import type { EditorScope } from '../editor-context.ts'
import { adding } from '../model/adding.ts'
import type { EditorStore } from '../model/editor-store.ts'
import { deleteSelection } from '../model/gestures.ts'
import { groupSelection, ungroupSelection } from '../model/groups.ts'

export function deleteChosen(store: EditorStore): void {
  announce(deleteSelection(store) ?? '')
}

export function duplicateChosen({ store, show }: Pick<EditorScope, 'store' | 'show'>): void {
  adding(({ duplicateSelection }) => {
    if (!duplicateSelection(store)) return
    announce('Duplicated')
    // The projection draws copies in the next frame; only then can the camera go there.
    requestAnimationFrame(() => store.getState().selection.nodes.slice(0, 1).forEach(show))
  })
}

export function groupChosen(store: EditorStore): void {
  if (store.getState().selection.nodes.length < 2) announce('Select at least two nodes to group them')
  else if (groupSelection(store)) announce('Grouped')
}

export function ungroupChosen(store: EditorStore): void {
  announce(ungroupSelection(store) ? 'Ungrouped' : 'Nothing to ungroup')
}
