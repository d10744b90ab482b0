import { preloadDialogs } from '../../ui/dialog.tsx'
import { lazyDialog, lazyPart } from '../../ui/lazy-part.tsx'
import { preloadAdding } from './model/adding.ts'

/** What an editor shows beyond its first picture; each comes when it is first shown. */
export const Inspector = lazyPart<object>(async () => (await import('./inspector/inspector.tsx')).Inspector)
export const PalettePanel = lazyPart<{ onAdd: (type: string) => void }>(async () => (await import('./panels/palette-panel.tsx')).PalettePanel)
export const EditorCommands = lazyPart<import('./actions/editor-commands.tsx').EditorCommandTargets>(
  async () => (await import('./actions/editor-commands.tsx')).EditorCommands,
)
export const Minimap = lazyPart<{ document: import('@aob/schemas').Workflow }>(async () => (await import('../../ui/canvas/minimap.tsx')).Minimap)
/** Where there is room, panels stand beside the canvas. */
export const OverCanvas = lazyPart<import('./over-canvas.tsx').OverCanvasProps>(async () => (await import('./over-canvas.tsx')).OverCanvas)
export const OutlinePanel = lazyPart<object>(async () => (await import('./panels/outline-panel.tsx')).OutlinePanel)
export const FindPanel = lazyPart<object>(async () => (await import('./panels/find-panel.tsx')).FindPanel)
export const JsonPanel = lazyPart<object>(async () => (await import('./json-view/json-panel.tsx')).JsonPanel)
export const ProblemsPanel = lazyPart<object>(async () => (await import('./panels/problems-panel.tsx')).ProblemsPanel)
export const VersionStrip = lazyPart<import('./version-strip.tsx').VersionStripProps>(async () => (await import('./version-strip.tsx')).VersionStrip)
export const PhoneEditor = lazyPart<object>(async () => (await import('./phone-editor.tsx')).PhoneEditor)
export const UnavailableWorkflow = lazyPart<import('./unavailable-workflow.tsx').UnavailableWorkflowProps>(
  async () => (await import('./unavailable-workflow.tsx')).UnavailableWorkflow,
)
export const VersionPreview = lazyPart<import('./version-preview.tsx').VersionPreviewProps>(async () => (await import('./version-preview.tsx')).VersionPreview)
export const TidyBar = lazyPart<{ scope: import('./tidy/tidy-scope.ts').TidyScope }>(async () => (await import('./tidy/tidy-bar.tsx')).TidyBar)
export const GroupLayer = lazyPart<object>(async () => (await import('./canvas/group-layer.tsx')).GroupLayer)
export const EmptyCanvas = lazyPart<{ onAdd: () => void }>(async () => (await import('./canvas/empty-canvas.tsx')).EmptyCanvas)
export const PasteGhost = lazyPart<{ pasting: import('./model/editor-view.ts').Pasting }>(async () => (await import('./canvas/paste-ghost.tsx')).PasteGhost)
export const PeopleHere = lazyPart<object>(async () => (await import('./presence/people-here.tsx')).PeopleHere)
export const PeopleLayer = lazyPart<{ groups: import('./model/groups.ts').CollapsedView }>(
  async () => (await import('./presence/people-layer.tsx')).PeopleLayer,
)
export const BodyTrail = lazyPart<object>(async () => (await import('./bodies/body-trail.tsx')).BodyTrail)
export const PlaceInAddress = lazyPart<object>(async () => (await import('./bodies/place-in-address.tsx')).PlaceInAddress)
export const CameraKeeper = lazyPart<object>(async () => (await import('./canvas/camera-keeper.tsx')).CameraKeeper)
export const HitLayer = lazyPart<{ groups: import('./model/groups.ts').CollapsedView }>(async () => (await import('./canvas/hit-layer.tsx')).HitLayer)
export const NoteLayer = lazyPart<object>(async () => (await import('./canvas/note-layer.tsx')).NoteLayer)
export const QuickAdd = lazyPart<import('./canvas/quick-add.tsx').QuickAddProps>(async () => (await import('./canvas/quick-add.tsx')).QuickAdd)
export const ConnectMenu = lazyDialog<import('./canvas/connect-menu.tsx').ConnectMenuProps>(
  async () => (await import('./canvas/connect-menu.tsx')).ConnectMenu,
  ({ onClose }) => onClose(),
)
export const RunDialog = lazyPart<import('./actions/run-dialog.tsx').RunDialogProps>(async () => (await import('./actions/run-dialog.tsx')).RunDialog)
export const SaveNoteDialog = lazyPart<import('./actions/save-note-dialog.tsx').SaveNoteDialogProps>(
  async () => (await import('./actions/save-note-dialog.tsx')).SaveNoteDialog,
)
export const NewerVersionBanner = lazyPart<import('./actions/newer-version-banner.tsx').NewerVersionBannerProps>(
  async () => (await import('./actions/newer-version-banner.tsx')).NewerVersionBanner,
)
export const KeptForOthers = lazyPart<object>(async () => (await import('./actions/kept-for-others.tsx')).KeptForOthers)
export const AsideDialog = lazyPart<import('./actions/aside-dialog.tsx').AsideDialogProps>(async () => (await import('./actions/aside-dialog.tsx')).AsideDialog)
export const ConflictDialog = lazyPart<import('./actions/conflict-dialog.tsx').ConflictDialogProps>(
  async () => (await import('./actions/conflict-dialog.tsx')).ConflictDialog,
)

/**
 * What people reach for with a key or a gesture, fetched once the canvas stands: nobody should wait for it then, and who draws while the
 * server is away cannot fetch it any more.
 */
export function preloadSoon(): void {
  preloadAdding()
  for (const part of [Inspector, QuickAdd, ConnectMenu, OutlinePanel, FindPanel, NoteLayer, GroupLayer, PasteGhost, TidyBar, ProblemsPanel]) part.preload()
  // Who asks for it before it has come, or saves while the server is away, is told so in words.
  for (const part of [
    () => import('./panels/next-problem.ts'),
    () => import('./model/walk.ts'),
    () => import('./bodies/open-body.ts'),
    () => import('./actions/publish-draft.ts'),
  ])
    void part().catch(() => undefined)
  preloadDialogs()
}
