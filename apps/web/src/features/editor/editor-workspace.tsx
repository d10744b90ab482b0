import type { Viewport } from '@xyflow/react'
import { Braces, ListTree, Plus, Search, SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { inBrowser } from '../../lib/browser-storage.ts'
import { announce } from '../../ui/announcer.ts'
import { typeLook } from '../../ui/canvas/node-look.ts'
import { useCamera } from '../../ui/canvas/use-camera.ts'
import { Chip } from '../../ui/chip.tsx'
import { cx } from '../../ui/class-names.ts'
import { COMING, useCommands } from '../../ui/commands/command-registry.ts'
import { useTypedAhead } from '../../ui/commands/early-typing.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { AppFrame } from '../../ui/shell/app-frame.tsx'
import { SidePane } from '../../ui/side-pane.tsx'
import { RunButton } from './actions/run-button.tsx'
import { SaveState } from './actions/save-state.tsx'
import { useRun } from './actions/use-run.ts'
import { useSave } from './actions/use-save.ts'
import { EditorCanvas } from './canvas/editor-canvas.tsx'
import type { ShortcutActions } from './canvas/editor-keys.ts'
import { useClipboard } from './canvas/use-clipboard.ts'
import { useShortcuts } from './canvas/use-shortcuts.ts'
import type { DraftState } from './draft/draft-session.ts'
import {
  EditorContext,
  type EditorScope,
  JudgementContext,
  useDraftState,
  useDrawn,
  useEditor,
  useEditorState,
  useEditorView,
  useJudgement,
} from './editor-context.ts'
import { adding } from './model/adding.ts'
import { selectBase, selectDirty, selectHasSelection } from './model/editor-store.ts'
import { selectReady, selectTidying } from './model/editor-view.ts'
import {
  AsideDialog,
  ConflictDialog,
  ConnectMenu,
  EditorCommands,
  FindPanel,
  Inspector,
  JsonPanel,
  KeptForOthers,
  NewerVersionBanner,
  OutlinePanel,
  OverCanvas,
  PalettePanel,
  PeopleHere,
  PhoneEditor,
  preloadSoon,
  RunDialog,
  SaveNoteDialog,
  VersionPreview,
} from './parts.ts'
import { StatusStrip } from './status-strip.tsx'
import { useTestRun } from './test-run/use-test-run.ts'
import { useIsNarrow, useIsPhone } from './use-screen.ts'
import { useView } from './use-view.ts'

type SidePanel = 'add' | 'outline' | 'find' | 'json'
const INSPECTOR = { start: 344, least: 280, most: 560 }
const NONE: readonly never[] = []
const SIDE_KEY = 'aob.editor.side'

function rememberedSide(): SidePanel | undefined {
  const stored = inBrowser.recall(SIDE_KEY)
  return stored === 'outline' ? 'outline' : stored === 'none' ? undefined : 'add'
}

/** Somebody published beside the draft. */
const isBehind = ({ head, base }: DraftState) => head !== base.artifactId

/** The editor's screen: bar, rail with its side panel, canvas, inspector, and the strip below. */
export function EditorWorkspace() {
  const { name } = useEditor()
  const save = useSave()
  const run = useRun(save)
  const dirty = useEditorState(selectDirty)
  const { versionLabel } = useEditorState(selectBase)
  const { problems, todo } = useJudgement()
  const errors = problems.filter((problem) => problem.severity === 'error').length
  const { scope: drawn } = useDrawn()
  const tidying = useStore(drawn.view, selectTidying)
  const ready = useEditorView(selectReady)
  useEffect(() => {
    if (ready) preloadSoon()
  }, [ready])
  const phone = useIsPhone()
  // Until the parts that offer them are there; phones have none.
  useCommands('editor', phone ? NONE : COMING)
  const narrow = useIsNarrow()
  const [side, setSide] = useState(() => (narrow ? undefined : rememberedSide()))
  const [inspecting, setInspecting] = useState(false)
  const chosen = useStore(drawn.store, selectHasSelection)
  const behind = useDraftState(isBehind)
  const [deciding, setDeciding] = useState(false)
  const { preview, camera, look } = useVersionLook()
  const [noting, setNoting] = useState(false)
  const connecting = useTypedAhead()
  const show = useCallback(
    (next: SidePanel | undefined) => {
      setSide(next)
      // What lies over the canvas for a moment is not what stands beside it the next time.
      if (!narrow) inBrowser.keep(SIDE_KEY, next ?? 'none')
    },
    [narrow],
  )
  const onAdd = useAddFromPalette(drawn)
  const onNote = useAddNote(drawn)
  // Over the canvas the palette makes way for what it has added.
  const onPick = useCallback(
    (type: string) => {
      onAdd(type)
      if (narrow) setSide(undefined)
    },
    [onAdd, narrow],
  )
  const onFind = useCallback(() => show('find'), [show])
  const onJson = useCallback(() => show('json'), [show])
  const onSaveWithNote = useCallback(() => setNoting(true), [])
  const { setOpen: setConnecting } = connecting
  const onConnect = useCallback(() => setConnecting(true), [setConnecting])
  const looking = preview !== undefined || tidying !== undefined
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
  // The text is that of the whole workflow.
  const panel =
    !ready || !side ? null : side === 'json' ? (
      <JsonPanel />
    ) : (
      <Drawn>
        <SideContent panel={side} onPick={onPick} />
      </Drawn>
    )
  const inspector = ready ? (
    <Drawn>
      <Inspector />
    </Drawn>
  ) : null
  if (phone)
    return (
      <AppFrame title={name} actions={<RunButton run={run} errors={errors} todo={todo.length} />}>
        <Drawn>
          <PhoneEditor />
          <Keys save={() => void save.save()} run={run.press} note={onNote} find={onFind} connect={onConnect} looking />
        </Drawn>
        {run.asking ? <RunDialog run={run} dirty={dirty} /> : null}
      </AppFrame>
    )
  return (
    <AppFrame
      title={name}
      facts={
        <>
          {dirty && !narrow ? <Chip>{versionLabel}</Chip> : null}
          <SaveState action={save} onSaveWithNote={onSaveWithNote} onConflicts={() => setDeciding(true)} />
          {ready ? <KeptForOthers /> : null}
        </>
      }
      center={behind ? <NewerVersionBanner save={save} /> : null}
      actions={
        <>
          {ready ? <PeopleHere /> : null}
          <RunButton run={run} errors={errors} todo={todo.length} />
        </>
      }
      rail={
        <>
          {tool('add', 'Add a node', <Plus aria-hidden size={19} />)}
          {tool('outline', 'Outline', <ListTree aria-hidden size={18} />)}
          {tool('json', 'JSON', <Braces aria-hidden size={17} />)}
          {tool('find', 'Find', <Search aria-hidden size={17} />, 'Ctrl+F')}
          {narrow ? (
            <IconButton
              label="Settings"
              side="right"
              className="size-9!"
              active={inspecting}
              aria-pressed={inspecting}
              onClick={() => {
                setInspecting(!inspecting)
                show(undefined)
              }}
            >
              <SlidersHorizontal aria-hidden size={17} />
            </IconButton>
          ) : null}
        </>
      }
    >
      <div className="flex h-full min-h-0">
        {side && !narrow ? (
          <div data-region="side" className={cx('shrink-0 border-line border-r', side === 'json' ? 'w-110 max-w-[34vw]' : 'w-62')}>
            {panel}
          </div>
        ) : null}
        <div className="flex h-full min-h-0 min-w-0 flex-1 flex-col">
          <div className="relative min-h-0 flex-1">
            {preview === undefined ? (
              <Drawn>
                <EditorCanvas key={drawn.inside?.body.path.join('/') ?? ''} camera={camera} onShowPalette={() => show('add')} />
              </Drawn>
            ) : (
              <VersionPreview key={preview} count={preview} camera={camera.current} onClose={() => look(undefined)} />
            )}
            <Drawn>
              {narrow && side ? <OverCanvas at="left">{panel}</OverCanvas> : null}
              {narrow && !side && (inspecting || chosen) ? <OverCanvas at="right">{inspector}</OverCanvas> : null}
            </Drawn>
          </div>
          <StatusStrip preview={preview} onPreview={look} />
        </div>
        {narrow ? null : (
          <SidePane part="inspector" label="Inspector" separator="Width of the inspector" size={INSPECTOR} className="min-h-0 overflow-hidden bg-surface">
            {inspector}
          </SidePane>
        )}
      </div>
      <Drawn>
        <Keys save={() => void save.save()} run={run.press} note={onNote} find={onFind} connect={onConnect} looking={looking} />
        {ready ? <EditorCommands {...{ save, run, onAdd, onFind, onJson, onNote, onSaveWithNote, onConnect, looking }} /> : null}
        {connecting.open ? <ConnectMenu words={connecting.words} onWords={connecting.setWords} onClose={() => connecting.setOpen(false)} /> : null}
      </Drawn>
      {noting ? <SaveNoteDialog save={save} onClose={() => setNoting(false)} /> : null}
      {save.conflict ? <ConflictDialog action={save} /> : null}
      {deciding ? <AsideDialog onClose={() => setDeciding(false)} /> : null}
      {run.asking ? <RunDialog run={run} dirty={dirty} /> : null}
    </AppFrame>
  )
}

/** Parts that belong to what is drawn on, which is the body of a step while one is open. */
function Drawn({ children }: { children: ReactNode }) {
  const { scope, judgement } = useDrawn()
  return (
    <EditorContext.Provider value={scope}>
      <JudgementContext.Provider value={judgement}>{children}</JudgementContext.Provider>
    </EditorContext.Provider>
  )
}

/** The keys of what is drawn on. */
function Keys(actions: Omit<ShortcutActions, 'runToHere' | 'runSelection'>) {
  const { toHere, selection } = useTestRun()
  useShortcuts({ ...actions, runToHere: toHere, runSelection: selection })
  useClipboard(!actions.looking)
  return null
}

function SideContent({ panel, onPick }: { panel: Exclude<SidePanel, 'json'>; onPick: (type: string) => void }) {
  if (panel === 'add') return <PalettePanel onAdd={onPick} />
  return panel === 'outline' ? <OutlinePanel /> : <FindPanel />
}

/** Which version is looked at, and where the camera stood when it changed: switching never moves the graph. */
function useVersionLook() {
  const standing = useCamera()
  const camera = useRef<Viewport | undefined>(undefined)
  const [preview, setPreview] = useState<number | undefined>(undefined)
  const look = useCallback(
    (count: number | undefined) => {
      camera.current = standing.getViewport()
      setPreview(count)
    },
    [standing],
  )
  return { preview, camera, look }
}

/** Adds a node where the person is, and brings it into view if it is not. */
function useAddFromPalette({ store, show }: EditorScope) {
  const view = useView()
  return useCallback(
    (type: string) =>
      adding(({ addNodeNearby }) => {
        const id = addNodeNearby(store, type, view())
        announce(`Added ${typeLook(type).label}`)
        // The projection draws it in the next frame; only then can the camera go there. What is selected by then is left as it is.
        requestAnimationFrame(() => show(id))
      }),
    [view, show, store],
  )
}

/** Puts an empty note into view. */
function useAddNote({ store }: EditorScope) {
  const view = useView()
  return useCallback(
    () =>
      adding(({ addNoteNearby }) => {
        addNoteNearby(store, view())
        announce('Added note')
      }),
    [store, view],
  )
}
