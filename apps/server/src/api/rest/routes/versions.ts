import type { CreateTag, MergeTag, RestackTag, RestoreVersion, TagPageInput } from '@aob/schemas'
import { validateCreateTag, validateMergeTag, validateRestackTag, validateRestoreVersion, validateTagPageInput } from '@aob/schemas/api-validators'
import { knownRef, knownTag, knownWorkflow } from '../../identifiers.ts'
import { json, type RestRequest, route, shape } from '../route.ts'
import { patchAnswer } from './runs.ts'

const nameOf = (request: RestRequest<unknown, unknown>) => knownWorkflow(request.params.name ?? '')
const tagOf = (request: RestRequest<unknown, unknown>) => knownTag(request.params.tag ?? '')

export const versionRoutes = [
  route({
    method: 'POST',
    path: '/workflows/{name}/unarchive',
    operationId: 'unarchiveWorkflow',
    summary: 'Bring an archived workflow back.',
    answers: { 204: { description: 'In use.' } },
    async handle(request) {
      await request.services.workflows.unarchive(request.caller, nameOf(request))
      return { kind: 'empty', status: 204 }
    },
  }),
  route({
    method: 'POST',
    path: '/workflows/{name}/tags',
    operationId: 'createTag',
    summary: 'Begin a branch: a further tag at a version of the workflow.',
    body: shape<CreateTag>('CreateTag', validateCreateTag),
    answers: { 201: { description: 'Created.', component: 'TagHead' } },
    handle: async (request) => json(201, await request.services.workflows.createTag(request.caller, nameOf(request), request.body)),
  }),
  route({
    method: 'POST',
    path: '/workflows/{name}/tags/{tag}/merge',
    operationId: 'mergeTag',
    summary: 'Merge another tag into this one, as one patch; conflicts hold both sides.',
    body: shape<MergeTag>('MergeTag', validateMergeTag),
    answers: {
      201: { description: 'Merged.', component: 'PatchAccepted' },
      202: { description: 'The merge waits for review.', component: 'PatchAccepted' },
    },
    handle: async (request) => patchAnswer(await request.services.workflows.mergeTag(request.caller, nameOf(request), tagOf(request), request.body)),
  }),
  route({
    method: 'POST',
    path: '/workflows/{name}/tags/{tag}/restack',
    operationId: 'restackTag',
    summary: "Arrange the tag's newest patches anew: reorder them, squash several into one. What the workflow says stays the same.",
    body: shape<RestackTag>('RestackTag', validateRestackTag),
    answers: { 200: { description: 'Arranged.', component: 'TagRestacked' } },
    handle: async (request) => json(200, await request.services.workflows.restackTag(request.caller, nameOf(request), tagOf(request), request.body)),
  }),
  route({
    method: 'GET',
    path: '/workflows/{name}/tags/{tag}/history',
    operationId: 'getTagHistory',
    summary: 'Every move of the tag, newest first, with who moved it and why.',
    query: shape<TagPageInput>('TagPageInput', validateTagPageInput),
    answers: { 200: { description: 'Moves.', component: 'TagHistory' } },
    handle: async (request) => json(200, await request.services.workflows.history(request.caller, nameOf(request), tagOf(request), request.query.limit)),
  }),
  route({
    method: 'GET',
    path: '/workflows/{name}/tags/{tag}/versions',
    operationId: 'listVersions',
    summary: 'The head and every version it comes from, newest first and across compactions.',
    query: shape<TagPageInput>('TagPageInput', validateTagPageInput),
    answers: { 200: { description: 'Versions.', component: 'VersionEntry', list: true } },
    handle: async (request) => json(200, await request.services.workflows.versions(request.caller, nameOf(request), tagOf(request), request.query.limit)),
  }),
  route({
    method: 'POST',
    path: '/tags/{ref}/restore',
    operationId: 'restoreVersion',
    summary: 'Make any version of the workflow the head of the tag again.',
    body: shape<RestoreVersion>('RestoreVersion', validateRestoreVersion),
    answers: { 200: { description: 'Moved.', component: 'TagMoved' } },
    handle: async (request) => json(200, await request.services.workflows.restore(request.caller, knownRef(request.params.ref ?? ''), request.body)),
  }),
]
