import type { ApprovalInput, DecideApprovalInput, ListApprovalsInput } from '@aob/schemas'
import { validateApprovalInput, validateDecideApprovalInput, validateListApprovalsInput } from '@aob/schemas/api-validators'
import type { Services } from '../../usecases/services.ts'
import { knownId, withKnownRun } from '../identifiers.ts'
import { input } from '../input.ts'
import { procedure, router } from '../trpc.ts'

export function approvalsRouter({ approvals }: Services) {
  return router({
    list: procedure.input(input<ListApprovalsInput>(validateListApprovalsInput)).query(({ ctx, input }) => approvals.list(ctx.caller, withKnownRun(input))),
    get: procedure
      .input(input<ApprovalInput>(validateApprovalInput))
      .query(({ ctx, input }) => approvals.get(ctx.caller, knownId(input.approvalId, 'approval'))),
    decide: procedure
      .input(input<DecideApprovalInput>(validateDecideApprovalInput))
      .mutation(({ ctx, input: { approvalId, ...decision } }) => approvals.decide(ctx.caller, knownId(approvalId, 'approval'), decision)),
  })
}
