import { GitPullRequestArrow, X } from 'lucide-react'
import { useModelLabel } from '../../lib/live/model-label.ts'
import { useRunModel, useRunSession, useRunView } from '../../lib/live/run-session-context.ts'
import { changeCounts, changeTotal, changeWords } from '../../stores/run-overlay.ts'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { proposes } from './proposer.tsx'

/** In the middle of the top bar while something is proposed: who, how much, and the way into the review. */
export function ProposalBanner() {
  const { view } = useRunSession()
  const patches = useRunModel((model) => model.patches)
  const over = useRunModel((model) => model.endedAt !== undefined)
  const stage = useRunView((state) => state.stage)
  const waiting = patches.filter((patch) => patch.status === 'proposed')
  const patch = waiting.find((one) => stage.kind === 'review' && one.patchId === stage.patchId) ?? waiting[0]
  const model = useModelLabel(patch?.actor)
  if (!patch || over) return null
  const counts = patch.summary ? changeCounts(patch.summary) : undefined
  const reviewing = stage.kind === 'review' && stage.patchId === patch.patchId
  return (
    <section
      aria-label="Proposed change"
      className="pop-in flex min-h-9 min-w-0 max-w-full items-center gap-2 rounded-full border border-diff-change bg-surface pr-1 pl-3 text-sm max-sm:rounded-2xl max-sm:py-1.5"
    >
      <GitPullRequestArrow size={15} aria-hidden className="shrink-0 text-diff-change" />
      <p className="min-w-0 flex-1 sm:truncate">
        <span className="font-semibold">
          {proposes(patch.actor)} {counts ? changeTotal(counts) : 'a change'}
        </span>
        {model?.scripted ? <span className="block text-warning text-xs sm:hidden">{model.text}</span> : null}
        {counts && changeWords(counts) ? <span className="text-ink-2 max-lg:hidden">: {changeWords(counts)}</span> : null}
      </p>
      {model?.scripted ? (
        <Chip tone="warning" className="max-xl:hidden">
          {model.text}
        </Chip>
      ) : null}
      {waiting.length > 1 ? <Chip>+{waiting.length - 1} more</Chip> : null}
      {reviewing ? (
        <Button size="sm" className="rounded-full!" icon={<X size={13} aria-hidden />} onClick={() => view.goLive()}>
          Leave review
        </Button>
      ) : (
        <Button size="sm" tone="primary" className="rounded-full!" onClick={() => view.review(patch.patchId)}>
          Review
        </Button>
      )}
    </section>
  )
}
