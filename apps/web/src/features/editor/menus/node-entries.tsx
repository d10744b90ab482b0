/** What can be done with selected nodes: the entries of the “…” of a node and of the menu at a card. */
import { bodyOf } from '@aob/ir/document'
import type { WorkflowGroup, WorkflowNode } from '@aob/schemas'
import { ClipboardCopy, Copy, FlaskConical, Group, Link, Maximize2, Network, Pencil, Pin, PinOff, Play, Trash2, Ungroup } from 'lucide-react'
import type { MenuEntry } from '../../../ui/menu.tsx'
import { notify } from '../../../ui/toast.tsx'
import { deleteChosen, duplicateChosen, groupChosen, ungroupChosen } from '../actions/selection-commands.ts'
import { openBodyOf } from '../bodies/open-body.ts'
import { copySelection } from '../model/clipboard-text.ts'
import type { EditorStore } from '../model/editor-store.ts'
import { canBePinned } from '../test-run/test-run.ts'
import type { MenuTools } from './menu-tools.ts'

/** Its address, for whoever should look at it; in a body with the way to it, `each/fetch`. */
async function copyLink(workflow: string, nodeId: string): Promise<void> {
  const link = `${location.origin}/w/${encodeURIComponent(workflow)}?node=${encodeURIComponent(nodeId)}`
  try {
    await navigator.clipboard.writeText(link)
    notify.info('Link copied', 'It opens the workflow with this step selected.')
  } catch {
    // Pages over plain HTTP may not write to the clipboard.
    notify.info('Copy it from here', link)
  }
}

/** The groups of the document that have one of the nodes. */
function groupsOf(store: EditorStore, ids: readonly string[]): WorkflowGroup[] {
  const chosen = new Set(ids)
  return (store.getState().document.groups ?? []).filter(({ nodes }) => nodes.some((id) => chosen.has(id)))
}

function copyEntries({ editor }: MenuTools): MenuEntry[] {
  return [
    { label: 'Copy', icon: <ClipboardCopy size={15} />, shortcut: 'Ctrl+C', onSelect: () => void copySelection(editor.store) },
    { label: 'Duplicate', icon: <Copy size={15} />, shortcut: 'Ctrl+D', onSelect: () => duplicateChosen(editor) },
  ]
}

function ungroupEntries({ editor: { store } }: MenuTools, ids: readonly string[]): MenuEntry[] {
  return groupsOf(store, ids).length > 0
    ? [{ label: 'Ungroup', icon: <Ungroup size={15} />, shortcut: 'Ctrl+Shift+G', onSelect: () => ungroupChosen(store) }]
    : []
}

export function deleteEntries(store: EditorStore, label = 'Delete'): MenuEntry[] {
  return [
    { kind: 'separator', id: 'danger' },
    { label, icon: <Trash2 size={15} />, shortcut: 'Del', danger: true, onSelect: () => deleteChosen(store) },
  ]
}

/** Of the one node that is selected. */
export function nodeEntries(tools: MenuTools, node: WorkflowNode): MenuEntry[] {
  const { editor, test } = tools
  const pin: MenuEntry =
    node.pin === undefined
      ? {
          label: 'Pin the last output',
          icon: <Pin size={15} />,
          refusal: canBePinned(node) ? undefined : 'It chooses a way, and would have to choose again',
          onSelect: () => test.pinLast(node.id),
        }
      : { label: 'Unpin', icon: <PinOff size={15} />, onSelect: () => test.unpin(node.id) }
  const open: MenuEntry[] = bodyOf(node)
    ? [
        { label: 'Open the body', icon: <Maximize2 size={15} />, onSelect: () => openBodyOf(editor, node.id) },
        { kind: 'separator', id: 'body' },
      ]
    : []
  return [
    ...open,
    { label: 'Run to here', icon: <Play size={15} />, shortcut: 'Shift+Enter', onSelect: () => test.toHere(node.id) },
    { label: 'Run only this', icon: <FlaskConical size={15} />, onSelect: () => test.selection([node.id]) },
    pin,
    { kind: 'separator', id: 'edit' },
    {
      label: 'Rename',
      icon: <Pencil size={15} />,
      shortcut: 'F2',
      // The menu gives the focus back first.
      onSelect: () => void import('../inspector/rename-selected.ts').then(({ renameSelected }) => setTimeout(() => renameSelected(editor.store))),
    },
    ...copyEntries(tools),
    { label: 'Copy link', icon: <Link size={15} />, onSelect: () => void copyLink(editor.name, [...(editor.inside?.body.path ?? []), node.id].join('/')) },
    ...ungroupEntries(tools, [node.id]),
    ...deleteEntries(editor.store),
  ]
}

/** Of several nodes that are selected, with connections or without. */
export function selectionEntries(tools: MenuTools, ids: readonly string[]): MenuEntry[] {
  const { store, view } = tools.editor
  const groups = groupsOf(store, ids)
  // What is a group of its own is none once more.
  const isGroup = groups.length === 1 && groups[0]?.nodes.length === ids.length
  return [
    { label: 'Run selection', icon: <FlaskConical size={15} />, shortcut: 'Shift+Enter', onSelect: () => tools.test.selection(ids) },
    { kind: 'separator', id: 'edit' },
    ...copyEntries(tools),
    ...(isGroup ? [] : [{ label: 'Group', icon: <Group size={15} />, shortcut: 'Ctrl+G', onSelect: () => groupChosen(store) }]),
    ...ungroupEntries(tools, ids),
    { label: 'Tidy the selection', icon: <Network size={15} />, shortcut: 'Shift+Alt+T', onSelect: () => view.setState({ tidying: 'selection' }) },
    ...deleteEntries(store, `Delete ${ids.length} nodes`),
  ]
}
