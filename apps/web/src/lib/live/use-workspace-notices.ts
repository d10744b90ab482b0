import type { WorkspaceNotice } from '@aob/schemas'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTRPCClient } from '../trpc.ts'
import { staleQueries } from './notice-keys.ts'

/** Pause before a broken notice stream is opened again, in ms. */
const REOPEN_MS = 2_000

/**
 * Keeps the workspace's queries fresh for as long as the caller is mounted: every notice makes the answers it touches stale,
 * and a stream that had to be opened anew makes all of them stale, since notices sent meanwhile are lost.
 */
export function useWorkspaceNotices(onNotice?: (notice: WorkspaceNotice) => void): void {
  const client = useTRPCClient()
  const queries = useQueryClient()
  const listener = useRef(onNotice)
  listener.current = onNotice
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let subscription: { unsubscribe(): void } | undefined
    let started = 0
    const open = () => {
      subscription = client.live.subscribe(undefined, {
        onStarted: () => {
          started += 1
          if (started > 1) void queries.invalidateQueries()
        },
        onData: (notice) => {
          for (const { path, input } of staleQueries(notice)) void queries.invalidateQueries({ queryKey: input ? [path, { input }] : [path] })
          listener.current?.(notice)
        },
        onError: () => {
          timer = setTimeout(open, REOPEN_MS)
        },
      })
    }
    open()
    return () => {
      clearTimeout(timer)
      subscription?.unsubscribe()
    }
  }, [client, queries])
}
