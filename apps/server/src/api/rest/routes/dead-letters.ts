import type { ListDeadLettersInput } from '@aob/schemas'
import { validateListDeadLettersInput } from '@aob/schemas/api-validators'
import { json, route, shape } from '../route.ts'

export const deadLetterRoutes = [
  route({
    method: 'GET',
    path: '/admin/dead-letters',
    operationId: 'listDeadLetters',
    summary: 'Messages nobody could use, oldest first in each partition.',
    query: shape<ListDeadLettersInput>('ListDeadLettersInput', validateListDeadLettersInput),
    answers: { 200: { description: 'Dead letters.', component: 'DeadLetter', list: true } },
    handle: async ({ services, caller, query }) => json(200, await services.deadLetters.list(caller, query.limit)),
  }),
  route({
    method: 'POST',
    path: '/admin/dead-letters/{id}/requeue',
    operationId: 'requeueDeadLetter',
    summary: 'Put a message back on the stream it was read from.',
    answers: { 200: { description: 'The message.', component: 'DeadLetter' } },
    handle: async ({ services, caller, params }) => json(200, await services.deadLetters.requeue(caller, params.id ?? '')),
  }),
  route({
    method: 'DELETE',
    path: '/admin/dead-letters/{id}',
    operationId: 'dropDeadLetter',
    summary: 'Drop a message for good.',
    answers: { 200: { description: 'The message.', component: 'DeadLetter' } },
    handle: async ({ services, caller, params }) => json(200, await services.deadLetters.drop(caller, params.id ?? '')),
  }),
]
