import type { ApprovePatch, ListPatchesInput, RejectPatch, RevertPatch } from '@aob/schemas'
import { validateApprovePatch, validateListPatchesInput, validateRejectPatch, validateRevertPatch } from '@aob/schemas/api-validators'
import { knownId, withKnownRun } from '../../identifiers.ts'
import { json, type RestRequest, route, shape } from '../route.ts'
import { patchAnswer } from './runs.ts'

const patchOf = (request: RestRequest<unknown, unknown>) => knownId(request.params.patchId ?? '', 'patch')

export const patchRoutes = [
  route({
    method: 'GET',
    path: '/patches',
    operationId: 'listPatches',
    summary: 'List proposals and patches of runs and workflows.',
    query: shape<ListPatchesInput>('ListPatchesInput', validateListPatchesInput),
    answers: { 200: { description: 'Patches.', component: 'PatchRecord', list: true } },
    handle: async ({ services, caller, query }) => json(200, await services.patches.list(caller, withKnownRun(query))),
  }),
  route({
    method: 'GET',
    path: '/patches/{patchId}',
    operationId: 'getPatch',
    summary: 'Read a patch.',
    answers: { 200: { description: 'The patch.', component: 'PatchRecord' } },
    handle: async (request) => json(200, await request.services.patches.get(request.caller, patchOf(request))),
  }),
  route({
    method: 'POST',
    path: '/patches/{patchId}/approve',
    operationId: 'approvePatch',
    summary: 'Approve a proposed patch, or chosen hunks of it.',
    body: shape<ApprovePatch>('ApprovePatch', validateApprovePatch),
    bodyOptional: true,
    answers: {
      201: { description: 'Applied.', component: 'PatchAccepted' },
      202: { description: 'Accepted; it is being applied.', component: 'PatchAccepted' },
    },
    handle: async (request) => patchAnswer(await request.services.patches.approve(request.caller, patchOf(request), request.body)),
  }),
  route({
    method: 'POST',
    path: '/patches/{patchId}/reject',
    operationId: 'rejectPatch',
    summary: 'Reject a proposed patch, with a reason.',
    body: shape<RejectPatch>('RejectPatch', validateRejectPatch),
    answers: { 200: { description: 'Rejected.', component: 'PatchRecord' } },
    handle: async (request) => json(200, await request.services.patches.reject(request.caller, patchOf(request), request.body)),
  }),
  route({
    method: 'POST',
    path: '/patches/{patchId}/revert',
    operationId: 'revertPatch',
    summary: 'Take an applied patch back by a patch of its own; the history keeps both.',
    body: shape<RevertPatch>('RevertPatch', validateRevertPatch),
    bodyOptional: true,
    answers: {
      201: { description: 'Reverted.', component: 'PatchAccepted' },
      202: { description: 'The revert waits for review.', component: 'PatchAccepted' },
    },
    handle: async (request) => patchAnswer(await request.services.patches.revert(request.caller, patchOf(request), request.body)),
  }),
]
