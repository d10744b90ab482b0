import type { Workflow } from '@aob/schemas'
import { createMaterializerClient, everySlice } from '@aob/workers'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type Failure, failureOf } from '../../lib/failure.ts'
import { afterFirstView } from '../../lib/first-view.ts'
import { useTRPCClient } from '../../lib/trpc.ts'
import { sceneAhead } from '../../ui/canvas/scene.ts'
import { notify } from '../../ui/toast.tsx'
import { askForDraft, openedAhead, TAG, takeAhead } from './asked-ahead.ts'
import { baseOf } from './draft/base-of.ts'
import { createDraftHandle, type DraftHandle } from './draft/draft-handle.ts'
import type { DraftSession } from './draft/draft-session.ts'
import type { DraftEngine } from './draft-engine.ts'
import { type Asked, isReadAtOnce, openingDocuments } from './opening-documents.ts'

/** Pause before the server is asked once more, in ms. */
const RETRY_MS = 300

export type Opening = { kind: 'waiting'; words: string } | { kind: 'failed'; failure: Failure; retry: () => void } | { kind: 'open'; session: DraftHandle }

/**
 * Opens the shared draft of a workflow for as long as the caller is mounted. The server is asked for version and draft; where it cannot
 * be reached, what this browser has kept is opened instead.
 */
export function useDraftSession(name: string): Opening {
  const client = useTRPCClient()
  const [materializing, setMaterializing] = useState(false)
  const query = useQuery({
    queryKey: ['draft-opening', name],
    queryFn: async (): Promise<Ready | Unreadable> => {
      const asked = await (takeAhead(name) ?? askForDraft(client, name))
      if (!isReadAtOnce(asked)) setMaterializing(true)
      return readyFrom(name, asked)
    },
    initialData: (): Ready | undefined => {
      const opened = openedAhead(name)
      return opened && { kind: 'ready', version: opened.document, ...opened }
    },
    // From here on the draft's own feed keeps it fresh.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    networkMode: 'always',
    retry: (failures, error) => failures < 1 && isAway(failureOf(error)),
    retryDelay: RETRY_MS,
  })
  const answer = query.data
  const failure = query.isError ? failureOf(query.error) : undefined
  const session = useHandle(name, answer?.kind === 'ready' ? answer : undefined, failure !== undefined && isAway(failure))
  const retry = () => void query.refetch()
  if (session) return { kind: 'open', session }
  if (answer?.kind === 'unreadable') return { kind: 'failed', failure: answer.failure, retry }
  if (failure && (session === null || !isAway(failure))) return { kind: 'failed', failure, retry }
  return { kind: 'waiting', words: materializing ? 'Materializing workflow…' : 'Loading workflow…' }
}

/** No answer, or a server that is not itself. */
function isAway({ code, status = 0 }: Failure): boolean {
  return code === undefined || status >= 500
}

const loadEngine = (): Promise<DraftEngine> => import('./draft/index.ts')

interface Ready {
  kind: 'ready'
  asked: Asked
  version: Workflow
  document: Workflow | undefined
}

/** The server has answered, and nothing can be made of it. */
interface Unreadable {
  kind: 'unreadable'
  failure: Failure
}

async function readyFrom(name: string, asked: Asked): Promise<Ready | Unreadable> {
  let worker: ReturnType<typeof createMaterializerClient> | undefined
  const started = () => {
    worker ??= createMaterializerClient()
    return worker
  }
  try {
    const documents = await openingDocuments(asked, started, `${name}@${TAG}`)
    if (!isReadAtOnce(asked)) await sceneAhead(documents.document ?? documents.version, everySlice())
    return { kind: 'ready', asked, ...documents }
  } catch (error) {
    return { kind: 'unreadable', failure: notMade(error) }
  } finally {
    worker?.dispose()
  }
}

/** The server answered, and the worker could not make the document of it: told to whoever only wanted to open a workflow. */
function notMade(error: unknown): Failure {
  const failure = failureOf(error)
  return {
    ...failure,
    message: 'It could not be put together in this page. Nothing is lost: the workflow and its draft are kept.',
    hint: `(${failure.message})`,
  }
}

/** The first picture needs no engine: what the server has of the draft is in it, what this browser has kept beside comes with the engine. */
function earlyHandle({ asked, version, document }: Ready): DraftHandle | undefined {
  return document && createDraftHandle({ base: baseOf(asked.data, version), head: asked.view.head, document })
}

/** Null when there is nothing to open: the server is away, and this browser has kept nothing. */
function useHandle(name: string, ready: Ready | undefined, away: boolean): DraftHandle | null | undefined {
  const client = useTRPCClient()
  // What was there before the page was drawn is part of its first picture.
  const [first] = useState(() => ready && earlyHandle(ready))
  const taken = useRef(false)
  const [handle, setHandle] = useState<DraftHandle | null | undefined>(first)
  const begun = useRef<'waiting' | 'ready' | 'away'>('waiting')
  // What is open stays open, whatever is asked of the server again.
  if (!handle || handle === first) begun.current = ready ? 'ready' : away ? 'away' : 'waiting'
  const stage = begun.current
  // biome-ignore lint/correctness/useExhaustiveDependencies: a session begins with the first answer and lives on by itself
  useEffect(() => {
    if (stage === 'waiting') return
    let gone = false
    let session: DraftSession | undefined
    const start = ready && { base: baseOf(ready.asked.data, ready.version), view: ready.asked.view, shown: ready.document }
    const early = taken.current ? ready && earlyHandle(ready) : (first ?? (ready && earlyHandle(ready)))
    taken.current = true
    if (early) setHandle(early)
    const serverOf = (engine: DraftEngine, author: string) => engine.trpcDraftServer(client, { name, tag: TAG, author }, engine.inTheWorker())
    const open = async () => {
      if (early) await afterFirstView()
      const engine = await loadEngine()
      const author = await engine.personHere(start === undefined)
      if (gone) return
      session = author && (await engine.openDraft({ draft: `${name}@${TAG}`, author }, start, serverOf(engine, author.id)))
      if (gone) {
        await session?.close()
        return
      }
      if (!session) {
        if (start) throw new Error('Nobody knows whose changes they would be.')
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
