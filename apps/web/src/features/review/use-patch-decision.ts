import type { PatchRecord } from '@aob/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { failureOf } from '../../lib/failure.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { notify } from '../../ui/toast.tsx'

/** Approves or rejects a proposal. `onDone` runs once the server has taken the decision. */
export function usePatchDecision(patch: PatchRecord | undefined, onDone: () => void) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: trpc.patches.pathKey() }),
      ...(patch?.runId ? [queries.invalidateQueries({ queryKey: trpc.runs.pathKey() })] : []),
    ])
  const onError = (error: unknown) => {
    const failure = failureOf(error)
    if (failure.code === 'patch.not_proposed') notify.info('Already decided', 'Somebody was faster; the panel shows how it ended.')
    else notify.error('The decision was not taken', [failure.message, failure.hint].filter(Boolean).join(' '))
  }
  const approve = useMutation(
    trpc.patches.approve.mutationOptions({
      onSuccess: ({ irVersion }) => {
        notify.done(
          'Change approved',
          irVersion ? `The run goes on with version ${irVersion} of the graph.` : 'It is applied as soon as the run reaches a safe point.',
        )
        onDone()
      },
      onError,
      onSettled: refresh,
    }),
  )
  const reject = useMutation(
    trpc.patches.reject.mutationOptions({
      onSuccess: () => {
        notify.done('Change rejected', 'The run goes on with the graph it has.')
        onDone()
      },
      onError,
      onSettled: refresh,
    }),
  )
  return {
    busy: approve.isPending ? ('approve' as const) : reject.isPending ? ('reject' as const) : undefined,
    /** Of the parts that are named, or all of it. */
    approve: (hunks?: number[]) => patch && approve.mutate({ patchId: patch.patchId, ...(hunks ? { hunks } : {}) }),
    reject: (reason: string) => patch && reject.mutate({ patchId: patch.patchId, reason }),
  }
}
