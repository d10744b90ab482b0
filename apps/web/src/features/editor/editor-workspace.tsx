import { useReactFlow, type Viewport } from '@xyflow/react'
import { Braces, ListTree, Plus, Search } from 'lucide-react'
import { type ReactNode, useCallback, useRef, useState } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { announce } from '../../ui/announcer.ts'
import { typeLook } from '../../ui/canvas/node-look.ts'
import { Chip } from '../../ui/chip.tsx'
import { cx } from '../../ui/class-names.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { AppFrame } from '../../ui/shell/app-frame.tsx'
import { ConflictDialog } from './actions/conflict-dialog.tsx'
import { NewerVersionBanner } from './actions/newer-version-banner.tsx'
import { RunButton } from './actions/run-button.tsx'
import { RunDialog } from './actions/run-dialog.tsx'
import { SaveNoteDialog } from './actions/save-note-dialog.tsx'
import { SaveState } from './actions/save-state.tsx'
import { useEditorCommands } from './actions/use-editor-commands.tsx'
import { useRun } from './actions/use-run.ts'
import { useSave } from './actions/use-save.ts'
import { ConnectMenu } from './canvas/connect-menu.tsx'
import { EditorCanvas } from './canvas/editor-canvas.tsx'
import { useClipboard } from './canvas/use-clipboard.ts'
import { useShortcuts } from './canvas/use-shortcuts.ts'
import { useEditor, useEditorState, useEditorView, useProblems } from './editor-context.ts'
import { Inspector } from './inspector/inspector.tsx'
import { JsonPanel } from './json-view/json-panel.tsx'
import { addNodeNearby } from './model/add-gestures.ts'
import { selectBase, selectDirty } from './model/editor-store.ts'
import { selectTidying } from './model/editor-view.ts'
import { addNote, NOTE_SIZE } from './model/note-gestures.ts'
import { freePlace } from './model/placement.ts'
import { FindPanel } from './panels/find-panel.tsx'
import { OutlinePanel } from './panels/outline-panel.tsx'
import { PalettePanel } from './panels/palette-panel.tsx'
import { PhoneEditor } from './phone-editor.tsx'
import { StatusStrip } from './status-strip.tsx'
import { useTestRun } from './test-run/use-test-run.ts'
import { useIsPhone } from './use-is-phone.ts'
import { useNewerVersion } from './use-newer-version.ts'
import { useView } from './use-view.ts'
import { VersionPreview } from './version-preview.tsx'

type SidePanel = 'add' | 'outline' | 'find' | 'json'
const SIDE_KEY = 'aob.editor.side'

function rememberedSide(): SidePanel | undefined {
  const stored = localStorage.getItem(SIDE_KEY)
  return stored === 'outline' ? 'outline' : stored === 'none' ? undefined : 'add'
}

