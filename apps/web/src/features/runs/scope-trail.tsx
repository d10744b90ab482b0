import { activationOf, splitActivation } from '@aob/ir/document'
import { ChevronLeft, ChevronRight, CornerLeftUp } from 'lucide-react'
import { useRunModel } from '../../lib/live/run-session-context.ts'
import { useShownStage } from '../../lib/live/use-stage.ts'
import { nodeViewAt } from '../../stores/run-past.ts'
import { Button } from '../../ui/button.tsx'
import { nodeTitle } from '../../ui/canvas/node-look.ts'
import { Crumb } from '../../ui/crumb.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { nodeAtAddress } from './node-places.ts'
import { usePlace } from './place-context.ts'
import { nextRound, roundStatus, type ScopePlace } from './scope-place.ts'

const WORDS = { idle: 'Not begun', running: 'Under way', succeeded: 'Done', failed: 'Failed' } as const

/** Where the canvas stands inside the run: the way back out, and which round of how many. */
export function ScopeTrail() {
  const { place, go } = usePlace()
  const { document } = useShownStage()
  if (!place || !document) return null
  const outside = place.trail.at(-2)
  return (
    <nav
      aria-label="Place in the run"
      className="absolute top-3 left-3 z-10 flex max-w-[calc(100%-24px)] flex-wrap items-center gap-x-1 gap-y-1 rounded-xl border border-line bg-surface px-1.5 py-1 text-sm shadow-pop"
    >
      <IconButton label="Out of this body" shortcut="Esc" size="sm" onClick={() => go(outside)}>
        <CornerLeftUp size={14} aria-hidden />
      </IconButton>
      <ol className="flex min-w-0 flex-wrap items-center">
        <Crumb name={document.name} onGo={() => go(undefined)} />
        {place.trail.map((activation) => {
          const { scope, index } = splitActivation(activation)
          const node = nodeAtAddress(document, scope)
          const name = node ? nodeTitle(node) : scope
          const here = activation === place.activation
          return <Crumb key={activation} name={here || node?.type === 'composite' ? name : `${name} ${index + 1}`} here={here} onGo={() => go(activation)} />
        })}
      </ol>
      <Rounds place={place} />
    </nav>
  )
}

/** Goes from round to round; a composite has one and shows none. */
function Rounds({ place: { scope, index, node } }: { place: ScopePlace }) {
  const { go } = usePlace()
  const model = useRunModel((state) => state)
  const progress = nodeViewAt(model, scope)?.scope
  const count = progress?.count ?? 0
  const status = roundStatus(model, scope, index)
  const label = <StatusLabel status={status} word={WORDS[status]} className="px-1 text-xs!" />
  if (node.type === 'composite' || node.type === 'workflow') return label
  const to = (next: number | undefined) => next !== undefined && go(activationOf(scope, next))
  const failed = progress && progress.failed > 0 ? (nextRound(model, scope, index, 'failed') ?? nextRound(model, scope, -1, 'failed')) : undefined
  return (
    <div role="group" aria-label="Round" className="flex items-center gap-0.5 border-line border-l pl-1.5">
      <IconButton label="Round before" size="sm" disabled={index === 0} onClick={() => to(index - 1)}>
        <ChevronLeft size={14} aria-hidden />
      </IconButton>
      <label className="flex items-center gap-1 whitespace-nowrap text-ink-2 text-xs tabular-nums">
        <span className="sr-only">Round</span>
        <input
          type="number"
          min={1}
          max={Math.max(1, count)}
          value={index + 1}
          onChange={(event) => {
            const wanted = event.target.valueAsNumber
            if (Number.isSafeInteger(wanted) && wanted >= 1 && wanted <= Math.max(1, count)) to(wanted - 1)
          }}
          className="h-6 w-14 rounded-md border border-control bg-surface px-1.5 text-ink text-sm tabular-nums"
        />
        of {count}
      </label>
      <IconButton label="Next round" size="sm" disabled={index + 1 >= count} onClick={() => to(index + 1)}>
        <ChevronRight size={14} aria-hidden />
      </IconButton>
      {label}
      {failed !== undefined && failed !== index ? (
        <Button size="sm" tone="quiet" onClick={() => to(failed)}>
          Next failed
        </Button>
      ) : null}
    </div>
  )
}
