import { ArrowDown, ArrowUp, Combine, Split } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { Avatar, actorName } from '../../ui/actor-badge.tsx'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { type PatchVersion, type Place, placeKey } from './arrangement.ts'
import { titleOf } from './version-list.tsx'

export interface ArrangedPlaceProps {
  place: Place
  /** The label it will have. */
  label: string
  first: boolean
  last: boolean
  onMove: (by: -1 | 1) => void
  /** Becomes one with the older place below. */
  onJoin: () => void
  onSplit: () => void
  onSay: (rationale: string) => void
}

/** One place of the arrangement, moved by its buttons or, from anywhere in it, by Alt and the arrow keys. */
export function ArrangedPlace({ place, label, first, last, onMove, onJoin, onSplit, onSay }: ArrangedPlaceProps) {
  const several = place.versions.length > 1
  const keys = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    onMove(event.key === 'ArrowUp' ? -1 : 1)
  }
  return (
    <li data-place={placeKey(place)} onKeyDown={keys} className="flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border border-line bg-surface px-3 py-2">
      <span className="w-11 shrink-0 pt-1 font-semibold text-sm tabular-nums">{label}</span>
      <div className="flex min-w-0 flex-1 basis-56 flex-col gap-1.5 pt-1">
        {place.versions.map((version) => (
          <Change key={version.artifactId} version={version} />
        ))}
        {several ? (
          <TextInput
            aria-label={`What ${label} is for`}
            placeholder="What they are for together"
            value={place.rationale ?? ''}
            onChange={(event) => onSay(event.target.value)}
          />
        ) : null}
      </div>
      <div className="flex shrink-0 flex-wrap gap-1 max-sm:*:h-11 max-sm:*:min-w-11">
        <IconButton label={`Move ${label} up`} shortcut="Alt+↑" size="sm" side="top" bordered data-move="-1" disabled={first} onClick={() => onMove(-1)}>
          <ArrowUp size={14} aria-hidden />
        </IconButton>
        <IconButton label={`Move ${label} down`} shortcut="Alt+↓" size="sm" side="top" bordered data-move="1" disabled={last} onClick={() => onMove(1)}>
          <ArrowDown size={14} aria-hidden />
        </IconButton>
        {several ? (
          <Button size="sm" icon={<Split aria-hidden size={13} />} onClick={onSplit}>
            Keep apart<span className="sr-only"> what {label} is made of</span>
          </Button>
        ) : null}
        {last ? null : (
          <Button size="sm" icon={<Combine aria-hidden size={13} />} onClick={onJoin}>
            Squash down<span className="sr-only"> {label} into the change below</span>
          </Button>
        )}
      </div>
    </li>
  )
}

function Change({ version }: { version: PatchVersion }) {
  const { actor } = version.patch
  return (
    <div className="flex min-w-0 items-start gap-2">
      <Avatar actor={actor} size={18} />
      <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        <span className="min-w-0 break-words">{titleOf(version)}</span>
        <span className="text-ink-3 text-sm">
          {actorName(actor)} · was {version.versionLabel}
        </span>
      </p>
    </div>
  )
}
