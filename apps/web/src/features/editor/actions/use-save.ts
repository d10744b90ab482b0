import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import type { Failure } from '../../../lib/failure.ts'
import { useTRPC, useTRPCClient } from '../../../lib/trpc.ts'
import { notify } from '../../../ui/toast.tsx'
import { useEditor, useJudgement } from '../editor-context.ts'
import { whenAdded } from '../model/adding.ts'

const OUT_OF_REACH = 'The server cannot be reached, or it has a newer page than this one.'

export type SaveOutcome = { kind: 'saved' | 'unchanged' } | { kind: 'refused'; reason: string }

export interface SaveOptions {
  /** Why, in the person's words; default: the names of the edits. */
  rationale?: string
}

export interface SaveAction {
  save: (options?: SaveOptions) => Promise<SaveOutcome>
  /** Set while something that was published meanwhile stands in the way. */
  conflict: Failure | undefined
  dismissConflict: () => void
}

/** Publishes the shared draft as one patch on the workflow's tag: the edits of everybody who works on it. */
export function useSave(): SaveAction {
  const scope = useEditor()
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const { now: problemsNow } = useJudgement()
  const [conflict, setConflict] = useState<Failure | undefined>(undefined)
  const running = useRef<Promise<SaveOutcome> | undefined>(undefined)
  const publish = useCallback(
    async (options: SaveOptions): Promise<SaveOutcome> => {
      const { store } = scope
      const { base, document } = store.getState()
      if (document === base.document) return { kind: 'unchanged' }
      store.attempt()
      try {
        const { publishDraft } = await import('./publish-draft.ts')
        const onPublished = () => queryClient.invalidateQueries({ queryKey: trpc.workflows.list.queryKey() })
        return await publishDraft({ ...scope, client, problemsNow, onConflict: setConflict, onPublished }, options)
      } catch {
        // The code for it could not be had.
        store.saving({ kind: 'failed', reason: OUT_OF_REACH })
        notify.error('Draft kept, not published', OUT_OF_REACH)
        return { kind: 'refused', reason: OUT_OF_REACH }
      }
    },
    [client, problemsNow, queryClient, scope, trpc],
  )
  const save = useCallback(
    async (options: SaveOptions = {}) => {
      running.current ??= whenAdded()
        .then(() => publish(options))
        .finally(() => {
          running.current = undefined
        })
      return await running.current
    },
    [publish],
  )
  return { save, conflict, dismissConflict: useCallback(() => setConflict(undefined), []) }
}
