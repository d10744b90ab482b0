/** The entries of the menu at something on the canvas. */
import type { WorkflowEdge, WorkflowGroup } from '@aob/schemas'
import {
  ArrowLeftToLine,
  ArrowRightToLine,
  ChevronsDownUp,
  ChevronsUpDown,
  ClipboardPaste,
  Copy,
  Maximize,
  Network,
  PenLine,
  Plus,
  SlidersHorizontal,
  Spline,
  SquareDashedMousePointer,
  StickyNote,
  Trash2,
} from 'lucide-react'
import { announce } from '../../../ui/announcer.ts'
import { fitEverything } from '../../../ui/canvas/fit-view.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import type { MenuEntry } from '../../../ui/menu.tsx'
import { nodeById } from '../model/document-edit.ts'
import { selectAll } from '../model/gestures.ts'
import { changeGroup } from '../model/groups.ts'
import { duplicateNote } from '../model/note-copies.ts'
import { addNote, deleteNote } from '../model/note-gestures.ts'
import { sectionsOf } from '../model/sections.ts'
import type { MenuTools } from './menu-tools.ts'
import { deleteEntries, nodeEntries, selectionEntries } from './node-entries.tsx'
import { pasteAt } from './paste-at.ts'

/** Longer names would make the menu wider than what it is about. */
const NAME_MOST = 24

const shortened = (name: string) => (name.length > NAME_MOST ? `${name.slice(0, NAME_MOST - 1)}…` : name)

const SETTINGS: MenuEntry = {
  label: 'Settings',
  icon: <SlidersHorizontal size={15} />,
  shortcut: 'Enter',
  onSelect: () => void import('../../../ui/region-walk.ts').then(({ goWhenThere }) => goWhenThere('inspector')),
}

/** Where the pointer is, on the canvas and in the window. */
export interface MenuPlace {
  at: XY
  screen: XY
}

/** What is selected: one node, one connection, or several things. */
export function chosenEntries(tools: MenuTools, place: MenuPlace, connect: () => void): MenuEntry[] {
  const { document, selection } = tools.editor.store.getState()
  const [nodeId, ...others] = selection.nodes
  const [edgeId] = selection.edges
  const node = nodeId === undefined ? undefined : nodeById(document, nodeId)
  if (node && others.length === 0)
    return [
      SETTINGS,
      { label: 'Connect to…', icon: <Spline size={15} />, shortcut: 'C', onSelect: connect },
      { kind: 'separator', id: 'run' },
      ...nodeEntries(tools, node),
    ]
  if (node) return selectionEntries(tools, selection.nodes)
  const edge = document.edges.find(({ id }) => id === edgeId)
  return edge && selection.edges.length === 1
    ? edgeEntries(tools, edge, place)
    : deleteEntries(tools.editor.store, `Delete ${selection.edges.length} connections`).slice(1)
}

function edgeEntries({ editor: { store, view, reveal } }: MenuTools, { id, from, to }: WorkflowEdge, { screen }: MenuPlace): MenuEntry[] {
  const { document } = store.getState()
  const titleOf = (nodeId: string) => {
    const node = nodeById(document, nodeId)
    return shortened(node ? nodeTitle(node) : nodeId)
  }
  return [
    SETTINGS,
    { label: 'Insert a node…', icon: <Plus size={15} />, onSelect: () => view.setState({ quickAdd: { kind: 'edge', edgeId: id, screen } }) },
    { kind: 'separator', id: 'ends' },
    { label: `From: ${titleOf(from)}`, icon: <ArrowLeftToLine size={15} />, onSelect: () => reveal(from) },
    { label: `To: ${titleOf(to)}`, icon: <ArrowRightToLine size={15} />, onSelect: () => reveal(to) },
    ...deleteEntries(store),
  ]
}

/** A group, open or collapsed; its nodes are selected. */
export function groupEntries(tools: MenuTools, group: WorkflowGroup): MenuEntry[] {
  const { store } = tools.editor
  const called = group.name || 'group'
  const fold: MenuEntry = group.collapsed
    ? {
        label: 'Open the group',
        icon: <ChevronsUpDown size={15} />,
        onSelect: () => changeGroup(store, group.id, `open ${called}`, { collapsed: undefined }),
      }
    : {
        label: 'Collapse to a card',
        icon: <ChevronsDownUp size={15} />,
        onSelect: () => changeGroup(store, group.id, `collapse ${called}`, { collapsed: true }),
      }
  return [fold, { kind: 'separator', id: 'fold' }, ...selectionEntries(tools, group.nodes)]
}

export function noteEntries({ editor: { store, view } }: MenuTools, id: string): MenuEntry[] {
  const on = [...(sectionsOf(store.getState().document).get(id) ?? [])]
  const stands: MenuEntry = {
    label: `Select the ${on.length} nodes on it`,
    icon: <SquareDashedMousePointer size={15} />,
    onSelect: () => store.select({ nodes: on, edges: [] }),
  }
  return [
    { label: 'Write', icon: <PenLine size={15} />, shortcut: 'Enter', onSelect: () => view.setState({ wantedNote: id }) },
    ...(on.length > 1 ? [stands] : []),
    {
      label: 'Duplicate',
      icon: <Copy size={15} />,
      shortcut: 'Ctrl+D',
      onSelect: () => {
        duplicateNote(store, id)
        announce('Duplicated note')
      },
    },
    { kind: 'separator', id: 'danger' },
    {
      label: 'Delete',
      icon: <Trash2 size={15} />,
      shortcut: 'Del',
      danger: true,
      onSelect: () => {
        deleteNote(store, id)
        announce('Deleted note')
      },
    },
  ]
}

export function canvasEntries({ editor: { store, view }, camera }: MenuTools, { at, screen }: MenuPlace): MenuEntry[] {
  const { document } = store.getState()
  const empty = document.nodes.length === 0 ? 'There is no node yet' : undefined
  return [
    { label: 'Add a node here…', icon: <Plus size={15} />, onSelect: () => view.setState({ quickAdd: { kind: 'place', at, screen } }) },
    {
      label: 'Add a note here',
      icon: <StickyNote size={15} />,
      shortcut: 'N',
      onSelect: () => {
        addNote(store, at)
        announce('Added note')
      },
    },
    { label: 'Paste here', icon: <ClipboardPaste size={15} />, shortcut: 'Ctrl+V', onSelect: () => void pasteAt(store, at) },
    { kind: 'separator', id: 'all' },
    { label: 'Select everything', icon: <SquareDashedMousePointer size={15} />, shortcut: 'Ctrl+A', refusal: empty, onSelect: () => selectAll(store) },
    {
      label: 'Fit everything',
      icon: <Maximize size={15} />,
      shortcut: 'Shift+1',
      refusal: empty,
      onSelect: () => fitEverything(camera, store.getState().document),
    },
    {
      label: 'Tidy',
      icon: <Network size={15} />,
      shortcut: 'Shift+Alt+T',
      refusal: empty ?? (document.nodes.length < 2 ? 'One node is tidy' : undefined),
      onSelect: () => view.setState({ tidying: 'all' }),
    },
  ]
}