/** The editor's screen: bar, rail with its side panel, canvas, inspector, and the strip below. */
export function EditorWorkspace({ onReload }: { onReload: () => Promise<void> }) {
  const { name } = useEditor()
  const save = useSave(onReload)
  const run = useRun(save)
  const dirty = useEditorState(selectDirty)
  const { versionLabel } = useEditorState(selectBase)
  const errors = useProblems().filter((problem) => problem.severity === 'error').length
  const tidying = useEditorView(selectTidying)
  const phone = useIsPhone()
  const [side, setSide] = useState(rememberedSide)
  const newer = useNewerVersion(onReload)
  const { preview, camera, look } = useVersionLook()
  const [noting, setNoting] = useState(false)
  const [connecting, setConnecting] = useState(false)
  const show = useCallback((next: SidePanel | undefined) => {
    setSide(next)
    localStorage.setItem(SIDE_KEY, next ?? 'none')
  }, [])
  const onAdd = useAddFromPalette()
  const onNote = useAddNote()
  const test = useTestRun()
  const onFind = useCallback(() => show('find'), [show])
  const onJson = useCallback(() => show('json'), [show])
  const onSaveWithNote = useCallback(() => setNoting(true), [])
  useEditorCommands({ save, run, onAdd, onFind, onJson, onNote, onSaveWithNote })
  useShortcuts({
    save: () => void save.save(),
    run: run.press,
    note: onNote,
    runToHere: test.toHere,
    runSelection: test.selection,
    find: onFind,
    connect: () => setConnecting(true),
    looking: preview !== undefined || tidying !== undefined,
  })
  useClipboard(preview === undefined)
  const tool = (panel: SidePanel, label: string, icon: ReactNode, shortcut?: string) => (
    <IconButton
      label={label}
      shortcut={shortcut}
      side="right"
      className="size-9!"
      active={side === panel}
      aria-pressed={side === panel}
      onClick={() => show(side === panel ? undefined : panel)}
    >
      {icon}
    </IconButton>
  )
  if (phone)
    return (
      <AppFrame title={name} actions={<RunButton run={run} errors={errors} />}>
        <PhoneEditor />
        <RunDialog run={run} dirty={dirty} />
      </AppFrame>
    )
  return (
    <AppFrame
      title={name}
      facts={
        <>
          {dirty ? <Chip>{versionLabel}</Chip> : null}
          <SaveState action={save} onSaveWithNote={onSaveWithNote} />
        </>
      }
      center={newer ? <NewerVersionBanner version={newer} save={save} /> : null}
      actions={<RunButton run={run} errors={errors} />}
      rail={
        <>
          {tool('add', 'Add a node', <Plus aria-hidden size={19} />)}
          {tool('outline', 'Outline', <ListTree aria-hidden size={18} />)}
          {tool('json', 'JSON', <Braces aria-hidden size={17} />)}
          {tool('find', 'Find', <Search aria-hidden size={17} />, 'Ctrl+F')}
        </>
      }
    >
      <div className="flex h-full min-h-0">
        {side ? (
          <div className={cx('shrink-0 border-line border-r', side === 'json' ? 'w-110 max-w-[40vw]' : 'w-62')}>
            {side === 'add' ? <PalettePanel onAdd={onAdd} /> : side === 'outline' ? <OutlinePanel /> : side === 'json' ? <JsonPanel /> : <FindPanel />}
          </div>
        ) : null}
        <Group orientation="horizontal" className="min-w-0 flex-1">
          <Panel minSize="320px">
            <div className="flex h-full min-h-0 flex-col">
              <div className="min-h-0 flex-1">
                {preview === undefined ? (
                  <EditorCanvas camera={camera.current} onShowPalette={() => show('add')} />
                ) : (
                  <VersionPreview key={preview} count={preview} camera={camera.current} onClose={() => look(undefined)} />
                )}
              </div>
              <StatusStrip preview={preview} onPreview={look} />
            </div>
          </Panel>
          <Separator className="w-px bg-line outline-offset-0 transition-colors duration-[120ms] data-[separator=active]:bg-accent data-[separator=hover]:bg-accent" />
          <Panel defaultSize="344px" minSize="280px" maxSize="560px" className="bg-surface">
            <aside aria-label="Inspector" className="h-full">
              <Inspector />
            </aside>
          </Panel>
        </Group>
      </div>
      {noting ? <SaveNoteDialog save={save} onClose={() => setNoting(false)} /> : null}
      {connecting ? <ConnectMenu onClose={() => setConnecting(false)} /> : null}
      <ConflictDialog action={save} onReload={onReload} />
      <RunDialog run={run} dirty={dirty} />
    </AppFrame>
  )
}

/** Which version is looked at, and where the camera stood when it changed: switching never moves the graph. */
function useVersionLook() {
  const flow = useReactFlow()
  const camera = useRef<Viewport | undefined>(undefined)
  const [preview, setPreview] = useState<number | undefined>(undefined)
  const look = useCallback(
    (count: number | undefined) => {
      camera.current = flow.getViewport()
      setPreview(count)
    },
    [flow],
  )
  return { preview, camera, look }
}

/** Adds a node where the person is, and brings it into view if it is not. */
function useAddFromPalette() {
  const { store, reveal } = useEditor()
  const view = useView()
  return useCallback(
    (type: string) => {
      const id = addNodeNearby(store, type, view())
      announce(`Added ${typeLook(type).label}`)
      // The projection draws it in the next frame; only then can the camera go there.
      requestAnimationFrame(() => reveal(id))
    },
    [view, reveal, store],
  )
}

/** Puts an empty note where there is room in view; it waits for its text. */
function useAddNote() {
  const { store } = useEditor()
  const view = useView()
  return useCallback(() => {
    const seen = view()
    addNote(store, freePlace(store.getState().document, NOTE_SIZE, { x: seen.x + (seen.width - NOTE_SIZE.width) / 2, y: seen.y + 40 }, seen))
    announce('Added note')
  }, [store, view])
}
