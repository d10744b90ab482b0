import type { RunDetail } from '@aob/schemas'
import { Link } from '@tanstack/react-router'
import { memo, type ReactNode, useDeferredValue, useMemo } from 'react'
import type { RunModel, RunPatch } from '../../stores/run-model.ts'
import { changeCounts, changeWords } from '../../stores/run-overlay.ts'
import { Avatar, actorName } from '../../ui/actor-badge.tsx'
import { formatDuration } from '../../ui/duration.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { STATUS_LOOKS, type StatusWord, wordOfNode, wordOfRun } from '../../ui/status-vocabulary.ts'
import { ErrorBox } from './error-box.tsx'
import { OutputView } from './output-view.tsx'
import { ReplayNote } from './replay-note.tsx'
import { useNow } from './use-now.ts'

export interface RunSummaryProps {
  model: RunModel
  detail: RunDetail | undefined
  /** Nodes of the graph as it runs now. */
  nodeCount: number
  nameOf: (nodeId: string) => string
  onSelect: (nodeId: string) => void
  /** Shown beside the status where the bar has no room for it. */
  live: ReactNode
  /** List of the nodes, where the graph does not stand beside the summary. */
  steps?: ReactNode
}

/** The run at a glance, for when no node is selected: progress, error, changes, inputs. */
export function RunSummary({ model, detail, nodeCount, nameOf, onSelect, live, steps }: RunSummaryProps) {
  const open = model.endedAt === undefined
  const now = useNow(open, 1_000)
  const { failedNodeId } = model
  return (
    <section aria-label="Summary of the run" className="flex flex-col gap-5 px-4 py-4">
      <div className="flex flex-col gap-2">
        <div className="flex items-center justify-between gap-2">
          {model.status ? <StatusLabel status={wordOfRun(model.status)} className="font-semibold text-lg!" /> : null}
          <span className="ml-auto sm:hidden">{live}</span>
        </div>
        <p className="text-ink-2 text-sm tabular-nums">
          {model.startedAt === undefined ? (
            'Starting…'
          ) : (
            <>
              Started <RelativeTime at={model.startedAt} />
              {detail ? ` by ${actorName(detail.run.startedBy)}` : ''} · {formatDuration((model.endedAt ?? Math.max(now, model.startedAt)) - model.startedAt)}
            </>
          )}
        </p>
        <Progress model={model} nodeCount={nodeCount} />
        <Mode mode={detail && (detail.run.mode ?? 'full')} />
      </div>
      {detail?.run.replay ? <ReplayNote detail={detail} nameOf={nameOf} /> : null}
      {model.error ? (
        <div className="flex flex-col gap-1.5">
          {failedNodeId ? (
            <p className="text-ink-2 text-sm">
              The run failed at{' '}
              <button type="button" className="font-medium text-accent-text underline-offset-4 hover:underline" onClick={() => onSelect(failedNodeId)}>
                {nameOf(failedNodeId)}
              </button>
            </p>
          ) : null}
          <ErrorBox error={model.error} />
        </div>
      ) : null}
      {steps ? <Part title="Steps">{steps}</Part> : null}
      <Part title="Changes of the graph">
        {model.patches.length === 0 ? <p className="text-ink-3 text-sm">{open ? 'None so far.' : 'None.'}</p> : null}
        <PatchLines patches={model.patches} />
      </Part>
      {detail ? (
        <Part title="Inputs">
          <OutputView outputRef={detail.inputsRef} label="Inputs" openDepth={1} />
        </Part>
      ) : null}
    </section>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1.5">
      <h2 className="font-medium text-ink-3 text-xs">{title}</h2>
      {children}
    </section>
  )
}

const BAR_ORDER: readonly StatusWord[] = [
  'succeeded',
  'skipped',
  'not_taken',
  'running',
  'retrying',
  'delayed',
  'waiting',
  'held',
  'queued',
  'failed',
  'cancelled',
]

