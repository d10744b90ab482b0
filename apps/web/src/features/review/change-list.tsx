import type { Workflow } from '@aob/schemas'
import { Check, Waypoints } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ChoiceRow } from '../../stores/choice-rows.ts'
import { included, type Parts } from '../../stores/chosen-parts.ts'
import type { Hunk, Overlay } from '../../stores/run-overlay.ts'
import { DIFF_LOOKS } from '../../ui/canvas/diff-badge.tsx'
import { typeLook } from '../../ui/canvas/node-look.ts'
import { cx } from '../../ui/class-names.ts'
import { HunkBody } from './hunk-body.tsx'
import { type Choice, IncludeBox } from './include-box.tsx'

export interface ChangeListProps {
  overlay: Overlay
  /** Entry that has the attention; -1 for none. */
  hunk: number
  onHunk: (hunk: number) => void
  /** What the proposal consists of; absent where its overlay is of something else. */
  parts: Parts | undefined
  /** Absent where there is nothing to choose. */
  choice?: Choice
}

/** The changes grouped by node. The entry in focus is open; those looked at carry a tick. */
export function ChangeList({ overlay, hunk, onHunk, parts, choice }: ChangeListProps) {
  const [viewed, setViewed] = useState<ReadonlySet<string>>(new Set())
  const current = overlay.hunks[hunk]?.key
  const partsOfEntry = ({ key }: Hunk) => parts?.ofEntry.get(key) ?? []
  useEffect(() => {
    if (current) setViewed((before) => (before.has(current) ? before : new Set(before).add(current)))
  }, [current])
  return (
    <div className="flex flex-col">
      <p role="status" className="px-4 pb-1.5 text-ink-3 text-xs">
        {viewed.size} of {overlay.hunks.length} looked at
      </p>
      <ol aria-label="Changes">
        {overlay.hunks.map((entry, index) => (
          <li key={entry.key} className="relative">
            {choice ? (
              <IncludeBox
                what={entry.title}
                included={included(choice.leftOut, partsOfEntry(entry))}
                onToggle={() => choice.onToggle(partsOfEntry(entry))}
                className="absolute top-0 left-0 h-13 w-10 max-sm:w-12"
              />
            ) : null}
            <HunkEntry
              hunk={entry}
              document={overlay.document}
              open={index === hunk}
              viewed={viewed.has(entry.key)}
              onOpen={() => onHunk(index === hunk ? -1 : index)}
              rows={parts?.rows.get(entry.key) ?? []}
              choice={choice}
              leftOut={choice !== undefined && included(choice.leftOut, partsOfEntry(entry)) === 'none'}
            />
          </li>
        ))}
      </ol>
    </div>
  )
}

/** The node stays as it is, only what leads to or from it changes. */
const CONNECTIONS_LOOK = { icon: Waypoints, fill: 'bg-surface-3' } as const

interface HunkEntryProps {
  hunk: Hunk
  document: Workflow
  open: boolean
  viewed: boolean
  onOpen: () => void
  rows: readonly ChoiceRow[]
  /** With one, there is a box beside the entry. */
  choice: Choice | undefined
  leftOut: boolean
}

function HunkEntry({ hunk, document, open, viewed, onOpen, rows, choice, leftOut }: HunkEntryProps) {
  const look = hunk.kind ? DIFF_LOOKS[hunk.kind] : CONNECTIONS_LOOK
  const Icon = look.icon
  const row = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (open) row.current?.scrollIntoView({ block: 'nearest' })
  }, [open])
  return (
    <div className={cx('border-line border-t', open && 'bg-surface-2')}>
      <button
        ref={row}
        type="button"
        data-hunk={hunk.key}
        data-diff={hunk.kind}
        aria-expanded={open}
        onClick={onOpen}
        className={cx(
          'flex w-full items-center gap-2.5 py-2.5 pr-4 text-left hover:bg-surface-2',
          choice ? 'pl-10 max-sm:pl-12' : 'pl-4',
          leftOut && 'text-ink-3',
        )}
      >
        <span className={cx('flex size-5.5 shrink-0 items-center justify-center rounded-full', look.fill, hunk.kind ? 'text-on-diff' : 'text-ink-2')}>
          <Icon aria-hidden size={12} strokeWidth={2.5} />
        </span>
        <span className="min-w-0 flex-1">
          <span className={cx('block truncate font-medium', hunk.kind === 'removed' && 'line-through')}>{hunk.title}</span>
          <span className="block truncate text-ink-3 text-xs">{subtitle(hunk, rows)}</span>
        </span>
        {viewed ? <Check size={14} className="shrink-0 text-status-succeeded" role="img" aria-label="looked at" /> : null}
      </button>
      {open ? <HunkBody hunk={hunk} document={document} rows={rows} choice={choice} /> : null}
    </div>
  )
}

function subtitle(hunk: Hunk, rows: readonly ChoiceRow[]): string {
  const parts: string[] = []
  parts.push(hunk.kind ? DIFF_LOOKS[hunk.kind].word : 'Connections only')
  if (hunk.type) parts.push(typeLook(hunk.type).label)
  const inside = rows.filter(({ kind }) => kind === 'inner').length
  const fields = hunk.fields.filter(({ pointer }) => inside === 0 || !pointer.startsWith('/config/body')).length
  if (fields > 0) parts.push(fields === 1 ? '1 field' : `${fields} fields`)
  if (inside > 0) parts.push(inside === 1 ? '1 change inside' : `${inside} changes inside`)
  if (hunk.edges.length > 0) parts.push(hunk.edges.length === 1 ? '1 connection' : `${hunk.edges.length} connections`)
  return parts.join(' · ')
}
