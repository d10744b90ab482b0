import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FileUp, Plus, Search, Workflow as WorkflowIcon } from 'lucide-react'
import { useMemo, useState } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { useFirstView } from '../../lib/first-view.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { useCommands } from '../../ui/commands/command-registry.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { lazyDialog } from '../../ui/lazy-part.tsx'
import { Select } from '../../ui/select.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { notify } from '../../ui/toast.tsx'
import { ArchivedWorkflows } from './archived-workflows.tsx'
import { copyName, freeName } from './import-workflow.ts'
import type { N8nImportDialogProps } from './n8n-import-dialog.tsx'
import { NewWorkflowDialog } from './new-workflow-dialog.tsx'
import type { RefusedFileDialogProps } from './refused-file-dialog.tsx'
import type { SeveralFilesDialogProps } from './several-files-dialog.tsx'
import { SystemLine } from './system-line.tsx'
import { useCreateWorkflow } from './use-create-workflow.ts'
import { useFileImport } from './use-file-import.tsx'
import { useNewestVersion } from './use-newest-version.ts'
import { useShelf } from './use-shelf.ts'
import { inOrder, ORDERS, useWorkflowOrder, type WorkflowOrder } from './workflow-order.ts'
import { found } from './workflow-search.ts'
import { WorkflowTable, WorkflowTableSkeleton } from './workflow-table.tsx'

/** The translator and its parser are fetched when a file of n8n is picked. */
const N8nImportDialog = lazyDialog<N8nImportDialogProps>(
  async () => (await import('./n8n-import-dialog.tsx')).N8nImportDialog,
  ({ onClose }) => onClose(),
)
const RefusedFileDialog = lazyDialog<RefusedFileDialogProps>(
  async () => (await import('./refused-file-dialog.tsx')).RefusedFileDialog,
  ({ onClose }) => onClose(),
)
const SeveralFilesDialog = lazyDialog<SeveralFilesDialogProps>(
  async () => (await import('./several-files-dialog.tsx')).SeveralFilesDialog,
  ({ onClose }) => onClose(),
)

