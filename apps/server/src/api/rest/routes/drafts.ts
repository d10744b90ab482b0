import type { AppendDraft, DraftStep, ReadDraftInput, SaveDraft } from '@aob/schemas'
import { validateAppendDraft, validateDraftStep, validateReadDraftInput, validateSaveDraft } from '@aob/schemas/api-validators'
import { knownTag, knownWorkflow } from '../../identifiers.ts'
import { json, type RestRequest, route, shape } from '../route.ts'
import { patchAnswer } from './runs.ts'

const nameOf = (request: RestRequest<unknown, unknown>) => knownWorkflow(request.params.name ?? '')
const tagOf = (request: RestRequest<unknown, unknown>) => knownTag(request.params.tag ?? '')

const step = (kind: 'undo' | 'redo', summary: string) =>
  route({
    method: 'POST',
    path: `/workflows/{name}/tags/{tag}/draft/${kind}`,
    operationId: `${kind}Draft`,
    summary,
    body: shape<DraftStep>('DraftStep', validateDraftStep),
    bodyOptional: true,
    answers: { 201: { description: 'Appended.', component: 'DraftAppended' } },
    handle: async (request) => json(201, await request.services.drafts[kind](request.caller, nameOf(request), tagOf(request), request.body)),
  })

export const draftRoutes = [
  route({
    method: 'GET',
    path: '/workflows/{name}/tags/{tag}/draft',
    operationId: 'readDraft',
    summary: 'The shared draft of the tag: its base and the gestures after a number.',
    query: shape<ReadDraftInput>('ReadDraftInput', validateReadDraftInput),
    answers: { 200: { description: 'The draft.', component: 'DraftView' } },
    handle: async (request) => json(200, await request.services.drafts.read(request.caller, nameOf(request), tagOf(request), request.query.afterSeq)),
  }),
  route({
    method: 'POST',
    path: '/workflows/{name}/tags/{tag}/draft',
    operationId: 'appendDraft',
    summary: 'Append one gesture to the shared draft; 409 with the missing ones when others came first.',
    body: shape<AppendDraft>('AppendDraft', validateAppendDraft),
    patch: true,
    answers: { 201: { description: 'Appended.', component: 'DraftAppended' } },
    handle: async (request) => json(201, await request.services.drafts.append(request.caller, nameOf(request), tagOf(request), request.body)),
  }),
  step('undo', "Take the caller's own last gesture back, over what others did since."),
  step('redo', "Take the caller's own last undo back."),
  route({
    method: 'POST',
    path: '/workflows/{name}/tags/{tag}/draft/save',
    operationId: 'saveDraft',
    summary: 'Publish the draft as one patch on the tag.',
    body: shape<SaveDraft>('SaveDraft', validateSaveDraft),
    bodyOptional: true,
    answers: {
      201: { description: 'Published.', component: 'PatchAccepted' },
      202: { description: 'It waits for review.', component: 'PatchAccepted' },
    },
    handle: async (request) => patchAnswer(await request.services.drafts.save(request.caller, nameOf(request), tagOf(request), request.body)),
  }),
  route({
    method: 'DELETE',
    path: '/workflows/{name}/tags/{tag}/draft',
    operationId: 'discardDraft',
    summary: 'Throw the draft away; its gestures stay on record.',
    answers: { 204: { description: 'Gone.' } },
    async handle(request) {
      await request.services.drafts.discard(request.caller, nameOf(request), tagOf(request))
      return { kind: 'empty', status: 204 }
    },
  }),
]
