import { NODE_FACTS } from '@aob/schemas'
import { useReactFlow } from '@xyflow/react'
import { Braces, FileJson, Group, Maximize, Network, NotebookPen, Play, Redo2, Save, Search, SlidersHorizontal, StickyNote, Undo2 } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { download } from '../../../lib/download.ts'
import { fitNodes } from '../../../ui/canvas/fit-view.ts'
import { nodeTitle, typeLook } from '../../../ui/canvas/node-look.ts'
import { type Command, useCommands } from '../../../ui/commands/command-registry.ts'
import { notify } from '../../../ui/toast.tsx'
import { useEditor, useEditorState } from '../editor-context.ts'
import { selectDocument } from '../model/editor-store.ts'
import { groupSelection } from '../model/groups.ts'
import { TypeIcon } from '../panels/type-icon.tsx'
import { useTestRun } from '../test-run/use-test-run.ts'
import type { RunAction } from './use-run.ts'
import type { SaveAction } from './use-save.ts'

export interface EditorCommandTargets {
  save: SaveAction
  run: RunAction
  onAdd: (type: string) => void
  onFind: () => void
  onJson: () => void
  onNote: () => void
  onSaveWithNote: () => void
}

/** What the editor offers to Ctrl+K. */
export function EditorCommands({ save, run, onAdd, onFind, onJson, onNote, onSaveWithNote }: EditorCommandTargets): null {
  const { store, view, reveal, name } = useEditor()
  const document = useEditorState(selectDocument)
  const flow = useReactFlow()
  const test = useTestRun()
  const toHere = useCallback(() => {
    const [only] = store.getState().selection.nodes
    if (only === undefined) notify.info('Select a node first', 'The run goes up to it and ends there.')
    else test.toHere(only)
  }, [store, test])
  const commands = useMemo<Command[]>(
    () => [
      ...Object.values(NODE_FACTS).map((descriptor) => ({
        id: `add.${descriptor.type}`,
        group: 'Add',
        label: `Add ${descriptor.label}`,
        icon: <TypeIcon type={descriptor.type} small />,
        keywords: [descriptor.type, ...descriptor.aliases],
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
        run: () => fitNodes(flow, store.getState().document.nodes),
      },
      {
        id: 'export',
        group: 'Workflow',
        label: 'Export as JSON',
        icon: <FileJson size={15} />,
        keywords: ['download'],
        run: () => download(`${name}.json`, JSON.stringify(store.getState().document, null, 2)),
      },
      ...document.nodes.map((node) => ({
        id: `node.${node.id}`,
        group: 'Go to node',
        label: nodeTitle(node),
        icon: <TypeIcon type={node.type} small />,
        keywords: [node.id, typeLook(node.type).label],
        run: () => reveal(node.id),
      })),
    ],
    [document.nodes, flow, name, onAdd, onFind, onJson, onNote, onSaveWithNote, reveal, run.ask, run.press, save, store, toHere, view],
  )
  useCommands('editor', commands)
  return null
}
