import type { ChainPatch } from '@aob/schemas'
import { GitCommitVertical } from 'lucide-react'
import { Avatar, actorName } from '../../ui/actor-badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { relativeTime } from '../../ui/relative-time.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'

/** Ticks that fit beside each other; older ones fold into a count. */
const SHOWN = 24

/** What a version is called: its label, else its number; 0 is the first. */
export function versionName(patches: readonly ChainPatch[], count: number): string {
  return count === 0 ? 'First version' : (patches[count - 1]?.versionLabel ?? `Patch ${count}`)
}

export interface VersionStripProps {
  patches: readonly ChainPatch[]
  /** The version being looked at; undefined for now. */
  preview: number | undefined
  /** Undefined goes back to now. */
  onPreview: (count: number | undefined) => void
}

/** Who published what, oldest first: one tick per patch; a click looks at that version. */
export function VersionStrip({ patches, preview, onPreview }: VersionStripProps) {
  const first = Math.max(0, patches.length - SHOWN)
  const counts = Array.from({ length: patches.length - first + (first === 0 ? 1 : 0) }, (_, index) => (first === 0 ? index : first + index + 1))
  if (patches.length === 0)
    return <p className="min-w-0 flex-1 truncate px-3 text-ink-3 text-sm">First version. Each save adds a patch here, with who made it and why.</p>
  return (
    <section aria-label="Versions" className="flex min-w-0 flex-1 items-center gap-2 px-3">
      {first > 0 ? <span className="shrink-0 text-ink-3 text-xs">{first} earlier</span> : null}
      <ol className="flex min-w-0 flex-1 items-center overflow-hidden p-1">
        {counts.map((count, index) => (
          <li key={count} className="flex min-w-6 max-w-20 flex-1 items-center last:flex-none">
            <Tick
              patches={patches}
              count={count}
              current={count === (preview ?? patches.length)}
              onPick={() => onPreview(count === patches.length ? undefined : count)}
            />
            {index < counts.length - 1 ? (
              <span aria-hidden className={cx('h-0.5 flex-1', count < (preview ?? patches.length) ? 'bg-accent' : 'bg-line-strong')} />
            ) : null}
          </li>
        ))}
      </ol>
      <span className="shrink-0 text-ink-3 text-xs">
        {patches.length} {patches.length === 1 ? 'patch' : 'patches'}
      </span>
    </section>
  )
}

function Tick({ patches, count, current, onPick }: { patches: readonly ChainPatch[]; count: number; current: boolean; onPick: () => void }) {
  const patch = patches[count - 1]
  const name = versionName(patches, count)
  const about = patch ? [name, actorName(patch.actor), relativeTime(new Date(patch.createdAt).getTime(), Date.now())].join(' · ') : name
  return (
    <Tooltip
      side="top"
      content={
        <span className="block">
          <span className="block font-medium">{about}</span>
          {patch?.rationale ? <span className="block text-ink-2">{patch.rationale}</span> : null}
        </span>
      }
    >
      <button
        type="button"
        data-version-tick={count}
        aria-label={`Look at ${name}${patch ? ` by ${actorName(patch.actor)}` : ''}${patch?.rationale ? `: ${patch.rationale}` : ''}`}
        aria-current={current ? 'step' : undefined}
        onClick={onPick}
        className={cx('flex size-5.5 shrink-0 items-center justify-center rounded-full bg-surface', current && 'ring-2 ring-accent')}
      >
        {patch ? <Avatar actor={patch.actor} size={18} /> : <GitCommitVertical aria-hidden size={15} className="text-ink-3" />}
      </button>
    </Tooltip>
  )
}
