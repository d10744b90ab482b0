import type { CreateSchedule, ListSchedulesInput, PreviewSchedule } from '@aob/schemas'
import { validateCreateSchedule, validateListSchedulesInput, validatePreviewSchedule } from '@aob/schemas/api-validators'
import { knownId } from '../../identifiers.ts'
import { json, type RestRequest, route, shape } from '../route.ts'

const scheduleOf = (request: RestRequest<unknown, unknown>) => knownId(request.params.scheduleId ?? '', 'schedule')

export const scheduleRoutes = [
  route({
    method: 'POST',
    path: '/schedules',
    operationId: 'createSchedule',
    summary: 'Start a workflow by the clock.',
    body: shape<CreateSchedule>('CreateSchedule', validateCreateSchedule),
    answers: { 201: { description: 'Created.', component: 'ScheduleView' } },
    handle: async ({ services, caller, body }) => json(201, await services.schedules.create(caller, body)),
  }),
  route({
    method: 'GET',
    path: '/schedules',
    operationId: 'listSchedules',
    summary: 'List schedules, newest first.',
    query: shape<ListSchedulesInput>('ListSchedulesInput', validateListSchedulesInput),
    answers: { 200: { description: 'Schedules.', component: 'ScheduleView', list: true } },
    handle: async ({ services, caller, query }) => json(200, await services.schedules.list(caller, query)),
  }),
  route({
    method: 'POST',
    path: '/schedules/preview',
    operationId: 'previewSchedule',
    summary: 'When a cron expression would fire next; nothing is stored.',
    body: shape<PreviewSchedule>('PreviewSchedule', validatePreviewSchedule),
    answers: { 200: { description: 'Times.', component: 'ScheduleTimes' } },
    handle: async ({ services, caller, body }) => json(200, await services.schedules.preview(caller, body)),
  }),
  route({
    method: 'POST',
    path: '/schedules/{scheduleId}/pause',
    operationId: 'pauseSchedule',
    summary: 'Stop a schedule from firing.',
    answers: { 200: { description: 'Paused.', component: 'ScheduleView' } },
    handle: async (request) => json(200, await request.services.schedules.pause(request.caller, scheduleOf(request))),
  }),
  route({
    method: 'POST',
    path: '/schedules/{scheduleId}/resume',
    operationId: 'resumeSchedule',
    summary: 'Let a schedule fire again, from its next time on.',
    answers: { 200: { description: 'Resumed.', component: 'ScheduleView' } },
    handle: async (request) => json(200, await request.services.schedules.resume(request.caller, scheduleOf(request))),
  }),
  route({
    method: 'DELETE',
    path: '/schedules/{scheduleId}',
    operationId: 'removeSchedule',
    summary: 'Remove a schedule; its runs stay.',
    answers: { 204: { description: 'Removed.' } },
    async handle(request) {
      await request.services.schedules.remove(request.caller, scheduleOf(request))
      return { kind: 'empty', status: 204 }
    },
  }),
]
