import { groupsWithout, withGroups } from './document-edit.ts'
import type { EditorStore } from './editor-store.ts'
import { freeId } from './fresh-id.ts'

/** Puts the selected nodes into a group of their own; a node stands in one group at most. Answers its id, unless there are too few, or no groups here. */
export function groupSelection(store: EditorStore): string | undefined {
  const { document, selection } = store.getState()
  if (selection.nodes.length < 2) return undefined
  const id = freeId('group', new Set((document.groups ?? []).map((group) => group.id)))
  const count = (document.groups ?? []).length + 1
  const grouped = store.edit(`group ${selection.nodes.length} nodes`, (current) =>
    withGroups(current, [...groupsWithout(current, new Set(selection.nodes)), { id, name: `Group ${count}`, nodes: [...selection.nodes] }]),
  )
  return grouped ? id : undefined
}

/** Dissolves every group the selection touches; the nodes stay. */
export function ungroupSelection(store: EditorStore): boolean {
  const chosen = new Set(store.getState().selection.nodes)
  return store.edit('ungroup', (document) => {
    const groups = (document.groups ?? []).filter((group) => !group.nodes.some((id) => chosen.has(id)))
    return groups.length === (document.groups ?? []).length ? document : withGroups(document, groups)
  })
}
