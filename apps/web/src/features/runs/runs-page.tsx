import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { useState } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { useFirstView } from '../../lib/first-view.ts'
import { useTRPC, useTRPCClient } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Select } from '../../ui/select.tsx'
import { AppFrame } from '../../ui/shell/app-frame.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { STATUS_FILTERS, type StatusFilter, statusOfFilter } from './run-filters.ts'
import { RunsTable } from './runs-table.tsx'

const PAGE_SIZE = 50

/** All runs, newest first, with what a person looks for: which workflow, how it stands, how long, what changed, who. */
export function RunsPage() {
  const trpc = useTRPC()
  const [filter, setFilter] = useState<StatusFilter>('all')
  const [workflowName, setWorkflowName] = useState('')
  const status = statusOfFilter(filter)
  const query = { limit: PAGE_SIZE, ...(status ? { status } : {}), ...(workflowName ? { workflowName } : {}) }
  const client = useTRPCClient()
  // Asked by the plain client: tRPC's own paging sends a `direction` the server has no use for and refuses.
  const runs = useInfiniteQuery({
    queryKey: [...trpc.runs.list.queryKey(query), 'pages'],
    queryFn: ({ pageParam, signal }) => client.runs.list.query({ ...query, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })
  const items = runs.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <AppFrame title="Runs">
      <div className="mx-auto flex max-w-[1216px] flex-col gap-4 px-4 py-5 sm:px-8 sm:py-7">
        <Filters filter={filter} onFilter={setFilter} workflowName={workflowName} onWorkflow={setWorkflowName} />
        {runs.isPending ? <TableSkeleton /> : null}
        {runs.isError ? (
          <ErrorState
            title="The runs could not be read"
            detail={failureOf(runs.error).message}
            action={<Button onClick={() => void runs.refetch()}>Try again</Button>}
          />
        ) : null}
        {runs.isSuccess && items.length === 0 ? <NoRuns filtered={filter !== 'all' || workflowName !== ''} /> : null}
        {items.length > 0 ? <RunsTable runs={items} /> : null}
        {runs.hasNextPage ? (
          <Button className="self-center" busy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
            Older runs
          </Button>
        ) : null}
      </div>
    </AppFrame>
  )
}

function Filters(props: { filter: StatusFilter; onFilter: (filter: StatusFilter) => void; workflowName: string; onWorkflow: (name: string) => void }) {
  const trpc = useTRPC()
  const workflows = useQuery(trpc.workflows.list.queryOptions())
  useFirstView(!workflows.isPending)
  const options = [{ value: '', label: 'All workflows' }, ...(workflows.data ?? []).map(({ name }) => ({ value: name, label: name }))]
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div role="group" aria-label="Status" className="-mx-1 flex min-w-0 gap-1 overflow-x-auto px-1">
        {STATUS_FILTERS.map(({ value, label }) => (
          <button
            key={value}
            type="button"
            aria-pressed={props.filter === value}
            onClick={() => props.onFilter(value)}
            className={cx(
              'h-8 shrink-0 rounded-lg px-3 font-medium text-sm transition-colors duration-[120ms]',
              props.filter === value ? 'bg-accent-soft text-accent-text' : 'text-ink-2 hover:bg-surface-3',
            )}
          >
            {label}
          </button>
        ))}
      </div>
      <Select
        aria-label="Workflow"
        className="ml-auto w-52 max-sm:ml-0 max-sm:w-full"
        options={options}
        value={props.workflowName}
        onChange={(event) => props.onWorkflow(event.target.value)}
      />
    </div>
  )
}

function NoRuns({ filtered }: { filtered: boolean }) {
  if (filtered) return <EmptyState title="No run fits">Choose another status or workflow.</EmptyState>
  return (
    <EmptyState
      icon={<Play size={20} aria-hidden />}
      title="Nothing has run yet"
      action={
        <Link to="/" className="font-medium text-accent-text underline-offset-4 hover:underline">
          Open a workflow
        </Link>
      }
    >
      Open a workflow, an example for instance, and press Run. Every run stays here with its graph, its record and its changes.
    </EmptyState>
  )
}

function TableSkeleton() {
  return (
    <div className="flex flex-col gap-2">
      {['a', 'b', 'c', 'd'].map((key) => (
        <Skeleton key={key} className="h-12" />
      ))}
    </div>
  )
}
