import type { ChainPatch } from '@aob/schemas'
import { Avatar, actorName } from '../../ui/actor-badge.tsx'
import { relativeTime } from '../../ui/relative-time.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'

/** Ticks that fit beside each other; older ones fold into a count. */
const SHOWN = 24

/** Who published what, oldest first: one tick per patch, the newest is where the document stands. */
export function VersionStrip({ patches }: { patches: readonly ChainPatch[] }) {
  const shown = patches.slice(-SHOWN)
  const folded = patches.length - shown.length
  return (
    <section aria-label="Versions" className="flex min-w-0 flex-1 items-center gap-2 px-3">
      {patches.length === 0 ? <p className="truncate text-ink-3 text-sm">First version. Each save adds a patch here, with who made it and why.</p> : null}
      {folded > 0 ? <span className="shrink-0 text-ink-3 text-xs">{folded} earlier</span> : null}
      {shown.length > 0 ? (
        <ol className="flex min-w-0 flex-1 items-center overflow-hidden">
          {shown.map((patch, index) => (
            <li key={patch.patchId} className="flex min-w-6 max-w-20 flex-1 items-center last:flex-none">
              <Tooltip
                side="top"
                content={
                  <span className="block">
                    <span className="block font-medium">
                      {patch.versionLabel ?? `Patch ${patch.seq}`} · {actorName(patch.actor)} · {relativeTime(new Date(patch.createdAt).getTime(), Date.now())}
                    </span>
                    {patch.rationale ? <span className="block text-ink-2">{patch.rationale}</span> : null}
                  </span>
                }
              >
                <button
                  type="button"
                  aria-label={`${patch.versionLabel ?? `Patch ${patch.seq}`} by ${actorName(patch.actor)}${patch.rationale ? `: ${patch.rationale}` : ''}`}
                  className="shrink-0 cursor-default! rounded-full"
                >
                  <Avatar actor={patch.actor} size={18} />
                </button>
              </Tooltip>
              {index < shown.length - 1 ? <span aria-hidden className="h-0.5 flex-1 bg-line-strong" /> : null}
            </li>
          ))}
        </ol>
      ) : null}
      {patches.length > 0 ? (
        <span className="shrink-0 text-ink-3 text-xs">
          {patches.length} {patches.length === 1 ? 'patch' : 'patches'}
        </span>
      ) : null}
    </section>
  )
}
