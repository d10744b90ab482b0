import type { WorkflowSummary } from '@aob/schemas'
import { Link, useNavigate } from '@tanstack/react-router'
import { Archive, CalendarClock, Copy, EllipsisVertical, FileJson, Workflow as WorkflowIcon } from 'lucide-react'
import { ActorBadge } from '../../ui/actor-badge.tsx'
import { Chip } from '../../ui/chip.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { type RowPlace, RowsNearView } from '../../ui/rows-near-view.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { wordOfRun } from '../../ui/status-vocabulary.ts'
import { RunHealth } from './run-health.tsx'
import { useExport } from './use-export.ts'

/** The name has room first: narrow windows leave out health and owner, narrower ones the version. */
const COLUMNS =
  'sm:grid-cols-[minmax(0,1fr)_150px_92px_40px] lg:grid-cols-[minmax(0,1fr)_180px_104px_92px_40px] xl:grid-cols-[minmax(0,1fr)_180px_124px_120px_104px_92px_40px]'

/** Of most rows at a desk. */
const ROW_HEIGHT = 65

/** What can be done with a workflow from its row. */
export interface RowActs {
  duplicate: (name: string) => void
  archive: (name: string) => void
}

/** The workflows, one row each; on phones a row folds into two lines. */
export function WorkflowTable({ workflows, acts }: { workflows: readonly WorkflowSummary[]; acts: RowActs }) {
  return (
    <div className="rounded-xl border border-line bg-surface">
      <TableHead />
      <RowsNearView items={workflows} label="Workflows" rowHeight={ROW_HEIGHT}>
        {(workflow, place) => <WorkflowRow key={workflow.workflowId} workflow={workflow} acts={acts} place={place} />}
      </RowsNearView>
    </div>
  )
}

function TableHead() {
  return (
    <div aria-hidden className={`grid h-9 items-center gap-4 border-line border-b px-4 text-ink-3 text-xs max-sm:hidden ${COLUMNS}`}>
      <span>Name</span>
      <span>Last run</span>
      <span className="max-xl:hidden">Health</span>
      <span className="max-xl:hidden">Owner</span>
      <span className="max-lg:hidden">Version</span>
      <span>Updated</span>
    </div>
  )
}

/** The table before its workflows: rows where they will stand, so that nothing moves when they come. */
export function WorkflowTableSkeleton() {
  return (
    <div role="status" aria-label="Loading workflows" className="rounded-xl border border-line bg-surface">
      <TableHead />
      {['a', 'b', 'c', 'd'].map((key) => (
        <div key={key} className="flex h-16.25 items-center gap-3 border-line border-b px-4 last:border-0">
          <Skeleton className="size-8" />
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className="h-3 w-32" />
            <Skeleton className="h-2.5 w-3/5 sm:w-64" />
          </div>
        </div>
      ))}
    </div>
  )
}

function WorkflowRow({ workflow, acts, place }: { workflow: WorkflowSummary; acts: RowActs; place: RowPlace }) {
  const { name, description, lastRun, recentRuns, createdBy, nodeCount, agentCount } = workflow
  return (
    <div
      role="listitem"
      {...place}
      data-workflow={name}
      className={`relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-line ${place['aria-posinset'] < place['aria-setsize'] ? 'border-b' : 'rounded-b-xl'} px-4 py-3 transition-colors duration-[120ms] hover:bg-surface-2 ${COLUMNS}`}
    >
      <div className="flex min-w-0 items-center gap-3">
        <span className="flex size-8 shrink-0 items-center justify-center rounded-lg bg-accent-soft text-accent-text">
          <WorkflowIcon aria-hidden size={16} />
        </span>
        <div className="min-w-0">
          <Link to="/w/$name" params={{ name }} title={name} className="block truncate font-semibold text-base after:absolute after:inset-0 after:content-['']">
            {name}
          </Link>
          {description ? <p className="truncate text-ink-2 text-sm">{description}</p> : null}
        </div>
      </div>
      <div className="relative flex items-center gap-2 max-sm:order-last max-sm:col-span-2 max-sm:pl-11">
        {lastRun ? (
          <Link to="/runs/$runId" params={{ runId: lastRun.runId }} className="flex items-center gap-2 underline-offset-4 hover:underline">
            <StatusLabel status={wordOfRun(lastRun.status)} />
            <span className="text-ink-3 text-sm">
              <RelativeTime at={lastRun.startedAt} />
            </span>
          </Link>
        ) : (
          <span className="text-ink-3 text-sm">Not run yet</span>
        )}
      </div>
      <span className="max-xl:hidden">
        <RunHealth runs={recentRuns} />
      </span>
      <ActorBadge actor={createdBy} className="max-xl:hidden" />
      <span className="flex flex-col items-start gap-0.5 max-lg:hidden">
        <Chip>{workflow.versionLabel}</Chip>
        <span className="text-ink-3 text-xs">
          {nodeCount.toLocaleString('en')} {nodeCount === 1 ? 'node' : 'nodes'}
          {agentCount > 0 ? ` · ${agentCount} AI` : ''}
        </span>
      </span>
      <span className="text-ink-2 text-sm max-sm:hidden">
        <RelativeTime at={workflow.updatedAt} />
      </span>
      <RowMenu name={name} acts={acts} />
    </div>
  )
}

function RowMenu({ name, acts }: { name: string; acts: RowActs }) {
  const navigate = useNavigate()
  const exportJson = useExport()
  return (
    <span className="relative justify-self-end">
      <Menu
        entries={[
          { label: 'Schedule', icon: <CalendarClock size={15} />, onSelect: () => void navigate({ to: '/schedules', search: { new: name } }) },
          { label: 'Duplicate', icon: <Copy size={15} />, onSelect: () => acts.duplicate(name) },
          { label: 'Export as JSON', icon: <FileJson size={15} />, onSelect: () => void exportJson(name) },
          { label: 'Archive', icon: <Archive size={15} />, danger: true, onSelect: () => acts.archive(name) },
        ]}
      >
        <IconButton label={`More for ${name}`} size="sm">
          <EllipsisVertical aria-hidden size={16} />
        </IconButton>
      </Menu>
    </span>
  )
}
