import type { Services } from '../../usecases/services.ts'
import { procedure, router } from '../trpc.ts'

export function systemRouter({ system }: Services) {
  return router({
    info: procedure.query(({ ctx }) => system.info(ctx.caller)),
  })
}
