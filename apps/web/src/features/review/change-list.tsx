import type { Workflow } from '@aob/schemas'
import { ArrowRight, Check, Waypoints } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { EdgeHunk, Hunk, Overlay } from '../../stores/run-overlay.ts'
import { DIFF_LOOKS } from '../../ui/canvas/diff-badge.tsx'
import { nodeTitle, typeLook } from '../../ui/canvas/node-look.ts'
import { cx } from '../../ui/class-names.ts'
import { FieldChanges } from './field-changes.tsx'

export interface ChangeListProps {
  overlay: Overlay
  /** Entry that has the attention; -1 for none. */
  hunk: number
  onHunk: (hunk: number) => void
  /** Which entries are left out of what would be approved; absent where there is nothing to choose. */
  choice?: { leftOut: ReadonlySet<string>; onToggle: (key: string) => void }
}

/** The changes grouped by node. The entry in focus is open; those looked at carry a tick. */
export function ChangeList({ overlay, hunk, onHunk, choice }: ChangeListProps) {
  const [viewed, setViewed] = useState<ReadonlySet<string>>(new Set())
  const current = overlay.hunks[hunk]?.key
  useEffect(() => {
    if (current) setViewed((before) => (before.has(current) ? before : new Set(before).add(current)))
  }, [current])
  return (
    <div className="flex flex-col">
      <p className="px-4 pb-1.5 text-ink-3 text-xs" aria-live="polite">
        {viewed.size} of {overlay.hunks.length} looked at
      </p>
      <ol>
        {overlay.hunks.map((entry, index) => (
          <li key={entry.key} className="relative">
            {choice ? <Include entry={entry} included={!choice.leftOut.has(entry.key)} onToggle={() => choice.onToggle(entry.key)} /> : null}
            <HunkEntry
              hunk={entry}
              document={overlay.document}
              open={index === hunk}
              viewed={viewed.has(entry.key)}
              onOpen={() => onHunk(index === hunk ? -1 : index)}
              choosable={choice !== undefined}
              leftOut={choice?.leftOut.has(entry.key) ?? false}
            />
          </li>
        ))}
      </ol>
    </div>
  )
}

/** Over the entry's row, beside the button that opens it. */
function Include({ entry, included, onToggle }: { entry: Hunk; included: boolean; onToggle: () => void }) {
  return (
    <label className="absolute top-0 left-0 flex h-13 w-10 cursor-pointer items-center justify-center max-sm:w-12">
      <span className="sr-only">Include {entry.title}</span>
      <input type="checkbox" checked={included} onChange={onToggle} className="size-4 cursor-pointer accent-accent" />
    </label>
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
  /** Leaves room for the box beside it. */
  choosable: boolean
  leftOut: boolean
}

function HunkEntry({ hunk, document, open, viewed, onOpen, choosable, leftOut }: HunkEntryProps) {
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
          choosable ? 'pl-10 max-sm:pl-12' : 'pl-4',
          leftOut && 'text-ink-3',
        )}
      >
        <span className={cx('flex size-5.5 shrink-0 items-center justify-center rounded-full', look.fill, hunk.kind ? 'text-on-diff' : 'text-ink-2')}>
          <Icon aria-hidden size={12} strokeWidth={2.5} />
        </span>
        <span className="min-w-0 flex-1">
          <span className={cx('block truncate font-medium', hunk.kind === 'removed' && 'line-through')}>{hunk.title}</span>
          <span className="block truncate text-ink-3 text-xs">{subtitle(hunk)}</span>
        </span>
        {viewed ? <Check size={14} className="shrink-0 text-status-succeeded" role="img" aria-label="looked at" /> : null}
      </button>
      {open ? <HunkBody hunk={hunk} document={document} /> : null}
    </div>
  )
}

function subtitle(hunk: Hunk): string {
  const parts: string[] = []
  parts.push(hunk.kind ? DIFF_LOOKS[hunk.kind].word : 'Connections only')
  if (hunk.type) parts.push(typeLook(hunk.type).label)
  if (hunk.fields.length > 0) parts.push(hunk.fields.length === 1 ? '1 field' : `${hunk.fields.length} fields`)
  if (hunk.edges.length > 0) parts.push(hunk.edges.length === 1 ? '1 connection' : `${hunk.edges.length} connections`)
  return parts.join(' · ')
}

function HunkBody({ hunk, document }: { hunk: Hunk; document: Workflow }) {
  const node = document.nodes.find((candidate) => candidate.id === hunk.nodeId)
  const title = (id: string) => {
    const found = document.nodes.find((candidate) => candidate.id === id)
    return found ? nodeTitle(found) : id
  }
  return (
    <div className="flex flex-col gap-2 px-4 pb-3">
      {hunk.kind === 'added' && node?.config ? (
        <FieldChanges fields={Object.entries(node.config).map(([field, after]) => ({ pointer: `/config/${field}`, after }))} />
      ) : null}
      {hunk.kind === 'removed' && node?.config ? (
        <FieldChanges fields={Object.entries(node.config).map(([field, before]) => ({ pointer: `/config/${field}`, before }))} />
      ) : null}
      <FieldChanges fields={hunk.fields} />
      {hunk.edges.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {hunk.edges.map((edge) => (
            <li key={edge.id}>
              <EdgeLine edge={edge} title={title} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}

function EdgeLine({ edge, title }: { edge: EdgeHunk; title: (id: string) => string }) {
  const look = DIFF_LOOKS[edge.kind]
  const Icon = look.icon
  return (
    <div className="flex min-w-0 items-center gap-1.5 text-sm">
      <Icon aria-hidden size={13} strokeWidth={2.5} className={cx('shrink-0', look.text)} />
      <span className="sr-only">{look.word} connection: </span>
      <span className={cx('flex min-w-0 items-center gap-1.5', edge.kind === 'removed' && 'line-through')}>
        <span className="truncate">{title(edge.from)}</span>
        {edge.port === 'out' ? null : <span className="shrink-0 text-ink-3 text-xs">{edge.port}</span>}
        <ArrowRight size={12} aria-hidden className="shrink-0 text-ink-3" />
        <span className="truncate">{title(edge.to)}</span>
      </span>
      {edge.when ? <code className="min-w-0 truncate font-mono text-[11px] text-ink-3">if {edge.when}</code> : null}
    </div>
  )
}
