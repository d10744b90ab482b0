import type {
  CancelRun,
  ListRunsInput,
  NodeTrailInput,
  PatchAccepted,
  PreviewPatch,
  PromoteRun,
  ReplayRun,
  RunEventsInput,
  StartRun,
  SubmitPatch,
  TimelineInput,
} from '@aob/schemas'
import {
  validateCancelRun,
  validateListRunsInput,
  validateNodeTrailInput,
  validatePreviewPatch,
  validatePromoteRun,
  validateReplayRun,
  validateRunEventsInput,
  validateStartRun,
  validateSubmitPatch,
  validateTimelineInput,
} from '@aob/schemas/api-validators'
import { knownId } from '../../identifiers.ts'
import { DEFAULT_TIMELINE_PAGE } from '../../routers/runs.ts'
import { json, type RestAnswer, type RestRequest, route, shape } from '../route.ts'
import { runEventStream } from '../run-event-stream.ts'
import { idempotencyKey, prefersAsync, submitted } from '../submitted-patch.ts'
import { baseAnswer, chainAnswer } from '../versioned-answer.ts'

const runOf = (request: RestRequest<unknown, unknown>) => knownId(request.params.runId ?? '', 'run')

/** 201 once the patch is in the run, 202 while it waits (PP-24, PP-25). */
export function patchAnswer(accepted: PatchAccepted, more: Record<string, string> = {}): RestAnswer {
  const headers = { ...more, location: `/api/v1/patches/${accepted.patchId}` }
  return json(accepted.status === 'applied' ? 201 : 202, accepted, headers)
}

const documentRoutes = [
  route({
    method: 'GET',
    path: '/runs/{runId}/base',
    operationId: 'getRunBase',
    summary: "The run's immutable base; the ETag is its sha256.",
    answers: { 200: { description: 'The base document.', component: 'Workflow' }, 304: { description: 'Not modified.' } },
    handle: async (request) => baseAnswer(await request.services.runs.base(request.caller, runOf(request)), request.headers),
  }),
  route({
    method: 'GET',
    path: '/runs/{runId}/patches',
    operationId: 'listRunPatches',
    summary: 'Applied patches in order: what is materialized over the base; every proposal is under /audit. The ETag is the head.',
    answers: { 200: { description: 'Patches in order.', component: 'ChainPatch', list: true }, 304: { description: 'Not modified.' } },
    async handle(request) {
      const chain = await request.services.runs.patches(request.caller, runOf(request))
      return chainAnswer(chain.head, chain.patches, request.headers)
    },
  }),
  route({
    method: 'GET',
    path: '/runs/{runId}/audit',
    operationId: 'listRunProposals',
    summary: 'The audit trail: every proposal of the run with its outcome, also those that were rejected, are invalid or still wait.',
    answers: { 200: { description: 'Proposals.', component: 'PatchRecord', list: true } },
    handle: async (request) => json(200, await request.services.runs.audit(request.caller, runOf(request))),
  }),
  route({
    method: 'GET',
    path: '/runs/{runId}/audit/nodes',
    operationId: 'listNodeTrails',
    summary: 'For each node that came to a turn: who added it by which patch, by which version of the graph it ran, and what people decided about it.',
    query: shape<NodeTrailInput>('NodeTrailInput', validateNodeTrailInput),
    answers: { 200: { description: 'Nodes in the order in which the log first tells of them.', component: 'NodeTrail', list: true } },
    handle: async (request) => json(200, await request.services.runs.auditNodes(request.caller, runOf(request), request.query)),
  }),
  route({
    method: 'GET',
    path: '/admin/runs/{runId}/hot',
    operationId: 'getHotRun',
    summary: "A run's hot state of one moment, for operators: program, counter, tokens, outputs, answered commands.",
    answers: { 200: { description: 'The hot state, or that there is none.', component: 'HotRun' } },
    handle: async (request) => json(200, await request.services.runs.hot(request.caller, runOf(request))),
  }),
]

