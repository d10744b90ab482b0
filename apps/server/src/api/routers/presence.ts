import type { Presence, TellPresenceInput } from '@aob/schemas'
import { validateTellPresenceInput } from '@aob/schemas/api-validators'
import type { Services } from '../../usecases/services.ts'
import { knownWorkflow } from '../identifiers.ts'
import { input } from '../input.ts'
import { followPresence, presenceOf } from '../presence-feed.ts'
import { procedure, router } from '../trpc.ts'

/** Who else has a workflow open, and what they have selected. */
export function presenceRouter({ live }: Services) {
  const self = procedure.input(input<TellPresenceInput>(validateTellPresenceInput))
  return router({
    follow: self.subscription(async function* ({ ctx, input, signal }) {
      const options = { live, caller: ctx.caller, self: { ...input, workflow: knownWorkflow(input.workflow) } }
      for await (const presence of followPresence({ ...options, signal: signal ?? new AbortController().signal })) {
        await ctx.pace?.()
        yield presence satisfies Presence
      }
    }),
    tell: self.mutation(({ ctx, input }) => live.tellPresence(ctx.caller.workspaceId, knownWorkflow(input.workflow), presenceOf(ctx.caller, input, 'here'))),
  })
}
