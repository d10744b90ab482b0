import type { SetLimits, WorkspaceLimitsView } from '@aob/schemas'
import { validateSetLimits } from '@aob/schemas/api-validators'
import type { Services } from '../../usecases/services.ts'
import { input } from '../input.ts'
import { procedure, router } from '../trpc.ts'

export function systemRouter({ system }: Services) {
  return router({
    info: procedure.query(({ ctx }) => system.info(ctx.caller)),
    setLimits: procedure
      .input(input<SetLimits>(validateSetLimits))
      .mutation(async ({ ctx, input }): Promise<WorkspaceLimitsView> => ({ limits: { ...(await system.setLimits(ctx.caller, input.limits)) } })),
  })
}
