import { canonicalType, NODE_FACTS } from '@aob/schemas'
import { Braces, FileJson, Group, Maximize, Network, NotebookPen, Play, Redo2, Save, Search, SlidersHorizontal, StickyNote, Undo2 } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { download } from '../../../lib/download.ts'
import { announce } from '../../../ui/announcer.ts'
import { fitEverything } from '../../../ui/canvas/fit-view.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { useCamera } from '../../../ui/canvas/use-camera.ts'
import { type Command, useCommandSource, useCommands } from '../../../ui/commands/command-registry.ts'
import { pointerTo } from '../../../ui/forms/field-problems.ts'
import { lazyPart } from '../../../ui/lazy-part.tsx'
import { notify } from '../../../ui/toast.tsx'
import { pathOf, titleWithin } from '../bodies/every-step.ts'
import { showWithin } from '../bodies/open-body.ts'
import { useEditor, useEditorState } from '../editor-context.ts'
import type { ContextMenuProps } from '../menus/context-menu.tsx'
import { arrangeSelection } from '../model/arrange.ts'
import { nodeById } from '../model/document-edit.ts'
import type { EditorState } from '../model/editor-store.ts'
import { groupSelection } from '../model/group-gestures.ts'
import { nodesNamed } from '../panels/nodes-named.ts'
import { TypeIcon } from '../panels/type-icon.tsx'
import { TYPE_WORDS } from '../panels/type-words.ts'
import { useTestRun } from '../test-run/use-test-run.ts'
import { ARRANGEMENTS } from './arrangements.tsx'
import type { RunAction } from './use-run.ts'
import type { SaveAction } from './use-save.ts'

const BY_NAME = Object.values(NODE_FACTS).sort((one, other) => one.label.localeCompare(other.label))

export interface EditorCommandTargets {
  save: SaveAction
  run: RunAction
  onAdd: (type: string) => void
  onFind: () => void
  onJson: () => void
  onNote: () => void
  onSaveWithNote: () => void
  onConnect: () => void
  /** An earlier version or a proposal is on the canvas: nothing may change under it. */
  looking: boolean
}

const ContextMenu = lazyPart<ContextMenuProps>(async () => (await import('../menus/context-menu.tsx')).ContextMenu)

/** What the editor offers to Ctrl+K, to the clipboard, and by the menus of what is on its canvas. */
export function EditorCommands({ save, run, onAdd, onFind, onJson, onNote, onSaveWithNote, onConnect, looking }: EditorCommandTargets) {
  const { store, view, name, inside } = useEditor()
  const camera = useCamera()
  const test = useTestRun()
  const toHere = useCallback(() => {
    const [only] = store.getState().selection.nodes
    if (only === undefined) notify.info('Select a node first', 'The run goes up to it and ends there.')
    else test.toHere(only)
  }, [store, test])
  const commands = useMemo<Command[]>(
    () => [
      ...BY_NAME.map((descriptor) => ({
        id: `add.${descriptor.type}`,
        group: 'Add',
        label: `Add ${descriptor.label}`,
        icon: <TypeIcon type={descriptor.type} small />,
        keywords: [descriptor.type, ...descriptor.aliases, ...TYPE_WORDS[descriptor.type].split(' ')],
        run: () => onAdd(descriptor.type),
      })),
      {
        id: 'add.note',
        group: 'Add',
        label: 'Add a sticky note',
        icon: <StickyNote size={15} />,
        shortcut: 'N',
        keywords: ['comment', 'markdown'],
        run: onNote,
      },
      { id: 'group', group: 'View', label: 'Group the selection', icon: <Group size={15} />, shortcut: 'Ctrl+G', run: () => void groupSelection(store) },
      { id: 'save', group: 'Workflow', label: 'Save', icon: <Save size={15} />, shortcut: 'Ctrl+S', run: () => void save.save() },
      { id: 'save.note', group: 'Workflow', label: 'Save with a note…', icon: <NotebookPen size={15} />, keywords: ['rationale', 'why'], run: onSaveWithNote },
      { id: 'run', group: 'Workflow', label: 'Run', icon: <Play size={15} />, shortcut: 'Ctrl+Enter', run: run.press },
      { id: 'run.inputs', group: 'Workflow', label: 'Run with inputs…', icon: <SlidersHorizontal size={15} />, run: run.ask },
      {
        id: 'run.here',
        group: 'Workflow',
        label: 'Run to the selected node',
        icon: <Play size={15} />,
        shortcut: 'Shift+Enter',
        keywords: ['test'],
        run: () => toHere(),
      },
      { id: 'undo', group: 'Workflow', label: 'Undo', icon: <Undo2 size={15} />, shortcut: 'Ctrl+Z', run: () => void store.undo() },
      { id: 'redo', group: 'Workflow', label: 'Redo', icon: <Redo2 size={15} />, shortcut: 'Ctrl+Shift+Z', run: () => void store.redo() },
      { id: 'find', group: 'Workflow', label: 'Find in this workflow', icon: <Search size={15} />, shortcut: 'Ctrl+F', run: onFind },
      {
        id: 'tidy',
        group: 'View',
        label: 'Tidy everything',
        icon: <Network size={15} />,
        shortcut: 'Shift+Alt+T',
        keywords: ['layout', 'arrange'],
        run: () => view.setState({ tidying: 'all' }),
      },
      {
        id: 'tidy.new',
        group: 'View',
        label: 'Tidy only what is new',
        icon: <Network size={15} />,
        keywords: ['layout', 'arrange'],
        run: () => view.setState({ tidying: 'new' }),
      },
      { id: 'json', group: 'View', label: 'JSON beside the canvas', icon: <Braces size={15} />, keywords: ['code', 'text', 'source'], run: onJson },
      {
        id: 'fit',
        group: 'View',
        label: 'Fit everything',
        icon: <Maximize size={15} />,
        shortcut: 'Shift+1',
        run: () => fitEverything(camera, store.getState().document),
      },
      {
        id: 'export',
        group: 'Workflow',
        label: 'Export as JSON',
        icon: <FileJson size={15} />,
        keywords: ['download'],
        run: () => download(`${name}.json`, JSON.stringify((inside?.root.store ?? store).getState().document, null, 2)),
      },
    ],
    [camera, inside, name, onAdd, onFind, onJson, onNote, onSaveWithNote, run.ask, run.press, save, store, toHere, view],
  )
  useCommands('editor', commands)
  useSettingCommands()
  useArrangeCommands()
  useCommandSource('editor.nodes', useNodeSource())
  return <ContextMenu connect={onConnect} looking={looking} />
}

