import { Check, CircleAlert, CircleDot, CloudAlert, NotebookPen, Save } from 'lucide-react'
import { Button } from '../../../ui/button.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { Spinner } from '../../../ui/spinner.tsx'
import { Tooltip } from '../../../ui/tooltip.tsx'
import { useEditorState } from '../editor-context.ts'
import { selectBase, selectDirty, selectSave } from '../model/editor-store.ts'
import type { SaveAction } from './use-save.ts'

/** What is true about the document right now, and the button that changes it. */
export function SaveState({ action, onSaveWithNote }: { action: SaveAction; onSaveWithNote: () => void }) {
  const dirty = useEditorState(selectDirty)
  const save = useEditorState(selectSave)
  const { versionLabel } = useEditorState(selectBase)
  return (
    <div className="flex items-center gap-2" data-save-state={save.kind === 'idle' ? (dirty ? 'unsaved' : 'saved') : save.kind}>
      <span role="status" className="inline-flex items-center gap-1.5 whitespace-nowrap text-sm">
        {save.kind === 'saving' ? (
          <>
            <Spinner /> <span className="text-ink-2">Saving…</span>
          </>
        ) : save.kind === 'failed' && dirty ? (
          <Tooltip content={save.reason}>
            <span className="inline-flex items-center gap-1.5 text-danger">
              <CloudAlert aria-hidden size={14} /> Could not save
            </span>
          </Tooltip>
        ) : save.kind === 'held' && dirty ? (
          <Tooltip content={`Your draft is kept in this browser. To publish it, mend this first: ${save.reason}`}>
            <span className="inline-flex items-center gap-1.5 text-status-waiting">
              <CircleAlert aria-hidden size={14} /> Draft kept, not published
            </span>
          </Tooltip>
        ) : dirty ? (
          <span className="inline-flex items-center gap-1.5 text-ink-2">
            <CircleDot aria-hidden size={12} className="text-status-waiting" /> Unsaved changes
          </span>
        ) : (
          <span className="inline-flex items-center gap-1.5 text-ink-3">
            <Check aria-hidden size={14} /> Saved {versionLabel}
          </span>
        )}
      </span>
      {dirty && save.kind !== 'saving' ? (
        <div className="flex">
          <Tooltip content="Publish these changes as one patch" shortcut="Ctrl+S">
            <Button size="sm" className="rounded-r-none!" icon={<Save aria-hidden size={13} />} onClick={() => void action.save()}>
              {save.kind === 'failed' ? 'Retry' : 'Save'}
            </Button>
          </Tooltip>
          <IconButton label="Save with a note…" size="sm" bordered className="-ml-px w-7! rounded-l-none!" onClick={onSaveWithNote}>
            <NotebookPen aria-hidden size={13} />
          </IconButton>
        </div>
      ) : null}
    </div>
  )
}
