import type { Workflow, WorkflowDocument } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { type DocumentSource, useMaterialization } from '../../lib/materialize.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { AppFrame } from '../../ui/shell/app-frame.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { EditorSession } from './editor-session.tsx'

export interface EditorPageProps {
  name: string
  /** A node to select and bring into view. */
  focusNode?: string
}

/** Opens a workflow: fetches base and patches, has the worker materialize them, and hands the document to an editing session. */
export function EditorPage({ name, focusNode }: EditorPageProps) {
  const trpc = useTRPC()
  // The session decides when a newer version is taken in; a refetch behind its back would lose edits.
  const query = useQuery(
    trpc.workflows.document.queryOptions(
      { name, tag: 'main' },
      { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnReconnect: false, refetchOnWindowFocus: false },
    ),
  )
  // tRPC types members of type unknown as optional; on the wire they are there.
  const data = query.data as WorkflowDocument | undefined
  const source = useMemo<DocumentSource | undefined>(() => data && { id: `${name}@main`, base: data.base, patches: data.patches }, [data, name])
  const made = useMaterialization(source)

  if (query.isError) return <Unavailable name={name} error={query.error} onRetry={() => void query.refetch()} />
  if (made.kind === 'failed') return <Unavailable name={name} error={made.error} onRetry={() => void query.refetch()} />
  if (!data || made.kind === 'working' || made.source !== source) return <Waiting name={name}>{data ? 'Materializing workflow…' : 'Loading workflow…'}</Waiting>
  return (
    <EditorSession
      key={data.head}
      name={name}
      head={data.head}
      versionLabel={data.versionLabel}
      document={made.workflow satisfies Workflow}
      patches={data.patches}
      baseText={data.base}
      focusNode={focusNode}
      onReload={async () => {
        await query.refetch()
      }}
    />
  )
}

function Waiting({ name, children }: { name: string; children: ReactNode }) {
  return (
    <AppFrame title={name}>
      <div role="status" className="flex h-full items-center justify-center gap-2 text-ink-2">
        <Spinner /> {children}
      </div>
    </AppFrame>
  )
}

function Unavailable({ name, error, onRetry }: { name: string; error: unknown; onRetry: () => void }) {
  const failure = failureOf(error)
  const missing = failure.status === 404
  return (
    <AppFrame title={name}>
      <ErrorState
        title={missing ? `There is no workflow named ${name}` : 'The workflow could not be opened'}
        detail={missing ? 'It may have been archived, or the link is incomplete.' : `${failure.message} ${failure.hint ?? ''}`}
        action={
          <>
            {missing ? null : <Button onClick={onRetry}>Try again</Button>}
            <Link to="/" className="inline-flex h-8 items-center px-3 font-medium text-accent-text">
              All workflows
            </Link>
          </>
        }
      />
    </AppFrame>
  )
}
