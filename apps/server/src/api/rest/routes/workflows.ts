import type { CreateWorkflow, MoveTag, SubmitPatch, ValidateWorkflowInput } from '@aob/schemas'
import { validateCreateWorkflow, validateMoveTag, validateSubmitPatch, validateValidateWorkflowInput } from '@aob/schemas/api-validators'
import { knownRef, knownTag, knownWorkflow } from '../../identifiers.ts'
import { json, type RestRequest, route, shape } from '../route.ts'
import { submitted } from '../submitted-patch.ts'
import { baseAnswer, chainAnswer } from '../versioned-answer.ts'
import { patchAnswer } from './runs.ts'

const nameOf = (request: RestRequest<unknown, unknown>) => knownWorkflow(request.params.name ?? '')
const tagOf = (request: RestRequest<unknown, unknown>) => knownTag(request.params.tag ?? '')
const refOf = (request: RestRequest<unknown, unknown>) => knownRef(request.params.ref ?? '')

export const workflowRoutes = [
  route({
    method: 'POST',
    path: '/workflows',
    operationId: 'createWorkflow',
    summary: 'Create a workflow from a document.',
    body: shape<CreateWorkflow>('CreateWorkflow', validateCreateWorkflow),
    answers: { 201: { description: 'Created.', component: 'WorkflowCreated' } },
    async handle({ services, caller, body }) {
      const created = await services.workflows.create(caller, body)
      const name = body.name ?? (body.workflow as { name?: unknown }).name
      return json(201, created, { location: `/api/v1/workflows/${encodeURIComponent(String(name))}` })
    },
  }),
  route({
    method: 'GET',
    path: '/workflows',
    operationId: 'listWorkflows',
    summary: 'List the workflows of the workspace.',
    answers: { 200: { description: 'Workflows with their head version.', component: 'WorkflowSummary', list: true } },
    handle: async ({ services, caller }) => json(200, await services.workflows.list(caller)),
  }),
  route({
    method: 'GET',
    path: '/workflows/{name}',
    operationId: 'getWorkflow',
    summary: 'Read a workflow with its tag heads.',
    answers: { 200: { description: 'The workflow.', component: 'WorkflowDetail' } },
    handle: async (request) => json(200, await request.services.workflows.get(request.caller, nameOf(request))),
  }),
  route({
    method: 'DELETE',
    path: '/workflows/{name}',
    operationId: 'archiveWorkflow',
    summary: 'Archive a workflow; its versions and runs stay readable.',
    answers: { 204: { description: 'Archived.' } },
    async handle(request) {
      await request.services.workflows.archive(request.caller, nameOf(request))
      return { kind: 'empty', status: 204 }
    },
  }),
  route({
    method: 'POST',
    path: '/workflows/validate',
    operationId: 'validateWorkflow',
    summary: 'Say what is wrong with a document without storing it.',
    body: shape<ValidateWorkflowInput>('ValidateWorkflowInput', validateValidateWorkflowInput),
    answers: { 200: { description: 'The verdict.', component: 'WorkflowVerdict' } },
    handle: async ({ services, caller, body }) => json(200, await services.workflows.validate(caller, body.workflow)),
  }),
  route({
    method: 'GET',
    path: '/workflows/{name}/tags/{tag}/base',
    operationId: 'getTagBase',
    summary: "The immutable base at the root of the tag's chain; the ETag is its sha256.",
    answers: { 200: { description: 'The base document.', component: 'Workflow' }, 304: { description: 'Not modified.' } },
    handle: async (request) => baseAnswer(await request.services.workflows.base(request.caller, nameOf(request), tagOf(request)), request.headers),
  }),
  route({
    method: 'GET',
    path: '/workflows/{name}/tags/{tag}/patches',
    operationId: 'listTagPatches',
    summary: "Ordered patches from the base to the tag's head; the ETag is the head.",
    answers: { 200: { description: 'Patches in order.', component: 'ChainPatch', list: true }, 304: { description: 'Not modified.' } },
    async handle(request) {
      const chain = await request.services.workflows.patches(request.caller, nameOf(request), tagOf(request))
      return chainAnswer(chain.head, chain.patches, request.headers)
    },
  }),
  route({
    method: 'POST',
    path: '/workflows/{name}/tags/{tag}/patches',
    operationId: 'patchTag',
    summary: 'Publish a patch on the tag.',
    body: shape<SubmitPatch>('SubmitPatch', validateSubmitPatch),
    patch: true,
    answers: {
      201: { description: 'Published.', component: 'PatchAccepted' },
      202: { description: 'It waits for review.', component: 'PatchAccepted' },
    },
    async handle(request) {
      const [name, tag] = [nameOf(request), tagOf(request)]
      const patch = submitted(request.body, request.headers, [request.caller.workspaceId, 'tag', name, tag])
      return patchAnswer(await request.services.workflows.patch(request.caller, name, tag, patch))
    },
  }),
  route({
    method: 'POST',
    path: '/tags/{ref}/undo',
    operationId: 'undoTag',
    summary: 'Move the tag to the version before.',
    body: shape<MoveTag>('MoveTag', validateMoveTag),
    bodyOptional: true,
    answers: { 200: { description: 'Moved.', component: 'TagMoved' } },
    handle: async (request) => json(200, await request.services.workflows.undo(request.caller, refOf(request), request.body.reason)),
  }),
  route({
    method: 'POST',
    path: '/tags/{ref}/redo',
    operationId: 'redoTag',
    summary: 'Move the tag back to what the last undo left.',
    body: shape<MoveTag>('MoveTag', validateMoveTag),
    bodyOptional: true,
    answers: { 200: { description: 'Moved.', component: 'TagMoved' } },
    handle: async (request) => json(200, await request.services.workflows.redo(request.caller, refOf(request), request.body.reason)),
  }),
]
