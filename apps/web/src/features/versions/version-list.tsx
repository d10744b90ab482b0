import type { VersionEntry } from '@aob/schemas'
import { Link } from '@tanstack/react-router'
import { GitCommitVertical, Layers, RotateCcw, Undo2 } from 'lucide-react'
import { changeCounts, changeTotal, changeWords } from '../../stores/run-overlay.ts'
import { Avatar, actorName } from '../../ui/actor-badge.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'

export interface VersionListProps {
  /** Newest first; the first is where the tag points. */
  versions: readonly VersionEntry[]
  busy: boolean
  onRestore: (version: VersionEntry) => void
  onTakeBack: (version: VersionEntry) => void
}

/** The head and all it comes from: who, why, what, and the way back. */
export function VersionList({ versions, busy, onRestore, onTakeBack }: VersionListProps) {
  return (
    <ol aria-label="Versions, newest first" className="overflow-hidden rounded-xl border border-line bg-surface">
      {versions.map((version, index) => (
        <li
          key={version.artifactId}
          data-version={version.versionLabel}
          className="flex flex-wrap items-start gap-x-3 gap-y-2 border-line border-t px-4 py-3 first:border-t-0"
        >
          <VersionMark version={version} />
          <div className="min-w-0 flex-1 basis-56">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <span className="font-semibold tabular-nums">{version.versionLabel}</span>
              {index === 0 ? <span className="rounded bg-accent-soft px-1.5 font-medium text-accent-text text-xs">now</span> : null}
              <span className={cx('min-w-0 break-words', version.patch?.status === 'reverted' && 'text-ink-3 line-through')}>{titleOf(version)}</span>
            </p>
            <p className="mt-0.5 text-ink-3 text-sm">
              {[
                version.patch && actorName(version.patch.actor),
                version.patch && whatOf(version.patch.summary),
                version.nodeCount === 1 ? '1 node' : `${version.nodeCount} nodes`,
              ]
                .filter(Boolean)
                .join(' · ')}
              {' · '}
              <RelativeTime at={version.createdAt} />
              {version.patch?.status === 'reverted' ? ' · taken back' : ''}
              {version.patch?.standsFor ? ' · rearranged' : ''}
            </p>
          </div>
          <div className="flex shrink-0 flex-wrap gap-1.5 max-sm:pl-9 max-sm:*:h-11">
            {version.patch ? (
              <Link
                to="/patches/$patchId"
                params={{ patchId: version.patch.patchId }}
                className="inline-flex h-7 items-center rounded-lg px-2.5 font-medium text-accent-text text-sm underline-offset-4 hover:underline"
              >
                Look<span className="sr-only"> at {version.versionLabel}</span>
              </Link>
            ) : null}
            {version.patch?.status === 'applied' ? (
              <Button size="sm" disabled={busy} icon={<Undo2 aria-hidden size={13} />} onClick={() => onTakeBack(version)}>
                Take back<span className="sr-only"> {version.versionLabel}</span>
              </Button>
            ) : null}
            {index > 0 ? (
              <Button size="sm" disabled={busy} icon={<RotateCcw aria-hidden size={13} />} onClick={() => onRestore(version)}>
                Restore<span className="sr-only"> {version.versionLabel}</span>
              </Button>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  )
}

function VersionMark({ version }: { version: VersionEntry }) {
  if (version.patch) return <Avatar actor={version.patch.actor} size={24} />
  const Icon = version.kind === 'compacted' ? Layers : GitCommitVertical
  return (
    <span className="flex size-6 shrink-0 items-center justify-center rounded-full bg-surface-3 text-ink-2">
      <Icon aria-hidden size={14} />
    </span>
  )
}

export function titleOf({ kind, patch }: VersionEntry): string {
  if (patch) return patch.rationale ?? 'Changed without a note'
  return kind === 'compacted' ? 'The patches before, as one new base of the same content' : 'The first version'
}

function whatOf(summary: NonNullable<VersionEntry['patch']>['summary']): string {
  const counts = changeCounts(summary)
  return changeWords(counts) || changeTotal(counts)
}
