import type {
  CreateWorkflow,
  PatchTagInput,
  ReadDocumentInput,
  TagMoved,
  TagRefInput,
  ValidateWorkflowInput,
  WorkflowDocument,
  WorkflowInput,
  WorkflowVerdict,
} from '@aob/schemas'
import {
  validateCreateWorkflow,
  validatePatchTagInput,
  validateReadDocumentInput,
  validateTagRefInput,
  validateValidateWorkflowInput,
  validateWorkflowInput,
} from '@aob/schemas/api-validators'
import type { Services } from '../../usecases/services.ts'
import { knownRef, knownTag, knownWorkflow } from '../identifiers.ts'
import { input } from '../input.ts'
import { procedure, router } from '../trpc.ts'
import { patchSetProcedures } from './patch-sets.ts'
import { versionProcedures } from './versions.ts'

export function workflowsRouter({ workflows }: Services) {
  return router({
    list: procedure.query(({ ctx }) => workflows.list(ctx.caller)),
    get: procedure.input(input<WorkflowInput>(validateWorkflowInput)).query(({ ctx, input }) => workflows.get(ctx.caller, knownWorkflow(input.name))),
    create: procedure.input(input<CreateWorkflow>(validateCreateWorkflow)).mutation(({ ctx, input }) => workflows.create(ctx.caller, input)),
    archive: procedure
      .input(input<WorkflowInput>(validateWorkflowInput))
      .mutation(({ ctx, input }) => workflows.archive(ctx.caller, knownWorkflow(input.name))),
    patch: procedure
      .input(input<PatchTagInput>(validatePatchTagInput))
      .mutation(({ ctx, input: { name, tag, ...patch } }) => workflows.patch(ctx.caller, knownWorkflow(name), knownTag(tag), patch)),
    validate: procedure
      .input(input<ValidateWorkflowInput>(validateValidateWorkflowInput))
      .mutation(({ ctx, input }): Promise<WorkflowVerdict> => workflows.validate(ctx.caller, input.workflow)),
    document: procedure.input(input<ReadDocumentInput>(validateReadDocumentInput)).query(async ({ ctx, input }): Promise<WorkflowDocument> => {
      const [name, tag] = [knownWorkflow(input.name), knownTag(input.tag)]
      const [base, chain] = await Promise.all([
        workflows.base(ctx.caller, name, tag, input.artifactId),
        workflows.patches(ctx.caller, name, tag, input.artifactId),
      ])
      return { artifactId: base.artifactId, casId: base.casId, base: new TextDecoder().decode(base.bytes), ...chain }
    }),
    undo: procedure
      .input(input<TagRefInput>(validateTagRefInput))
      .mutation(({ ctx, input }): Promise<TagMoved> => workflows.undo(ctx.caller, knownRef(input.ref), input.reason)),
    redo: procedure
      .input(input<TagRefInput>(validateTagRefInput))
      .mutation(({ ctx, input }): Promise<TagMoved> => workflows.redo(ctx.caller, knownRef(input.ref), input.reason)),
    unarchive: procedure
      .input(input<WorkflowInput>(validateWorkflowInput))
      .mutation(({ ctx, input }) => workflows.unarchive(ctx.caller, knownWorkflow(input.name))),
    ...versionProcedures({ workflows }),
    ...patchSetProcedures({ workflows }),
  })
}
