import type { AppendDraftInput, DraftStepInput, DraftView, FollowDraftInput, ReadDraftInput, SaveDraftInput, TagInput } from '@aob/schemas'
import {
  validateAppendDraftInput,
  validateDraftStepInput,
  validateFollowDraftInput,
  validateReadDraftInput,
  validateSaveDraftInput,
  validateTagInput,
} from '@aob/schemas/api-validators'
import { tracked } from '@trpc/server'
import type { Services } from '../../usecases/services.ts'
import { draftNewsId, followDraft, positionOf } from '../draft-feed.ts'
import { knownTag, knownWorkflow } from '../identifiers.ts'
import { input } from '../input.ts'
import { procedure, router } from '../trpc.ts'

/** The shared draft of a tag. */
export function draftsRouter(services: Services) {
  const { drafts } = services
  const step = procedure.input(input<DraftStepInput>(validateDraftStepInput))
  return router({
    read: procedure
      .input(input<ReadDraftInput>(validateReadDraftInput))
      .query(({ ctx, input: { name, tag, afterSeq } }) => drafts.read(ctx.caller, knownWorkflow(name), knownTag(tag), afterSeq)),
    append: procedure
      .input(input<AppendDraftInput>(validateAppendDraftInput))
      .mutation(({ ctx, input: { name, tag, ...gesture } }) => drafts.append(ctx.caller, knownWorkflow(name), knownTag(tag), gesture)),
    undo: step.mutation(({ ctx, input: { name, tag, ...undo } }) => drafts.undo(ctx.caller, knownWorkflow(name), knownTag(tag), undo)),
    redo: step.mutation(({ ctx, input: { name, tag, ...redo } }) => drafts.redo(ctx.caller, knownWorkflow(name), knownTag(tag), redo)),
    save: procedure
      .input(input<SaveDraftInput>(validateSaveDraftInput))
      .mutation(({ ctx, input: { name, tag, ...save } }) => drafts.save(ctx.caller, knownWorkflow(name), knownTag(tag), save)),
    discard: procedure
      .input(input<TagInput>(validateTagInput))
      .mutation(({ ctx, input: { name, tag } }) => drafts.discard(ctx.caller, knownWorkflow(name), knownTag(tag))),
    /** What the draft lacks or has gained, tracked by draft and gesture: a client that reconnects goes on where it was. */
    follow: procedure.input(input<FollowDraftInput>(validateFollowDraftInput)).subscription(async function* ({ ctx, input, signal }) {
      const { name, tag, lastEventId, draftId, afterSeq = 0 } = input
      const position = lastEventId === undefined ? { ...(draftId === undefined ? {} : { draftId }), afterSeq } : positionOf(lastEventId)
      const options = { services, caller: ctx.caller, name: knownWorkflow(name), tag: knownTag(tag), signal: signal ?? new AbortController().signal }
      for await (const view of followDraft({ ...options, ...position })) {
        await ctx.pace?.()
        yield tracked<DraftView>(draftNewsId(view), view)
      }
    }),
  })
}