export const runRoutes = [
  route({
    method: 'POST',
    path: '/runs',
    operationId: 'startRun',
    summary: 'Start a run; repeating the Idempotency-Key answers with the first run.',
    body: shape<StartRun>('StartRun', validateStartRun),
    answers: { 201: { description: 'Started.', component: 'RunStartedAnswer' } },
    async handle({ services, caller, body, headers }) {
      const started = await services.runs.start(caller, body, idempotencyKey(headers))
      return json(201, started, { location: `/api/v1/runs/${started.runId}` })
    },
  }),
  route({
    method: 'GET',
    path: '/runs',
    operationId: 'listRuns',
    summary: 'List runs, newest first.',
    query: shape<ListRunsInput>('ListRunsInput', validateListRunsInput),
    answers: { 200: { description: 'One page.', component: 'RunPage' } },
    handle: async ({ services, caller, query }) => json(200, await services.runs.list(caller, query)),
  }),
  route({
    method: 'GET',
    path: '/runs/{runId}',
    operationId: 'getRun',
    summary: 'Read a run with the state of its nodes.',
    answers: { 200: { description: 'The run.', component: 'RunDetail' } },
    handle: async (request) => json(200, await request.services.runs.get(request.caller, runOf(request))),
  }),
  route({
    method: 'POST',
    path: '/runs/{runId}/cancel',
    operationId: 'cancelRun',
    summary: 'Cancel a run.',
    body: shape<CancelRun>('CancelRun', validateCancelRun),
    bodyOptional: true,
    answers: { 200: { description: 'The status afterwards.', component: 'RunCancelAnswer' } },
    handle: async (request) => json(200, await request.services.runs.cancel(request.caller, runOf(request), request.body.reason)),
  }),
  route({
    method: 'POST',
    path: '/runs/{runId}/replay',
    operationId: 'replayRun',
    summary: 'Repeat a run as a new one: frozen from its record, or live from a node on.',
    body: shape<ReplayRun>('ReplayRun', validateReplayRun),
    answers: { 201: { description: 'Started; a frozen replay has ended already.', component: 'RunStartedAnswer' } },
    async handle(request) {
      const replayed = await request.services.runs.replay(request.caller, runOf(request), request.body, idempotencyKey(request.headers))
      return json(201, replayed, { location: `/api/v1/runs/${replayed.runId}` })
    },
  }),
  route({
    method: 'POST',
    path: '/runs/{runId}/patch',
    operationId: 'patchRun',
    summary: 'Patch a living run.',
    body: shape<SubmitPatch>('SubmitPatch', validateSubmitPatch),
    patch: true,
    answers: {
      201: { description: 'Applied.', component: 'PatchAccepted' },
      202: { description: 'Accepted: it waits for review, or was asked for with Prefer: respond-async.', component: 'PatchAccepted' },
    },
    async handle(request) {
      const { services, caller, headers } = request
      const runId = runOf(request)
      const patch = submitted(request.body, headers, [caller.workspaceId, 'run', runId])
      if (!prefersAsync(headers)) return patchAnswer(await services.runs.patch(caller, runId, patch))
      return patchAnswer(await services.runs.patch(caller, runId, patch, { respondAsync: true }), { 'preference-applied': 'respond-async' })
    },
  }),
  route({
    method: 'POST',
    path: '/runs/{runId}/patch/preview',
    operationId: 'previewRunPatch',
    summary: 'What would become of a patch now, and what it would change about the rest of the run; nothing is stored.',
    body: shape<PreviewPatch>('PreviewPatch', validatePreviewPatch),
    patch: true,
    answers: { 200: { description: 'The verdict.', component: 'PatchPreview' } },
    handle: async (request) => json(200, await request.services.runs.previewPatch(request.caller, runOf(request), request.body)),
  }),
  route({
    method: 'POST',
    path: '/runs/{runId}/promote',
    operationId: 'promoteRun',
    summary: "Propose the run's patches for the workflow itself.",
    body: shape<PromoteRun>('PromoteRun', validatePromoteRun),
    bodyOptional: true,
    answers: { 202: { description: 'Proposed.', component: 'PatchAccepted' } },
    handle: async (request) => patchAnswer(await request.services.runs.promote(request.caller, runOf(request), request.body)),
  }),
  ...documentRoutes,
  route({
    method: 'GET',
    path: '/runs/{runId}/events',
    operationId: 'streamRunEvents',
    summary: 'Server-sent events of the run, resumed by Last-Event-ID; ends after the terminal event.',
    query: shape<RunEventsInput>('RunEventsInput', validateRunEventsInput),
    answers: {
      200: { description: 'One event per message, its seq as id.', contentType: 'text/event-stream' },
      204: { description: 'The client has every event and the run has ended.' },
    },
    handle: (request) => runEventStream(request, runOf(request)),
  }),
  route({
    method: 'GET',
    path: '/runs/{runId}/timeline',
    operationId: 'getRunTimeline',
    summary: 'Recorded events of the run as JSON.',
    query: shape<TimelineInput>('TimelineInput', validateTimelineInput),
    answers: { 200: { description: 'One page.', component: 'RunTimeline' } },
    async handle(request) {
      const { after = 0, limit = DEFAULT_TIMELINE_PAGE } = request.query
      const events = await request.services.runs.events(request.caller, runOf(request), after, limit)
      return json(200, { events, last: events.at(-1)?.seq ?? after })
    },
  }),
]
