import type { DraftView, WorkflowDocument } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { type Failure, failureOf } from '../../lib/failure.ts'
import { type DocumentSource, useMaterialization } from '../../lib/materialize.ts'
import { useTRPCClient } from '../../lib/trpc.ts'
import type { DraftSession } from './draft/draft-session.ts'
import type { DraftEngine } from './draft-engine.ts'

const TAG = 'main'
/** Pause before the server is asked once more, in ms. */
const RETRY_MS = 300

export type Opening = { kind: 'waiting'; words: string } | { kind: 'failed'; failure: Failure; retry: () => void } | ({ kind: 'open' } & Opened)

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
  const session = useSession(name, ready, failure !== undefined && query.isError && isAway(failure))
  if (session) return { kind: 'open', ...session }
  if (failure && session === null) return { kind: 'failed', failure, retry: () => void query.refetch() }
  if (failure && !isAway(failure)) return { kind: 'failed', failure, retry: () => void query.refetch() }
  return { kind: 'waiting', words: asked ? 'Materializing workflow…' : 'Loading workflow…' }
}

/** No answer, or a server that is not itself. */
function isAway({ code, status = 0 }: Failure): boolean {
  return code === undefined || status >= 500
}

interface Opened {
  session: DraftSession
  engine: DraftEngine
}

const loadEngine = (): Promise<DraftEngine> => import('./draft/index.ts')

/** Null when there is nothing to open: the server is away, and this browser has kept nothing. */
function useSession(
  name: string,
  ready: { asked: Asked; document: Awaited<ReturnType<DraftSession['state']>>['document'] } | undefined,
  away: boolean,
): Opened | null | undefined {
  const client = useTRPCClient()
  const [session, setSession] = useState<Opened | null>()
  const begun = useRef<'waiting' | 'ready' | 'away'>('waiting')
  // What is open stays open, whatever is asked of the server again.
  if (!session) begun.current = ready ? 'ready' : away ? 'away' : 'waiting'
  const stage = begun.current
  // biome-ignore lint/correctness/useExhaustiveDependencies: a session begins with the first answer and lives on by itself
  useEffect(() => {
    if (stage === 'waiting') {
      // It comes while the server is asked; when that fails, opening tries again and says what is wrong.
      loadEngine().catch(() => undefined)
      return
    }
    let opened: DraftSession | undefined
    let gone = false
    const open = async () => {
      const engine = await loadEngine()
      const start = ready && { base: engine.baseOf(ready.asked.data, ready.document), view: ready.asked.view }
      opened = await engine.openDraft(`${name}@${TAG}`, start, engine.trpcDraftServer(client, { name, tag: TAG }, engine.inTheWorker()))
      if (gone) await opened?.close()
      else setSession(opened ? { session: opened, engine } : null)
    }
    open().catch((error: unknown) => {
      console.error('The draft could not be opened.', error)
      if (!gone) setSession(null)
    })
    return () => {
      gone = true
      setSession(undefined)
      void opened?.close()
    }
  }, [name, client, stage])
  return session
}
