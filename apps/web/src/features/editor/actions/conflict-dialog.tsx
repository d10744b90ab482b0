import { ActorBadge } from '../../../ui/actor-badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { RelativeTime } from '../../../ui/relative-time.tsx'
import { useEditor } from '../editor-context.ts'
import { conflictSentences, missingPatches } from './conflict-facts.ts'
import type { SaveAction } from './use-save.ts'

export interface ConflictDialogProps {
  action: SaveAction
  onReload: () => Promise<void>
}

/** Somebody published meanwhile: shows who and what, and leaves the choice to the person. */
export function ConflictDialog({ action, onReload }: ConflictDialogProps) {
  const { store } = useEditor()
  const { conflict } = action
  const missing = missingPatches(conflict?.data)
  const conflicts = conflictSentences(conflict?.data)
  return (
    <Dialog
      open={conflict !== undefined}
      onOpenChange={action.dismissConflict}
      title="A newer version is in the way"
      description={
        conflicts.length > 0
          ? 'You and somebody else changed the same thing. Nothing is lost: your changes are still here.'
          : 'Somebody published while you edited. Nothing is lost: your changes are still here.'
      }
      footer={
        <>
          <Button tone="quiet" onClick={action.dismissConflict}>
            Keep editing
          </Button>
          <Button
            tone="danger-quiet"
            onClick={() => {
              action.dismissConflict()
              store.reset(store.getState().base)
              void onReload()
            }}
          >
            Take theirs, drop mine
          </Button>
          {conflicts.length === 0 ? (
            <Button tone="primary" onClick={() => void action.save({ rebase: true })}>
              Lay mine over theirs
            </Button>
          ) : null}
        </>
      }
    >
      {missing.length > 0 ? (
        <section className="mb-3">
          <h3 className="mb-1 font-medium text-ink-2 text-sm">Published since you began</h3>
          <ul className="flex flex-col gap-1.5">
            {missing.map((patch) => (
              <li key={patch.patchId} className="flex items-center gap-2 rounded-lg bg-surface-2 px-3 py-2 text-sm">
                <ActorBadge actor={patch.actor} />
                <span className="min-w-0 flex-1 truncate text-ink-2">{patch.rationale ?? `${patch.operations.length} operations`}</span>
                <span className="shrink-0 text-ink-3">
                  <RelativeTime at={patch.createdAt} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {conflicts.length > 0 ? (
        <section>
          <h3 className="mb-1 font-medium text-ink-2 text-sm">Both sides changed</h3>
          <ul className="flex flex-col gap-1 text-sm">
            {conflicts.map((sentence) => (
              <li key={sentence} className="break-words rounded-lg bg-surface-2 px-3 py-2">
                {sentence}
              </li>
            ))}
          </ul>
          <p className="mt-2 text-ink-2 text-sm">Keep editing to take your side of it back, then save again; or take theirs.</p>
        </section>
      ) : (
        <p className="text-ink-2 text-sm">Laying your changes over theirs keeps both, as long as you did not change the same things.</p>
      )}
    </Dialog>
  )
}
