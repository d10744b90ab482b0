import type { DecideApproval, ListApprovalsInput } from '@aob/schemas'
import { validateDecideApproval, validateListApprovalsInput } from '@aob/schemas/api-validators'
import { knownId, withKnownRun } from '../../identifiers.ts'
import { json, type RestRequest, route, shape } from '../route.ts'

const approvalOf = (request: RestRequest<unknown, unknown>) => knownId(request.params.approvalId ?? '', 'approval')

export const approvalRoutes = [
  route({
    method: 'GET',
    path: '/approvals',
    operationId: 'listApprovals',
    summary: 'List approvals.',
    query: shape<ListApprovalsInput>('ListApprovalsInput', validateListApprovalsInput),
    answers: { 200: { description: 'Approvals.', component: 'ApprovalView', list: true } },
    handle: async ({ services, caller, query }) => json(200, await services.approvals.list(caller, withKnownRun(query))),
  }),
  route({
    method: 'GET',
    path: '/approvals/{approvalId}',
    operationId: 'getApproval',
    summary: 'Read an approval with what it protects.',
    answers: { 200: { description: 'The approval.', component: 'ApprovalView' } },
    handle: async (request) => json(200, await request.services.approvals.get(request.caller, approvalOf(request))),
  }),
  route({
    method: 'POST',
    path: '/approvals/{approvalId}/decide',
    operationId: 'decideApproval',
    summary: 'Decide once, bound to the request hash; later decisions get 409 with the winner.',
    body: shape<DecideApproval>('DecideApproval', validateDecideApproval),
    answers: { 200: { description: 'Decided.', component: 'ApprovalView' } },
    handle: async (request) => json(200, await request.services.approvals.decide(request.caller, approvalOf(request), request.body)),
  }),
]
