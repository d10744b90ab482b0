import type { StepPlace } from './step-place.ts'

/** Where something is; the id beside it where others go by the same name. */
export function PlaceName({ place: { words, id } }: { place: StepPlace }) {
  return (
    <span className="min-w-0 break-words font-medium">
      {words}
      {id === undefined ? null : <span className="ml-1.5 font-mono font-normal text-ink-3 text-xs">{id}</span>}
    </span>
  )
}
