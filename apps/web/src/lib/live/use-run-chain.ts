import type { RunDocument } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../trpc.ts'
import { useRunSession } from './run-session-context.ts'

/** Base and applied patches of the run on this page; read again when the stream tells of another patch. */
export function useRunChain(): { chain: RunDocument | undefined; error: unknown } {
  const trpc = useTRPC()
  const { runId } = useRunSession()
  const { data, error } = useQuery({ ...trpc.runs.document.queryOptions({ runId }), staleTime: Number.POSITIVE_INFINITY })
  // tRPC types members of type unknown as optional; on the wire they are there.
  return { chain: data as RunDocument | undefined, error }
}
