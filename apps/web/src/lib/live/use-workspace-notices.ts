import type { WorkspaceNotice } from '@aob/schemas'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { afterFirstView } from '../first-view.ts'
import { useTRPCClient } from '../trpc.ts'
import { staleQueries } from './notice-keys.ts'

/** Pause before a broken notice stream is opened again, in ms. */
const REOPEN_MS = 2_000

const isHeld = ({ options }: { options: { staleTime?: unknown } }) => options.staleTime === Number.POSITIVE_INFINITY

export interface WorkspaceNoticeListeners {
  onNotice?: (notice: WorkspaceNotice) => void
  /** The server is there again after it could not be heard; it may be another one. */
  onReopened?: () => void
}

/**
 * Keeps the workspace's queries fresh for as long as the caller is mounted: every notice makes the answers it touches stale,
 * and whenever the stream begins, all that were answered before are stale, since notices sent until then are lost. It begins after
 * the first view. What is held for good, as the document under edit, is looked after by its owner.
 */
export function useWorkspaceNotices({ onNotice, onReopened }: WorkspaceNoticeListeners = {}): void {
  const client = useTRPCClient()
  const queries = useQueryClient()
  const listener = useRef(onNotice)
  listener.current = onNotice
  const reopened = useRef(onReopened)
  reopened.current = onReopened
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let subscription: { unsubscribe(): void } | undefined
    let over = false
    let started = false
    const open = () => {
      subscription = client.live.subscribe(undefined, {
        onStarted: () => {
          void queries.invalidateQueries({ predicate: ({ observers }) => !observers.some(isHeld) })
          if (started) reopened.current?.()
          started = true
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
    void afterFirstView().then(() => {
      if (!over) open()
    })
    return () => {
      over = true
      clearTimeout(timer)
      subscription?.unsubscribe()
    }
  }, [client, queries])
}
