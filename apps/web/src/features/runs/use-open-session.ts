import { createMaterializerClient } from '@aob/workers'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { openRunSession, type RunSession } from '../../lib/live/run-session.ts'
import { trpcFeed } from '../../lib/live/trpc-feed.ts'
import { useTRPC, useTRPCClient } from '../../lib/trpc.ts'

/** Events after which answers of the server are out of date. */
const PATCH_EVENTS: ReadonlySet<string> = new Set(['patch.proposed', 'patch.applied', 'patch.rejected', 'patch.invalid'])
const APPROVAL_EVENTS: ReadonlySet<string> = new Set(['approval.requested', 'approval.decided', 'node.withdrawn', 'run.cancelled'])

/** Opens the live parts of a run page and closes them with it: stream, stores, materializer worker. */
export function useOpenSession(runId: string): RunSession | undefined {
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [session, setSession] = useState<RunSession | undefined>(undefined)
  useEffect(() => {
    const opened = openRunSession({
      runId,
      openFeed: trpcFeed(client),
      materializer: createMaterializerClient(),
      explain: (error) => failureOf(error).message,
    })
    const removeListener = opened.onFresh((events) => {
      const has = (types: ReadonlySet<string>) => events.some((event) => types.has(event.type))
      if (events.some((event) => event.type === 'patch.applied')) void queries.invalidateQueries({ queryKey: trpc.runs.document.queryKey({ runId }) })
      if (has(PATCH_EVENTS)) void queries.invalidateQueries({ queryKey: trpc.patches.pathKey() })
      if (has(APPROVAL_EVENTS)) void queries.invalidateQueries({ queryKey: trpc.approvals.pathKey() })
    })
    setSession(opened)
    return () => {
      removeListener()
      opened.close()
      setSession(undefined)
    }
  }, [runId, client, trpc, queries])
  return session
}
