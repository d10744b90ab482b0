import type { DraftView, Workflow, WorkflowDocument } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { type Failure, failureOf } from '../../lib/failure.ts'
import { afterFirstView } from '../../lib/first-view.ts'
import { type DocumentSource, useMaterialization } from '../../lib/materialize.ts'
import { useTRPCClient } from '../../lib/trpc.ts'
import { notify } from '../../ui/toast.tsx'
import { baseOf } from './draft/base-of.ts'
import { createDraftHandle, type DraftHandle } from './draft/draft-handle.ts'
import type { DraftSession } from './draft/draft-session.ts'
import type { DraftEngine } from './draft-engine.ts'

const TAG = 'main'
/** Pause before the server is asked once more, in ms. */
const RETRY_MS = 300

export type Opening = { kind: 'waiting'; words: string } | { kind: 'failed'; failure: Failure; retry: () => void } | { kind: 'open'; session: DraftHandle }

/** What a draft begins with: the version it stands on as the server hands it out, and the gestures so far. */
interface Asked {
  data: WorkflowDocument
  view: DraftView
}

/**
 * Opens the shared draft of a workflow for as long as the caller is mounted. The server is asked for version and draft; where it cannot
 * be reached, what this browser has kept is opened instead.
 */
export function useDraftSession(name: string): Opening {
  const client = useTRPCClient()
  const query = useQuery({
    queryKey: ['draft-opening', name],
    queryFn: async (): Promise<Asked> => {
      // tRPC types members of type unknown as optional; on the wire they are there.
      const documentAt = async (at: object) => (await client.workflows.document.query({ name, tag: TAG, ...at })) as WorkflowDocument
      const [head, view] = await Promise.all([documentAt({}), client.drafts.read.query({ name, tag: TAG })])
      return { data: view.base === head.head ? head : await documentAt({ artifactId: view.base }), view }
    },
    // From here on the draft's own feed keeps it fresh.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    networkMode: 'always',
    retry: (failures, error) => failures < 1 && isAway(failureOf(error)),
    retryDelay: RETRY_MS,
  })
  const asked = query.data
  const source = useMemo<DocumentSource | undefined>(() => asked && { id: `${name}@${TAG}`, base: asked.data.base, patches: asked.data.patches }, [asked, name])
  const made = useMaterialization(source)
  const failure = query.isError ? failureOf(query.error) : made.kind === 'failed' ? failureOf(made.error) : undefined
  const document = made.kind === 'ready' && made.source === source ? made.workflow : undefined
  const ready = asked && document ? { asked, document } : undefined
  const session = useHandle(name, ready, failure !== undefined && query.isError && isAway(failure))
  if (session) return { kind: 'open', session }
  if (failure && session === null) return { kind: 'failed', failure, retry: () => void query.refetch() }
  if (failure && !isAway(failure)) return { kind: 'failed', failure, retry: () => void query.refetch() }
  return { kind: 'waiting', words: asked ? 'Materializing workflow…' : 'Loading workflow…' }
}

/** No answer, or a server that is not itself. */
function isAway({ code, status = 0 }: Failure): boolean {
  return code === undefined || status >= 500
}

const loadEngine = (): Promise<DraftEngine> => import('./draft/index.ts')

interface Ready {
  asked: Asked
  document: Workflow
}

/** Null when there is nothing to open: the server is away, and this browser has kept nothing. */
function useHandle(name: string, ready: Ready | undefined, away: boolean): DraftHandle | null | undefined {
  const client = useTRPCClient()
  const [handle, setHandle] = useState<DraftHandle | null>()
  const begun = useRef<'waiting' | 'ready' | 'away'>('waiting')
  // What is open stays open, whatever is asked of the server again.
  if (!handle) begun.current = ready ? 'ready' : away ? 'away' : 'waiting'
  const stage = begun.current
  // biome-ignore lint/correctness/useExhaustiveDependencies: a session begins with the first answer and lives on by itself
  useEffect(() => {
    if (stage === 'waiting') return
    let gone = false
    let session: DraftSession | undefined
    const start = ready && { base: baseOf(ready.asked.data, ready.document), view: ready.asked.view }
    const early =
      start && start.view.gestures.length === 0 ? createDraftHandle({ base: start.base, head: start.view.head, document: start.base.document }) : undefined
    if (early) setHandle(early)
    const open = async () => {
      // A draft without gestures is its version: the first picture needs no engine.
      if (early) await afterFirstView()
      const engine = await loadEngine()
      if (gone) return
      session = await engine.openDraft(`${name}@${TAG}`, start, engine.trpcDraftServer(client, { name, tag: TAG }, engine.inTheWorker()))
      if (gone) {
        await session?.close()
        return
      }
      if (!session) {
        setHandle(null)
        return
      }
      const made = early ?? createDraftHandle(session.state())
      made.attach(session, engine)
      setHandle(made)
    }
    open().catch((error: unknown) => {
      console.error('The draft could not be opened.', error)
      if (gone) return
      if (early) notify.error('The draft could not be opened', 'What you change now is in this page alone. Reload to try again.')
      else setHandle(null)
    })
    return () => {
      gone = true
      setHandle(undefined)
      void session?.close()
    }
  }, [name, client, stage])
  return handle
}