const BAR_FILLS: Partial<Record<StatusWord, string>> = {
  succeeded: 'var(--status-succeeded)',
  running: 'var(--status-running)',
  waiting: 'var(--status-waiting)',
  held: 'var(--status-waiting)',
  failed: 'var(--status-failed)',
  retrying: 'var(--status-retrying)',
  delayed: 'var(--status-queued)',
}

/** How many nodes stand where, as a bar and in words. */
function Progress({ model, nodeCount }: { model: RunModel; nodeCount: number }) {
  const counts = new Map<StatusWord, number>()
  for (const node of Object.values(model.nodes)) counts.set(wordOfNode(node.status), (counts.get(wordOfNode(node.status)) ?? 0) + 1)
  const reached = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const total = Math.max(nodeCount, reached, 1)
  const words = BAR_ORDER.filter((status) => counts.has(status)).map((status) => `${counts.get(status)} ${STATUS_LOOKS[status].word.toLowerCase()}`)
  if (total > reached) words.push(`${total - reached} ${model.endedAt === undefined ? 'to come' : 'not reached'}`)
  return (
    <>
      <div aria-hidden className="flex h-1.5 gap-px overflow-hidden rounded-full bg-surface-3">
        {BAR_ORDER.map((status) =>
          counts.has(status) ? (
            <span key={status} style={{ width: `${((counts.get(status) ?? 0) / total) * 100}%`, background: BAR_FILLS[status] ?? 'var(--border-strong)' }} />
          ) : null,
        )}
      </div>
      <p className="text-ink-2 text-sm">{words.join(' · ')}</p>
    </>
  )
}

/** More than a panel shows. */
const LINES_AT_ONCE = 24

/** The newest first. Those that are seen come with the panel, the others after it, and are laid out when they are scrolled to. */
const PatchLines = memo(function PatchLines({ patches }: { patches: readonly RunPatch[] }) {
  const newest = useMemo(() => patches.toReversed(), [patches])
  const shown = useDeferredValue(newest, newest.slice(0, LINES_AT_ONCE))
  return (
    <ul className="-mx-2 flex flex-col">
      {shown.map((patch) => (
        <li key={patch.patchId} className="[contain-intrinsic-size:auto_32px] [content-visibility:auto]">
          <PatchLine patch={patch} />
        </li>
      ))}
    </ul>
  )
})

const PATCH_WORDS: Readonly<Record<RunPatch['status'], { status: StatusWord; word: string }>> = {
  proposed: { status: 'waiting', word: 'Proposed' },
  applied: { status: 'succeeded', word: 'Applied' },
  rejected: { status: 'rejected', word: 'Rejected' },
  invalid: { status: 'failed', word: 'Refused' },
}

const PatchLine = memo(function PatchLine({ patch }: { patch: RunPatch }) {
  const look = PATCH_WORDS[patch.status]
  const words = patch.summary ? changeWords(changeCounts(patch.summary)) : ''
  return (
    <Link
      to="/patches/$patchId"
      params={{ patchId: patch.patchId }}
      className="-outline-offset-2 flex items-center gap-2 rounded-lg px-2 py-1.5 hover:bg-surface-2"
    >
      {patch.actor ? <Avatar actor={patch.actor} size={20} /> : null}
      <span className="min-w-0 flex-1">
        <span className="block text-sm">
          {patch.actor ? <span className="font-medium">{actorName(patch.actor)}</span> : 'A change'}
          {words ? <span className="text-ink-2"> · {words}</span> : null}
        </span>
        {patch.reason || patch.code ? <span className="block truncate text-ink-3 text-xs">{patch.reason ?? patch.code}</span> : null}
      </span>
      <StatusLabel status={look.status} word={look.word} className="text-xs!" />
    </Link>
  )
})

const MODES = {
  fast: 'Mode fast: the log keeps outcomes. A node shows once it has finished.',
  full: 'Mode full: the log keeps every step.',
} as const

/** How much the run's log keeps, because it decides what the timeline can show. */
function Mode({ mode }: { mode: keyof typeof MODES | undefined }) {
  return (
    <p data-mode={mode} className="min-h-4.5 text-ink-3 text-sm">
      {mode ? MODES[mode] : null}
    </p>
  )
}
