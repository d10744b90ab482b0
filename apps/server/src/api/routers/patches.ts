import type { ApprovePatchInput, ListPatchesInput, PatchInput, RejectPatchInput, RevertPatchInput } from '@aob/schemas'
import {
  validateApprovePatchInput,
  validateListPatchesInput,
  validatePatchInput,
  validateRejectPatchInput,
  validateRevertPatchInput,
} from '@aob/schemas/api-validators'
import type { Services } from '../../usecases/services.ts'
import { knownId, withKnownRun } from '../identifiers.ts'
import { input } from '../input.ts'
import { procedure, router } from '../trpc.ts'

export function patchesRouter({ patches }: Services) {
  return router({
    list: procedure.input(input<ListPatchesInput>(validateListPatchesInput)).query(({ ctx, input }) => patches.list(ctx.caller, withKnownRun(input))),
    get: procedure.input(input<PatchInput>(validatePatchInput)).query(({ ctx, input }) => patches.get(ctx.caller, knownId(input.patchId, 'patch'))),
    approve: procedure
      .input(input<ApprovePatchInput>(validateApprovePatchInput))
      .mutation(({ ctx, input: { patchId, ...decision } }) => patches.approve(ctx.caller, knownId(patchId, 'patch'), decision)),
    reject: procedure
      .input(input<RejectPatchInput>(validateRejectPatchInput))
      .mutation(({ ctx, input: { patchId, ...decision } }) => patches.reject(ctx.caller, knownId(patchId, 'patch'), decision)),
    revert: procedure
      .input(input<RevertPatchInput>(validateRevertPatchInput))
      .mutation(({ ctx, input: { patchId, ...revert } }) => patches.revert(ctx.caller, knownId(patchId, 'patch'), revert)),
  })
}
