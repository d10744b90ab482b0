import { announce } from '../../../ui/announcer.ts'
import type { WantedConnection } from '../../../ui/canvas/canvas-editing.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import type { EditorScope } from '../editor-context.ts'
import { duplicateSelection } from './copy-gestures.ts'
import { nodeById } from './document-edit.ts'
import type { EditorStore } from './editor-store.ts'
import { groupSelection, ungroupSelection } from './group-gestures.ts'

/** What is done with the selection and said aloud; it comes with what is added. */
export const spokenGestures = {
  duplicate({ store, show }: Pick<EditorScope, 'store' | 'show'>): void {
    if (!duplicateSelection(store)) return
    announce('Duplicated')
    // The projection draws copies in the next frame; only then can the camera go there. Who duplicates far away stays there.
    requestAnimationFrame(() => {
      for (const id of store.getState().selection.nodes.slice(0, 1)) show(id, true)
    })
  },
  /** By the names that are seen. */
  connected(store: EditorStore, { from, to }: WantedConnection): void {
    const { document } = store.getState()
    const named = (id: string) => nodeTitle(nodeById(document, id) ?? { id })
    announce(`Connected ${named(from)} to ${named(to)}`)
  },
  group(store: EditorStore): void {
    if (store.getState().selection.nodes.length < 2) announce('Select at least two nodes to group them')
    else if (groupSelection(store)) announce('Grouped')
  },
  ungroup(store: EditorStore): void {
    announce(ungroupSelection(store) ? 'Ungrouped' : 'Nothing to ungroup')
  },
}
