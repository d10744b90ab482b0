import { operationsBetween } from '@aob/ir/document'
import type { Actor, ChainPatch } from '@aob/schemas'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { v7 as uuid } from 'uuid'
import { type Failure, failureOf } from '../../../lib/failure.ts'
import { useTRPC, useTRPCClient } from '../../../lib/trpc.ts'
import { notify } from '../../../ui/toast.tsx'
import { useEditor, useJudgement } from '../editor-context.ts'
import { entriesSince, rationaleOf } from '../model/rationale.ts'
import { problemPlace, problemSentence } from '../panels/problem-words.ts'

export type SaveOutcome = { kind: 'saved' | 'unchanged' } | { kind: 'refused'; reason: string }

export interface SaveOptions {
  /** Why, in the person's words; default: the names of the edits. */
  rationale?: string
  /** Lay the edits over the newest version instead of the one they were made on. */
  rebase?: boolean
}

export interface SaveAction {
  save: (options?: SaveOptions) => Promise<SaveOutcome>
  /** Set while a newer version stands in the way. */
  conflict: Failure | undefined
  dismissConflict: () => void
}

/** Undo reaches back over a save: what an earlier patch removed and this one brings back is said to be that, and the id is free again. */
function removalsTakenBack({ code, data }: Failure): string[] {
  if (code !== 'graph.removed_id' || !Array.isArray(data.removed)) return []
  return [...new Set(data.removed.flatMap((removed: { patchId?: unknown }) => (typeof removed.patchId === 'string' ? [removed.patchId] : [])))]
}

/** Publishes the edits as one patch on the workflow's tag. */
export function useSave(onRebased: () => Promise<void>): SaveAction {
  const { store, name, reveal } = useEditor()
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const { now: problemsNow } = useJudgement()
  const [conflict, setConflict] = useState<Failure | undefined>(undefined)
  const running = useRef<Promise<SaveOutcome> | undefined>(undefined)

  const whoAmI = useCallback(async (): Promise<Actor> => {
    const { principal } = await queryClient.ensureQueryData(trpc.system.info.queryOptions())
    return { kind: 'human', ...principal }
  }, [queryClient, trpc])

  const publish = useCallback(
    async ({ rationale, rebase }: SaveOptions): Promise<SaveOutcome> => {
      const { base, document, history } = store.getState()
      const operations = operationsBetween(base.document, document)
      if (operations.length === 0) {
        store.published({ ...base, document })
        return { kind: 'unchanged' }
      }
      const fault = (await problemsNow()).find((problem) => problem.severity === 'error')
      if (fault) {
        const reason = `${problemPlace(fault, document)}: ${problemSentence(fault, document)}`
        store.saving({ kind: 'held', reason })
        notify.error('Draft kept, not published', `${reason} A version others run must have no problems.`, {
          label: 'Show',
          onClick: () => (fault.nodeId ? reveal(fault.nodeId) : store.select({ nodes: [], edges: fault.edgeId ? [fault.edgeId] : [] })),
        })
        return { kind: 'refused', reason }
      }
      store.saving({ kind: 'saving' })
      try {
        const why = rationale?.trim() || rationaleOf(entriesSince(history.past, base.document))
        const patch = { name, tag: 'main', patchId: uuid(), operations, baseVersion: base.artifactId, rationale: why, ...(rebase ? { rebase } : {}) }
        const answer = await client.workflows.patch.mutate(patch).catch((error: unknown) => {
          const restores = removalsTakenBack(failureOf(error))
          if (restores.length === 0) throw error
          return client.workflows.patch.mutate({ ...patch, patchId: uuid(), restores })
        })
        await queryClient.invalidateQueries({ queryKey: trpc.workflows.list.queryKey() })
        setConflict(undefined)
        if (rebase) {
          // Clean before the reload, so that these edits are not kept as a draft of the version they left.
          store.published({ ...base, document })
          await onRebased()
        } else {
          const versionLabel = answer.versionLabel ?? base.versionLabel
          const actor = await whoAmI()
          const made: ChainPatch = {
            seq: base.patches.length + 1,
            patchId: answer.patchId,
            operations,
            actor,
            rationale: why,
            createdAt: new Date().toISOString(),
            versionLabel,
          }
          store.published({
            artifactId: answer.artifactId ?? base.artifactId,
            versionLabel,
            document,
            patches: [...base.patches, made],
            baseText: base.baseText,
          })
        }
        return { kind: 'saved' }
      } catch (error) {
        const failure = failureOf(error)
        store.saving({ kind: 'failed', reason: failure.message })
        if (failure.status === 409) setConflict(failure)
        return { kind: 'refused', reason: failure.message }
      }
    },
    [client, name, onRebased, problemsNow, queryClient, reveal, store, trpc, whoAmI],
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
