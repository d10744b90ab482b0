import type { ChangePatchSet, CreatePatchSet } from '@aob/schemas'
import { validateChangePatchSet, validateCreatePatchSet } from '@aob/schemas/api-validators'
import { knownWorkflow } from '../../identifiers.ts'
import { json, type RestRequest, route, shape } from '../route.ts'

const nameOf = (request: RestRequest<unknown, unknown>) => knownWorkflow(request.params.name ?? '')

export const patchSetRoutes = [
  route({
    method: 'GET',
    path: '/workflows/{name}/patch-sets',
    operationId: 'listPatchSets',
    summary: 'Named patch sets and how the runs that started with them fare.',
    answers: { 200: { description: 'Sets and results.', component: 'PatchSetReport' } },
    handle: async (request) => json(200, await request.services.workflows.patchSets(request.caller, nameOf(request))),
  }),
  route({
    method: 'POST',
    path: '/workflows/{name}/patch-sets',
    operationId: 'createPatchSet',
    summary: 'Name a change that a share of the new runs, or chosen ones, start with.',
    body: shape<CreatePatchSet>('CreatePatchSet', validateCreatePatchSet),
    patch: true,
    answers: { 201: { description: 'Created.', component: 'PatchSetView' } },
    handle: async (request) => json(201, await request.services.workflows.createPatchSet(request.caller, nameOf(request), request.body)),
  }),
  route({
    method: 'POST',
    path: '/workflows/{name}/patch-sets/{set}',
    operationId: 'changePatchSet',
    summary: 'Change the share of a patch set, or retire it.',
    body: shape<ChangePatchSet>('ChangePatchSet', validateChangePatchSet),
    answers: { 200: { description: 'Changed.', component: 'PatchSetView' } },
    handle: async (request) =>
      json(200, await request.services.workflows.changePatchSet(request.caller, nameOf(request), request.params.set ?? '', request.body)),
  }),
]
