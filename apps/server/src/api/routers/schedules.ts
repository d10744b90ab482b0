import type { CreateSchedule, ListSchedulesInput, PreviewSchedule, ScheduleInput } from '@aob/schemas'
import { validateCreateSchedule, validateListSchedulesInput, validatePreviewSchedule, validateScheduleInput } from '@aob/schemas/api-validators'
import type { Services } from '../../usecases/services.ts'
import { knownId } from '../identifiers.ts'
import { input } from '../input.ts'
import { procedure, router } from '../trpc.ts'

export function schedulesRouter({ schedules }: Services) {
  const byId = procedure.input(input<ScheduleInput>(validateScheduleInput))
  return router({
    preview: procedure.input(input<PreviewSchedule>(validatePreviewSchedule)).query(({ ctx, input }) => schedules.preview(ctx.caller, input)),
    create: procedure.input(input<CreateSchedule>(validateCreateSchedule)).mutation(({ ctx, input }) => schedules.create(ctx.caller, input)),
    list: procedure.input(input<ListSchedulesInput>(validateListSchedulesInput)).query(({ ctx, input }) => schedules.list(ctx.caller, input)),
    pause: byId.mutation(({ ctx, input }) => schedules.pause(ctx.caller, knownId(input.scheduleId, 'schedule'))),
    resume: byId.mutation(({ ctx, input }) => schedules.resume(ctx.caller, knownId(input.scheduleId, 'schedule'))),
    remove: byId.mutation(({ ctx, input }) => schedules.remove(ctx.caller, knownId(input.scheduleId, 'schedule'))),
  })
}
