import type { ChangePatchSetInput, CreatePatchSetInput, WorkflowInput } from '@aob/schemas'
import { validateChangePatchSetInput, validateCreatePatchSetInput, validateWorkflowInput } from '@aob/schemas/api-validators'
import type { Services } from '../../usecases/services.ts'
import { knownWorkflow } from '../identifiers.ts'
import { input } from '../input.ts'
import { procedure } from '../trpc.ts'

/** Named changes that some runs start with, and how those runs fare. */
export function patchSetProcedures({ workflows }: Pick<Services, 'workflows'>) {
  return {
    patchSets: procedure
      .input(input<WorkflowInput>(validateWorkflowInput))
      .query(({ ctx, input }) => workflows.patchSets(ctx.caller, knownWorkflow(input.name))),
    createPatchSet: procedure
      .input(input<CreatePatchSetInput>(validateCreatePatchSetInput))
      .mutation(({ ctx, input: { name, ...set } }) => workflows.createPatchSet(ctx.caller, knownWorkflow(name), set)),
    changePatchSet: procedure
      .input(input<ChangePatchSetInput>(validateChangePatchSetInput))
      .mutation(({ ctx, input: { name, set, ...change } }) => workflows.changePatchSet(ctx.caller, knownWorkflow(name), set, change)),
  }
}
