import type { SetLimits } from '@aob/schemas'
import { validateSetLimits } from '@aob/schemas/api-validators'
import { json, route, shape } from '../route.ts'

export const systemRoutes = [
  route({
    method: 'GET',
    path: '/system',
    operationId: 'getSystem',
    summary: 'Version, principal, limits and what is configured.',
    answers: { 200: { description: 'The system.', component: 'SystemInfo' } },
    handle: async ({ services, caller }) => json(200, await services.system.info(caller)),
  }),
  route({
    method: 'POST',
    path: '/workspace/limits',
    operationId: 'setLimits',
    summary: 'Set limits of the workspace, by name; null returns one to the server.',
    body: shape<SetLimits>('SetLimits', validateSetLimits),
    answers: { 200: { description: 'The limits that hold now.', component: 'WorkspaceLimitsView' } },
    handle: async ({ services, caller, body }) => json(200, { limits: await services.system.setLimits(caller, body.limits) }),
  }),
]
