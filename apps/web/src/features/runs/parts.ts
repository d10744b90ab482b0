import { besideCanvas } from '../../lib/after-canvas.ts'
import { lazyPart } from '../../ui/lazy-part.tsx'

/** What a run's page shows beside its graph; each comes when it is first shown, and never before the graph. */
export const Gantt = lazyPart<import('./gantt.tsx').GanttProps>(async () => (await besideCanvas(() => import('./gantt.tsx'))).Gantt)
export const LogList = lazyPart<import('./log-list.tsx').LogListProps>(async () => (await import('./log-list.tsx')).LogList)
export const OutputPanel = lazyPart<import('./output-panel.tsx').OutputPanelProps>(async () => (await import('./output-panel.tsx')).OutputPanel)
export const RunSide = lazyPart<import('./run-side.tsx').RunSideProps>(async () => (await besideCanvas(() => import('./run-side.tsx'))).RunSide)
export const ReplayDialog = lazyPart<import('./replay-dialog.tsx').ReplayDialogProps>(async () => (await import('./replay-dialog.tsx')).ReplayDialog)
export const TryPatchDialog = lazyPart<import('./try-patch-dialog.tsx').TryPatchDialogProps>(
  async () => (await import('./try-patch-dialog.tsx')).TryPatchDialog,
)
