import { QueryObserver, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTRPC } from '../../lib/trpc.ts'
import type { CallJudge } from './calls/watch-calls.ts'
import type { EditorStore } from './model/editor-store.ts'

/** Judges the sub-workflow steps of a document by the workflows there are; undefined until something is called and they are known. */
export function useCallJudge(store: EditorStore, ready: boolean): CallJudge | undefined {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [judge, setJudge] = useState<CallJudge>()
  useEffect(() => {
    if (!ready) return
    let stop: (() => void) | undefined
    let gone = false
    import('./calls/watch-calls.ts').then(
      ({ watchCalls }) => {
        if (!gone) stop = watchCalls(store, new QueryObserver(queryClient, trpc.workflows.list.queryOptions()), (next) => setJudge(() => next))
      },
      // The server still refuses a run that calls what is not there.
      (error: unknown) => console.warn('Calls of other workflows could not be checked here.', error),
    )
    return () => {
      gone = true
      stop?.()
    }
  }, [store, ready, queryClient, trpc])
  return judge
}
