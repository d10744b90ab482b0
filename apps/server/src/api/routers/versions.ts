import type { CreateTagInput, MergeTagInput, RestackTagInput, RestoreVersionInput, TagPageInput } from '@aob/schemas'
import {
  validateCreateTagInput,
  validateMergeTagInput,
  validateRestackTagInput,
  validateRestoreVersionInput,
  validateTagPageInput,
} from '@aob/schemas/api-validators'
import type { Services } from '../../usecases/services.ts'
import { knownRef, knownTag, knownWorkflow } from '../identifiers.ts'
import { input } from '../input.ts'
import { procedure } from '../trpc.ts'

/** Tags of a workflow and what they point to. */
export function versionProcedures({ workflows }: Pick<Services, 'workflows'>) {
  const page = procedure.input(input<TagPageInput>(validateTagPageInput))
  return {
    history: page.query(({ ctx, input: { name, tag, limit } }) => workflows.history(ctx.caller, knownWorkflow(name), knownTag(tag), limit)),
    versions: page.query(({ ctx, input: { name, tag, limit } }) => workflows.versions(ctx.caller, knownWorkflow(name), knownTag(tag), limit)),
    restore: procedure
      .input(input<RestoreVersionInput>(validateRestoreVersionInput))
      .mutation(({ ctx, input: { ref, ...version } }) => workflows.restore(ctx.caller, knownRef(ref), version)),
    createTag: procedure
      .input(input<CreateTagInput>(validateCreateTagInput))
      .mutation(({ ctx, input: { name, ...tag } }) => workflows.createTag(ctx.caller, knownWorkflow(name), tag)),
    mergeTag: procedure
      .input(input<MergeTagInput>(validateMergeTagInput))
      .mutation(({ ctx, input: { name, tag, ...merge } }) => workflows.mergeTag(ctx.caller, knownWorkflow(name), knownTag(tag), merge)),
    restackTag: procedure
      .input(input<RestackTagInput>(validateRestackTagInput))
      .mutation(({ ctx, input: { name, tag, ...stack } }) => workflows.restackTag(ctx.caller, knownWorkflow(name), knownTag(tag), stack)),
  }
}
