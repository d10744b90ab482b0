import type { PatchRecord } from '@aob/schemas'
import { Check, ChevronDown, ChevronUp, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { chosenParts, countOf, type LeftOut, partsOf, toggled } from '../../stores/chosen-parts.ts'
import { changeCounts, changeTotal, changeWords, type Overlay } from '../../stores/run-overlay.ts'
import { Avatar, actorName } from '../../ui/actor-badge.tsx'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { ChangeList } from './change-list.tsx'
import { patchLook } from './patch-look.ts'
import { OwnWords, Proposer } from './proposer.tsx'
import { RejectDialog } from './reject-dialog.tsx'
import { usePatchDecision } from './use-patch-decision.ts'
import { useReviewKeys } from './use-review-keys.ts'

const NOTHING: LeftOut = new Set()

export interface ReviewPanelProps {
  patch: PatchRecord
  /** Absent while the result is computed, or when it cannot be. */
  overlay: Overlay | undefined
  failure: string | undefined
  hunk: number
  onHunk: (hunk: number) => void
  /** Leaves the review; absent where there is nothing to go back to. */
  onClose?: () => void
  onDecided: () => void
}

/** A proposal beside the canvas: who, why, every change, and the decision. */
export function ReviewPanel({ patch, overlay, failure, hunk, onHunk, onClose, onDecided }: ReviewPanelProps) {
  const decision = usePatchDecision(patch, onDecided)
  const [rejecting, setRejecting] = useState(false)
  const open = patch.status === 'proposed'
  const count = overlay?.hunks.length ?? 0
  const [leftOut, setLeftOut] = useState<LeftOut>(NOTHING)
  const parts = useMemo(() => (overlay ? partsOf(patch, overlay) : undefined), [overlay, patch])
  const counted = parts && countOf(parts, leftOut)
  const choosing = open && parts !== undefined && (counted?.all ?? 0) > 1
  const chosen = choosing ? chosenParts(parts, leftOut) : undefined
  const toggle = (which: readonly number[]) => parts && setLeftOut(toggled(parts, leftOut, which))
  const approve = () => chosen?.length !== 0 && decision.approve(chosen)
  const step = (by: number) => count > 0 && onHunk((hunk + by + count + (hunk < 0 && by < 0 ? 1 : 0)) % count)
  useReviewKeys({
    next: () => step(1),
    previous: () => step(-1),
    approve: () => open && overlay && approve(),
    reject: () => open && setRejecting(true),
    include: () => choosing && toggle(parts.ofEntry.get(overlay?.hunks[hunk]?.key ?? '') ?? []),
    ...(onClose ? { close: onClose } : {}),
  })
  return (
    <section aria-label="Review of a proposed change" data-patch={patch.patchId} className="flex h-full min-h-0 flex-col bg-surface">
      <Heading patch={patch} {...(onClose ? { onClose } : {})} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        {patch.rationale ? (
          <div className="px-4 pb-4">
            <OwnWords actor={patch.actor} text={patch.rationale} />
          </div>
        ) : null}
        {failure ? (
          <p role="alert" className="mx-4 mb-3 rounded-lg bg-danger-soft px-3 py-2 text-sm">
            {failure}
          </p>
        ) : null}
        {overlay ? (
          <ChangeList overlay={overlay} hunk={hunk} onHunk={onHunk} parts={parts} {...(choosing ? { choice: { leftOut, onToggle: toggle } } : {})} />
        ) : failure ? null : (
          <Waiting />
        )}
      </div>
      <footer className="flex flex-col gap-2.5 border-line border-t px-4 py-3">
        {count > 1 ? <HunkSteps count={count} hunk={hunk} onStep={step} choosing={choosing} /> : null}
        {chosen ? (
          <p className="text-ink-3 text-xs" role="status">
            {chosen.length === 0
              ? 'Nothing is left to approve: include a change, or reject all of it.'
              : 'What a change needs is included with it. The whole proposal stays on record.'}
          </p>
        ) : null}
        {open ? (
          <div className="flex gap-2 max-sm:*:h-11">
            <Button
              tone="danger-quiet"
              className="flex-1"
              icon={<X size={15} aria-hidden />}
              disabled={decision.busy !== undefined}
              onClick={() => setRejecting(true)}
            >
              Reject…
              <span className="max-sm:hidden">
                <Kbd keys="R" />
              </span>
            </Button>
            <Button
              tone="primary"
              className="flex-1"
              icon={<Check size={15} aria-hidden />}
              busy={decision.busy === 'approve'}
              disabled={!overlay || chosen?.length === 0}
              onClick={approve}
            >
              {chosen && counted ? `Approve ${counted.chosen} of ${counted.all}` : 'Approve'}{' '}
              <span className="rounded border border-current/30 px-1 text-xs max-sm:hidden">A</span>
            </Button>
          </div>
        ) : (
          <Outcome patch={patch} />
        )}
      </footer>
      <RejectDialog
        open={rejecting}
        onOpenChange={setRejecting}
        proposer={actorName(patch.actor)}
        busy={decision.busy === 'reject'}
        onReject={decision.reject}
      />
    </section>
  )
}

/** The way through the changes, and the keys for it. */
function HunkSteps({ count, hunk, onStep, choosing }: { count: number; hunk: number; onStep: (by: number) => void; choosing: boolean }) {
  return (
    <div className="flex items-center gap-1 text-ink-3 text-xs">
      <IconButton label="Change before" shortcut="K" size="sm" side="top" onClick={() => onStep(-1)}>
        <ChevronUp size={15} aria-hidden />
      </IconButton>
      <IconButton label="Next change" shortcut="J" size="sm" side="top" onClick={() => onStep(1)}>
        <ChevronDown size={15} aria-hidden />
      </IconButton>
      <span className="ml-1 tabular-nums">{hunk < 0 ? `${count} to look at` : `${hunk + 1} of ${count}`}</span>
      <span className="ml-auto inline-flex items-center gap-1.5 max-sm:hidden">
        <Kbd keys="J" />
        <Kbd keys="K" /> go through
        {choosing ? (
          <>
            <Kbd keys="X" /> leave out
          </>
        ) : null}
      </span>
    </div>
  )
}

function Heading({ patch, onClose }: { patch: PatchRecord; onClose?: () => void }) {
  const counts = changeCounts(patch.summary)
  const words = changeWords(counts)
  return (
    <header className="flex items-start gap-2 px-4 pt-3.5 pb-3">
      <div className="min-w-0 flex-1">
        <Proposer actor={patch.actor} />
        <p className="mt-1 text-ink-2 text-sm">
          {patch.status === 'proposed' ? 'Proposes' : 'Proposed'} {changeTotal(counts)}
          {words ? `: ${words}` : ''}
          <span className="text-ink-3">
            {' · '}
            <RelativeTime at={patch.createdAt} />
          </span>
        </p>
      </div>
      {onClose ? (
        <IconButton label="Leave the review" shortcut="Esc" size="sm" onClick={onClose}>
          <X size={15} aria-hidden />
        </IconButton>
      ) : null}
    </header>
  )
}

function Outcome({ patch }: { patch: PatchRecord }) {
  const look = patchLook(patch.status)
  return (
    <div className="flex flex-col gap-1.5 text-sm">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <StatusLabel status={look.status} word={look.word} />
        {patch.decidedBy ? (
          <span className="inline-flex items-center gap-1.5 text-ink-2">
            by <Avatar actor={patch.decidedBy} size={18} /> <span className="font-medium text-ink">{actorName(patch.decidedBy)}</span>
          </span>
        ) : null}
        {patch.decidedAt ? (
          <span className="text-ink-3">
            <RelativeTime at={patch.decidedAt} />
          </span>
        ) : null}
      </div>
      {patch.code ? <code className="font-mono text-sm text-danger">{patch.code}</code> : null}
      {patch.reason ? <p className="break-words text-ink-2">{patch.reason}</p> : null}
    </div>
  )
}

function Waiting() {
  return (
    <div className="flex flex-col gap-2 px-4">
      <Skeleton className="h-10" />
      <Skeleton className="h-10" />
      <Skeleton className="h-10" />
    </div>
  )
}
