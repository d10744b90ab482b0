import { Check, CircleAlert, CloudAlert, CloudCheck, CloudOff, NotebookPen, Save, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../../ui/button.tsx'
import { cx } from '../../../ui/class-names.ts'
import { IconButton } from '../../../ui/icon-button.tsx'
import { Spinner } from '../../../ui/spinner.tsx'
import { Tooltip } from '../../../ui/tooltip.tsx'
import { useDraftState, useEditorState } from '../editor-context.ts'
import { selectDirty, selectDocument, selectSave } from '../model/editor-store.ts'
import { type Standing, saveWords } from './save-words.ts'
import type { SaveAction } from './use-save.ts'

const LOOKS: Record<Standing, { icon: ReactNode; className: string }> = {
  saved: { icon: <Check aria-hidden size={14} />, className: 'text-ink-3' },
  draft: { icon: <CloudCheck aria-hidden size={15} />, className: 'text-ink-2' },
  saving: { icon: <Spinner />, className: 'text-ink-2' },
  offline: { icon: <CloudOff aria-hidden size={15} />, className: 'text-status-waiting' },
  conflict: { icon: <TriangleAlert aria-hidden size={14} />, className: 'text-danger' },
  blocked: { icon: <CloudAlert aria-hidden size={15} />, className: 'text-danger' },
  unkept: { icon: <CloudAlert aria-hidden size={15} />, className: 'text-danger' },
  held: { icon: <CircleAlert aria-hidden size={14} />, className: 'text-status-waiting' },
  failed: { icon: <CloudAlert aria-hidden size={15} />, className: 'text-danger' },
}

/** What is true about the document right now, and the button that changes it. */
export function SaveState({ action, onSaveWithNote, onConflicts }: { action: SaveAction; onSaveWithNote: () => void; onConflicts: () => void }) {
  const dirty = useEditorState(selectDirty)
  const document = useEditorState(selectDocument)
  const save = useEditorState(selectSave)
  const draft = useDraftState((state) => state)
  const { standing, text, hint } = saveWords(draft, save, { document, dirty })
  const { icon, className } = LOOKS[standing]
  return (
    <div className="flex items-center gap-2" data-save-state={standing}>
      <span role="status" className="inline-flex items-center whitespace-nowrap text-sm">
        <Tooltip content={hint}>
          <span className={cx('inline-flex items-center gap-1.5', className)}>
            {icon} {text}
          </span>
        </Tooltip>
      </span>
      {standing === 'conflict' ? (
        <Button size="sm" onClick={onConflicts}>
          Look
        </Button>
      ) : null}
      {dirty && save.kind !== 'saving' ? (
        <div className="flex">
          <Tooltip content="Publish the draft as one patch" shortcut="Ctrl+S">
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
