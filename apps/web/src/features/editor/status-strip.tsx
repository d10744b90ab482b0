import { Link } from '@tanstack/react-router'
import { ChevronDown, ChevronUp, CircleAlert, CircleCheck, CircleDashed, GitBranch, Redo2, TriangleAlert, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { announce } from '../../ui/announcer.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { type Judgement, useEditor, useEditorState, useEditorView, useJudgement } from './editor-context.ts'
import { selectBase, selectRedoLabel, selectUndoLabel } from './model/editor-store.ts'
import { selectReady } from './model/editor-view.ts'
import { ProblemsPanel, VersionStrip } from './parts.ts'
import type { VersionStripProps } from './version-strip.tsx'

/** Beside a wide panel the canvas is narrow: what its strip says is told by the icons alone. */
const IF_ROOM = '@max-[440px]:sr-only'

/** Below the canvas: undo and redo, the versions so far, and what is wrong. */
export function StatusStrip({ preview, onPreview }: Pick<VersionStripProps, 'preview' | 'onPreview'>) {
  const { store, name } = useEditor()
  const undoLabel = useEditorState(selectUndoLabel)
  const redoLabel = useEditorState(selectRedoLabel)
  const { patches } = useEditorState(selectBase)
  const { problems, todo, state } = useJudgement()
  const ready = useEditorView(selectReady)
  const [open, setOpen] = useState(false)
  const errors = problems.filter((problem) => problem.severity === 'error').length
  const warnings = problems.length - errors
  const none = problems.length + todo.length === 0
  return (
    <section data-region="below" aria-label="History and problems" className="shrink-0 border-line border-t bg-surface">
      {open && !none ? (
        <div data-region-start className="border-line border-b">
          <ProblemsPanel />
        </div>
      ) : null}
      <div className="@container flex h-11 items-center gap-1 px-2">
        <IconButton
          label={undoLabel ? `Undo: ${undoLabel}` : 'Nothing to undo'}
          shortcut="Ctrl+Z"
          side="top"
          disabled={!undoLabel}
          onClick={() => announce(`Undone: ${store.undo() ?? ''}`)}
        >
          <Undo2 aria-hidden size={16} />
        </IconButton>
        <IconButton
          label={redoLabel ? `Redo: ${redoLabel}` : 'Nothing to redo'}
          shortcut="Ctrl+Shift+Z"
          side="top"
          disabled={!redoLabel}
          onClick={() => announce(`Done again: ${store.redo() ?? ''}`)}
        >
          <Redo2 aria-hidden size={16} />
        </IconButton>
        <div className="flex min-w-0 flex-1 @max-[320px]:invisible">
          {ready ? <VersionStrip patches={patches} preview={preview} onPreview={onPreview} /> : null}
        </div>
        <Link
          to="/w/$name/versions"
          params={{ name }}
          search={{}}
          className="inline-flex h-8 shrink-0 items-center gap-1.5 rounded-lg px-2.5 text-ink-2 text-sm hover:bg-surface-3 hover:text-ink"
        >
          <GitBranch aria-hidden size={14} /> <span className={IF_ROOM}>All versions</span>
        </Link>
        <button
          type="button"
          aria-expanded={open}
          disabled={none}
          onClick={() => setOpen(!open)}
          data-problems={errors}
          data-region-start
          className="flex h-8 shrink-0 items-center gap-2 rounded-lg px-2.5 text-sm transition-colors duration-[120ms] enabled:hover:bg-surface-3"
        >
          {errors > 0 ? (
            <span className="flex items-center gap-1.5 text-danger">
              <CircleAlert aria-hidden size={14} /> {errors} <span className={IF_ROOM}>{errors === 1 ? 'problem' : 'problems'}</span>
            </span>
          ) : null}
          {warnings > 0 ? (
            <span className="flex items-center gap-1.5 text-status-waiting">
              <TriangleAlert aria-hidden size={14} /> {warnings} <span className={IF_ROOM}>{warnings === 1 ? 'warning' : 'warnings'}</span>
            </span>
          ) : null}
          {todo.length > 0 ? (
            <span className="flex items-center gap-1.5 text-ink-2">
              <CircleDashed aria-hidden size={14} /> {todo.length} <span className={IF_ROOM}>to fill in</span>
            </span>
          ) : null}
          {none ? <Nothing state={state} /> : open ? <ChevronDown aria-hidden size={14} /> : <ChevronUp aria-hidden size={14} />}
        </button>
      </div>
    </section>
  )
}

/** Without problems: because there are none, or because nobody knows (yet). */
function Nothing({ state }: Pick<Judgement, 'state'>) {
  const Icon = state === 'known' ? CircleCheck : CircleDashed
  const words = { known: 'No problems', checking: 'Checking…', unknown: 'Not checked here' }
  return (
    <span
      className="flex items-center gap-1.5 text-ink-3"
      title={state === 'unknown' ? 'The check could not be loaded; the server checks when you save.' : undefined}
    >
      <Icon aria-hidden size={14} /> <span className={IF_ROOM}>{words[state]}</span>
    </span>
  )
}