/** Parts of a scope's config that are graphs, and no field of its form. */
const UNSEEN = new Set(['body', 'pinned'])

const selectOnlyNode = ({ document, selection }: EditorState) =>
  selection.nodes.length === 1 && selection.nodes[0] !== undefined ? nodeById(document, selection.nodes[0]) : undefined

/** A way to each setting of the selected node: its field gets the focus. */
function useSettingCommands(): void {
  const { view, store, reveal } = useEditor()
  const node = useEditorState(selectOnlyNode)
  const id = node?.id
  const title = node && nodeTitle(node)
  const type = canonicalType(node?.type ?? '')
  const commands = useMemo<Command[]>(() => {
    if (id === undefined || type === undefined) return []
    return Object.entries(NODE_FACTS[type].titles).flatMap(([key, setting]) =>
      UNSEEN.has(key) && NODE_FACTS[type].scope
        ? []
        : [
            {
              id: `setting.${key}`,
              group: `Settings of ${title}`,
              label: `Change ${setting}`,
              icon: <SlidersHorizontal size={15} />,
              keywords: ['setting', 'set', 'configure', key],
              run: () => {
                reveal(id)
                const index = store.getState().document.nodes.findIndex((one) => one.id === id)
                view.setState({ wantedField: pointerTo(`/nodes/${index}/config`, key) })
              },
            },
          ],
    )
  }, [id, type, title, reveal, store, view])
  useCommands('editor.settings', commands)
}

const selectSeveral = ({ selection }: EditorState) => selection.nodes.length > 1

/** Lines up what is selected, while it is more than one. */
function useArrangeCommands(): void {
  const { store } = useEditor()
  const several = useEditorState(selectSeveral)
  const commands = useMemo<Command[]>(
    () =>
      several
        ? ARRANGEMENTS.map(({ how, label, shortcut, Icon }) => ({
            id: `arrange.${how}`,
            group: 'Arrange',
            label,
            icon: <Icon size={15} />,
            shortcut,
            keywords: ['align', 'distribute', 'space', 'line up'],
            run: () => announce(arrangeSelection(store, how)),
          }))
        : [],
    [several, store],
  )
  useCommands('editor.arrange', commands)
}

/** The way to nodes by name; of thousands only the few that fit are offered. */
function useNodeSource() {
  const editor = useEditor()
  return useCallback(
    (query: string) =>
      nodesNamed((editor.inside?.root ?? editor).store.getState().document, query).map((step) => {
        const { node } = step
        const path = pathOf(step)
        return {
          id: `node.${[...path, node.id].join('/')}`,
          group: 'Go to node',
          label: titleWithin(step),
          icon: <TypeIcon type={node.type} small />,
          // What was looked for is among them, whatever it was found by.
          keywords: [node.id, query],
          run: () => showWithin(editor, path, { nodeId: node.id }),
        }
      }),
    [editor],
  )
}
