import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { v7 as uuid } from 'uuid'
import { type Failure, failureOf } from '../../../lib/failure.ts'
import { useTRPC, useTRPCClient } from '../../../lib/trpc.ts'
import { notify } from '../../../ui/toast.tsx'
import type { DraftSession } from '../draft/draft-session.ts'
import { useEditor, useJudgement } from '../editor-context.ts'
import { entriesSince, rationaleOf } from '../model/rationale.ts'
import { problemPlace, problemSentence } from '../panels/problem-words.ts'

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

/** Undo reaches back over a save: what an earlier patch removed and this one brings back is said to be that, and the id is free again. */
function removalsTakenBack({ code, data }: Failure): string[] {
  if (code !== 'graph.removed_id' || !Array.isArray(data.removed)) return []
  return [...new Set(data.removed.flatMap((removed: { patchId?: unknown }) => (typeof removed.patchId === 'string' ? [removed.patchId] : [])))]
}

/** Resolves once the server has every gesture; rejects with a sentence when it will not have them soon. */
function whenSent(session: DraftSession): Promise<void> {
  session.flush()
  return new Promise((resolve, reject) => {
    const look = () => {
      const { unsent, link, blocked } = session.state()
      if (unsent === 0) resolve()
      else if (blocked !== undefined) reject(new Error(blocked))
      else if (link === 'offline') reject(new Error('The server cannot be reached. Your changes are kept on this device; save again when it is back.'))
      else return
      stop()
    }
    const stop = session.subscribe(look)
    look()
  })
}

/** Publishes the shared draft as one patch on the workflow's tag: the edits of everybody who works on it. */
export function useSave(): SaveAction {
  const { store, session, name, reveal } = useEditor()
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const { now: problemsNow } = useJudgement()
  const [conflict, setConflict] = useState<Failure | undefined>(undefined)
  const running = useRef<Promise<SaveOutcome> | undefined>(undefined)

  /** What keeps the draft from being a version others run. */
  const holdBack = useCallback(async (): Promise<SaveOutcome | undefined> => {
    const fault = (await problemsNow()).find((problem) => problem.severity === 'error')
    if (!fault) return undefined
    const { document } = store.getState()
    const reason = `${problemPlace(fault, document)}: ${problemSentence(fault, document)}`
    store.saving({ kind: 'held', reason })
    notify.error('Draft kept, not published', `${reason} A version others run must have no problems.`, {
      label: 'Show',
      onClick: () => (fault.nodeId ? reveal(fault.nodeId) : store.select({ nodes: [], edges: fault.edgeId ? [fault.edgeId] : [] })),
    })
    return { kind: 'refused', reason }
  }, [problemsNow, reveal, store])

  const publish = useCallback(
    async ({ rationale }: SaveOptions): Promise<SaveOutcome> => {
      const { base, document, history, lastPublished } = store.getState()
      if (document === base.document) return { kind: 'unchanged' }
      const held = await holdBack()
      if (held) return held
      store.saving({ kind: 'saving' })
      try {
        const why = rationale?.trim() || rationaleOf(entriesSince(history.past, lastPublished))
        await whenSent(session)
        const draft = { name, tag: 'main', patchId: uuid(), rationale: why }
        const answer = await client.drafts.save.mutate(draft).catch((error: unknown) => {
          const restores = removalsTakenBack(failureOf(error))
          if (restores.length === 0) throw error
          return client.drafts.save.mutate({ ...draft, patchId: uuid(), restores })
        })
        await session.refresh()
        await queryClient.invalidateQueries({ queryKey: trpc.workflows.list.queryKey() })
        setConflict(undefined)
        store.saving({ kind: 'idle' })
        if (answer.status === 'proposed') notify.info('Sent for review', 'This workflow asks for a review before a change becomes a version.')
        return { kind: 'saved' }
      } catch (error) {
        const failure = failureOf(error)
        if (failure.code === 'patch.no_effect') {
          await session.refresh()
          store.saving({ kind: 'idle' })
          return { kind: 'unchanged' }
        }
        store.saving({ kind: 'failed', reason: failure.message })
        if (failure.code === 'patch.conflict') setConflict(failure)
        return { kind: 'refused', reason: failure.message }
      }
    },
    [client, holdBack, name, queryClient, session, store, trpc],
  )

  const save = useCallback(
    async (options: SaveOptions = {}) => {
      running.current ??= publish(options).finally(() => {
        running.current = undefined
      })
      return await running.current
    },
    [publish],
  )
  return { save, conflict, dismissConflict: useCallback(() => setConflict(undefined), []) }
}