export function WorkflowList() {
  const trpc = useTRPC()
  const list = useQuery(trpc.workflows.list.queryOptions())
  useFirstView(!list.isPending)
  const workflows = useMemo(() => list.data?.filter((workflow) => !workflow.archived) ?? [], [list.data])
  const taken = useMemo(() => namesOf(list.data), [list.data])
  const queryClient = useQueryClient()
  const create = useCreateWorkflow()
  const shelf = useShelf()
  const newest = useNewestVersion()
  const [naming, setNaming] = useState(false)
  const [filter, setFilter] = useState('')
  const files = useFileImport(async () => namesOf(await queryClient.ensureQueryData(trpc.workflows.list.queryOptions())), create.fromFile)
  const [order, setOrder] = useWorkflowOrder()
  const shown = useMemo(() => inOrder(found(workflows, filter), order), [workflows, filter, order])
  const archived = useMemo(() => inOrder(list.data?.filter((workflow) => workflow.archived) ?? [], 'name'), [list.data])
  const duplicate = (name: string) =>
    void newest(name)
      .then((workflow) => create.run({ ...workflow, name: freeName(copyName(name), taken) }))
      .catch((error: unknown) => notify.error(`${name} was not duplicated`, failureOf(error).message))

  useCommands(
    'home',
    useMemo(
      () => [{ id: 'workflow.new', group: 'Workflows', label: 'New workflow', icon: <Plus size={15} />, keywords: ['create'], run: () => setNaming(true) }],
      [],
    ),
  )

  return (
    <div className={cx('min-h-full px-4 py-5 sm:px-8 sm:py-7', files.over && 'bg-accent-soft')} {...files.dropTarget}>
      <div className="mx-auto flex max-w-6xl flex-col gap-4">
        <div className="flex flex-wrap items-center gap-2">
          <span className="relative min-w-0 flex-1 max-sm:basis-[calc(100%-10rem)] sm:max-w-72">
            <Search aria-hidden size={14} className="absolute top-2.25 left-2.5 text-ink-3" />
            <TextInput
              aria-label="Filter workflows"
              placeholder="Filter workflows"
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
              className="pl-8"
            />
          </span>
          {list.isPending || workflows.length > 1 ? (
            // The options are the orders there are.
            <Select
              aria-label="Order of the list"
              className="w-38 sm:w-44"
              options={ORDERS}
              value={order}
              onChange={(event) => setOrder(event.target.value as WorkflowOrder)}
            />
          ) : null}
          <span role="status" className="min-w-0 flex-1 truncate text-ink-3 text-sm tabular-nums max-sm:sr-only">
            {filter.trim() === '' || !list.isSuccess ? null : `${shown.length.toLocaleString('en')} of ${workflows.length.toLocaleString('en')}`}
          </span>
          <Button icon={<FileUp aria-hidden size={15} />} className="max-sm:flex-1" busy={files.reading || create.importing} onClick={files.choose}>
            {files.reading || create.importing ? 'Importing…' : 'Import'}
          </Button>
          <Button tone="primary" icon={<Plus aria-hidden size={15} />} className="max-sm:flex-1" onClick={() => setNaming(true)}>
            New workflow
          </Button>
        </div>
        {list.isPending ? <WorkflowTableSkeleton /> : null}
        {list.isError ? (
          <ErrorState
            title="The workflows could not be loaded"
            detail={`${failureOf(list.error).message} ${failureOf(list.error).hint ?? ''}`}
            action={<Button onClick={() => void list.refetch()}>Try again</Button>}
          />
        ) : null}
        {shown.length > 0 ? <WorkflowTable workflows={shown} acts={{ archive: shelf.archive, duplicate }} /> : null}
        {list.isSuccess && shown.length === 0 ? <NothingHere filtered={filter !== ''} onClear={() => setFilter('')} onNew={() => setNaming(true)} /> : null}
        {archived.length > 0 ? <ArchivedWorkflows workflows={archived} onBringBack={shelf.bringBack} /> : null}
        {list.isPending ? null : <Foot />}
      </div>
      {files.input}
      {files.foreign ? <N8nImportDialog file={files.foreign} taken={taken} create={create} onClose={files.putAway} /> : null}
      {files.several && list.isSuccess ? <SeveralFilesDialog files={files.several} taken={taken} onClose={files.putAway} /> : null}
      {create.refused ? <RefusedFileDialog file={create.refused} onOtherFile={files.choose} onClose={create.forget} /> : null}
      <NewWorkflowDialog open={naming} onOpenChange={setNaming} taken={taken} create={create} />
    </div>
  )
}

const namesOf = (workflows: readonly { name: string }[] | undefined): ReadonlySet<string> => new Set(workflows?.map(({ name }) => name))

function NothingHere({ filtered, onClear, onNew }: { filtered: boolean; onClear: () => void; onNew: () => void }) {
  if (filtered)
    return (
      <EmptyState icon={<Search aria-hidden size={20} />} title="No workflow goes by that name" action={<Button onClick={onClear}>Show all</Button>}>
        The filter looks at names and descriptions.
      </EmptyState>
    )
  return (
    <EmptyState
      icon={<WorkflowIcon aria-hidden size={22} />}
      title="No workflows yet"
      action={
        // On a phone the same button stands right above.
        <Button tone="primary" className="max-sm:hidden" onClick={onNew}>
          New workflow
        </Button>
      }
    >
      A workflow is a graph of steps that runs the same way every time, and changes only through patches you can review. Drop JSON files or a folder here, or
      paste one, to import workflows of ours or of n8n.
    </EmptyState>
  )
}

/** Below the list, once it is known where it ends. */
function Foot() {
  return (
    <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
      <Link to="/examples/large" className="px-1 font-medium text-accent-text text-xs">
        Open a large example
      </Link>
      <SystemLine />
    </div>
  )
}
