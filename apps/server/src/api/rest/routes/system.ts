import { json, route } from '../route.ts'

export const systemRoutes = [
  route({
    method: 'GET',
    path: '/system',
    operationId: 'getSystem',
    summary: 'Version, principal, limits and what is configured.',
    answers: { 200: { description: 'The system.', component: 'SystemInfo' } },
    handle: async ({ services, caller }) => json(200, await services.system.info(caller)),
  }),
]
