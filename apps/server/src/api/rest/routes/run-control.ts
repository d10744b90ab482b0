import type { PauseRun, ResolveNode } from '@aob/schemas'
import { validatePauseRun, validateResolveNode } from '@aob/schemas/api-validators'
import { knownId, knownNode } from '../../identifiers.ts'
import { json, route, shape } from '../route.ts'

const AFTERWARDS = { 200: { description: 'The status afterwards.', component: 'RunStatusAnswer' } }

export const runControlRoutes = [
  route({
    method: 'POST',
    path: '/runs/{runId}/pause',
    operationId: 'pauseRun',
    summary: 'Pause a run: nothing new starts; what is at work finishes and is recorded.',
    body: shape<PauseRun>('PauseRun', validatePauseRun),
    bodyOptional: true,
    answers: AFTERWARDS,
    handle: async ({ services, caller, params, body }) => json(200, await services.runs.pause(caller, knownId(params.runId ?? '', 'run'), body.reason)),
  }),
  route({
    method: 'POST',
    path: '/runs/{runId}/resume',
    operationId: 'resumeRun',
    summary: 'Resume a paused run from where it is.',
    body: shape<PauseRun>('PauseRun', validatePauseRun),
    bodyOptional: true,
    answers: AFTERWARDS,
    handle: async ({ services, caller, params, body }) => json(200, await services.runs.resume(caller, knownId(params.runId ?? '', 'run'), body.reason)),
  }),
  route({
    method: 'POST',
    path: '/runs/{runId}/nodes/{nodeId}/resolve',
    operationId: 'resolveNode',
    summary: 'Decide about a held node: retry, skip, fail, or complete it with an output. The node id is percent-encoded where it holds a slash.',
    body: shape<ResolveNode>('ResolveNode', validateResolveNode),
    answers: AFTERWARDS,
    async handle({ services, caller, params, body }) {
      const address = { runId: knownId(params.runId ?? '', 'run'), nodeId: knownNode(params.nodeId ?? '') }
      return json(200, await services.runs.resolve(caller, address, body))
    },
  }),
]
