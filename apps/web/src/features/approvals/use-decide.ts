import type { ApprovalView } from '@aob/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { failureOf } from '../../lib/failure.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { notify } from '../../ui/toast.tsx'

/** Sends a decision bound to the request as shown; whatever comes back, the card then shows what counts. */
export function useDecide(approval: ApprovalView) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: trpc.approvals.pathKey() }),
      queries.invalidateQueries({ queryKey: trpc.runs.get.queryKey({ runId: approval.runId }) }),
      queries.invalidateQueries({ queryKey: trpc.runs.list.queryKey() }),
    ])
  return useMutation(
    trpc.approvals.decide.mutationOptions({
      onSuccess: (decided) => {
        queries.setQueryData(trpc.approvals.get.queryKey({ approvalId: approval.approvalId }), decided)
        notify.done(decided.decision === 'approve' ? 'Approved' : 'Rejected', `${approval.title} · the run goes on`)
      },
      onError: (error) => {
        const failure = failureOf(error)
        if (failure.code === 'approval.decided') notify.info('Already decided', 'Somebody was faster; the card shows who.')
        else notify.error('The decision was not taken', [failure.message, failure.hint].filter(Boolean).join(' '))
      },
      onSettled: refresh,
    }),
  )
}
