import type { DeadLetterInput, ListDeadLettersInput } from '@aob/schemas'
import { validateDeadLetterInput, validateListDeadLettersInput } from '@aob/schemas/api-validators'
import type { Services } from '../../usecases/services.ts'
import { input } from '../input.ts'
import { procedure, router } from '../trpc.ts'

export function deadLettersRouter({ deadLetters }: Services) {
  const one = procedure.input(input<DeadLetterInput>(validateDeadLetterInput))
  return router({
    list: procedure.input(input<ListDeadLettersInput>(validateListDeadLettersInput)).query(({ ctx, input: { limit } }) => deadLetters.list(ctx.caller, limit)),
    requeue: one.mutation(({ ctx, input: { id } }) => deadLetters.requeue(ctx.caller, id)),
    drop: one.mutation(({ ctx, input: { id } }) => deadLetters.drop(ctx.caller, id)),
  })
}
