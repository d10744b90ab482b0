import type { WorkflowSummary } from '@aob/schemas'
import { cx } from '../../ui/class-names.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import { healthOf, type RunMark } from './run-health.ts'

/** Colour never stands alone: what failed is low, what is under way is a dot. */
const BARS: Record<RunMark, string> = {
  good: 'h-3.5 bg-status-succeeded',
  bad: 'h-2 bg-status-failed',
  open: 'h-1 bg-status-running',
  none: 'h-1 bg-line-strong',
}

/** How the last runs went, oldest left, and how many of those that ended well. */
export function RunHealth({ runs }: { runs: WorkflowSummary['recentRuns'] }) {
  const { marks, words, share } = healthOf(runs)
  if (runs.length === 0) return null
  return (
    <Tooltip content={words}>
      <span className="relative inline-flex items-end gap-2" role="img" aria-label={words}>
        <span aria-hidden className="flex h-3.5 items-end gap-0.5">
          {marks.map(({ runId, mark }) => (
            <span key={runId} className={cx('w-1 rounded-full', BARS[mark])} />
          ))}
        </span>
        {share === undefined ? null : (
          <span aria-hidden className="text-ink-2 text-xs tabular-nums leading-none">
            {share} %
          </span>
        )}
      </span>
    </Tooltip>
  )
}
