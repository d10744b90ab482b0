import type {
  CancelRunInput,
  ListRunsInput,
  NodeTrailInput,
  PatchRunInput,
  PauseRunInput,
  PreviewPatchInput,
  PromoteRunInput,
  ReplayRunInput,
  ResolveNodeInput,
  RunDocument,
  RunEvent,
  RunEventsInput,
  RunInput,
  RunTimeline,
  StartRun,
  TimelineInput,
} from '@aob/schemas'
import {
  validateCancelRunInput,
  validateListRunsInput,
  validateNodeTrailInput,
  validatePatchRunInput,
  validatePauseRunInput,
  validatePreviewPatchInput,
  validatePromoteRunInput,
  validateReplayRunInput,
  validateResolveNodeInput,
  validateRunEventsInput,
  validateRunInput,
  validateStartRun,
  validateTimelineInput,
} from '@aob/schemas/api-validators'
import { tracked } from '@trpc/server'
import type { Services } from '../../usecases/services.ts'
import { knownId, knownNode } from '../identifiers.ts'
import { input } from '../input.ts'
import { concernsNode, followRun } from '../run-feed.ts'
import { procedure, router } from '../trpc.ts'

export const DEFAULT_TIMELINE_PAGE = 500

export function runsRouter(services: Services) {
  const { runs } = services
  const byRun = procedure.input(input<RunInput>(validateRunInput))
  return router({
    start: procedure.input(input<StartRun>(validateStartRun)).mutation(({ ctx, input }) => runs.start(ctx.caller, input)),
    list: procedure.input(input<ListRunsInput>(validateListRunsInput)).query(({ ctx, input }) => runs.list(ctx.caller, input)),
    get: byRun.query(({ ctx, input }) => runs.get(ctx.caller, knownId(input.runId, 'run'))),
    cancel: procedure
      .input(input<CancelRunInput>(validateCancelRunInput))
      .mutation(({ ctx, input }) => runs.cancel(ctx.caller, knownId(input.runId, 'run'), input.reason)),
    pause: procedure
      .input(input<PauseRunInput>(validatePauseRunInput))
      .mutation(({ ctx, input }) => runs.pause(ctx.caller, knownId(input.runId, 'run'), input.reason)),
    resume: procedure
      .input(input<PauseRunInput>(validatePauseRunInput))
      .mutation(({ ctx, input }) => runs.resume(ctx.caller, knownId(input.runId, 'run'), input.reason)),
    resolve: procedure
      .input(input<ResolveNodeInput>(validateResolveNodeInput))
      .mutation(({ ctx, input: { runId, nodeId, ...resolution } }) =>
        runs.resolve(ctx.caller, { runId: knownId(runId, 'run'), nodeId: knownNode(nodeId) }, resolution),
      ),
    replay: procedure
      .input(input<ReplayRunInput>(validateReplayRunInput))
      .mutation(({ ctx, input: { runId, ...replay } }) => runs.replay(ctx.caller, knownId(runId, 'run'), replay)),
    patch: procedure
      .input(input<PatchRunInput>(validatePatchRunInput))
      .mutation(({ ctx, input: { runId, ...patch } }) => runs.patch(ctx.caller, knownId(runId, 'run'), patch)),
    previewPatch: procedure
      .input(input<PreviewPatchInput>(validatePreviewPatchInput))
      .mutation(({ ctx, input: { runId, ...patch } }) => runs.previewPatch(ctx.caller, knownId(runId, 'run'), patch)),
    promote: procedure
      .input(input<PromoteRunInput>(validatePromoteRunInput))
      .mutation(({ ctx, input: { runId, ...promotion } }) => runs.promote(ctx.caller, knownId(runId, 'run'), promotion)),
    document: byRun.query(async ({ ctx, input }): Promise<RunDocument> => {
      const runId = knownId(input.runId, 'run')
      const [base, chain] = await Promise.all([runs.base(ctx.caller, runId), runs.patches(ctx.caller, runId)])
      return { artifactId: base.artifactId, casId: base.casId, base: new TextDecoder().decode(base.bytes), ...chain }
    }),
    audit: byRun.query(({ ctx, input }) => runs.audit(ctx.caller, knownId(input.runId, 'run'))),
    auditNodes: procedure
      .input(input<NodeTrailInput>(validateNodeTrailInput))
      .query(({ ctx, input: { runId, ...query } }) => runs.auditNodes(ctx.caller, knownId(runId, 'run'), query)),
    hot: byRun.query(({ ctx, input }) => runs.hot(ctx.caller, knownId(input.runId, 'run'))),
    timeline: procedure.input(input<TimelineInput>(validateTimelineInput)).query(async ({ ctx, input }): Promise<RunTimeline> => {
      const { runId, after = 0, limit = DEFAULT_TIMELINE_PAGE } = input
      const events = await runs.events(ctx.caller, knownId(runId, 'run'), after, limit)
      return { events, last: events.at(-1)?.seq ?? after }
    }),
    /** Tracked by seq: a client that reconnects goes on behind the last event it saw. */
    events: procedure.input(input<RunEventsInput>(validateRunEventsInput)).subscription(async function* ({ ctx, input, signal }) {
      const feed = followRun({
        services,
        caller: ctx.caller,
        runId: knownId(input.runId, 'run'),
        afterSeq: Number(input.lastEventId ?? 0),
        signal: signal ?? new AbortController().signal,
      })
      for await (const page of feed) {
        for (const event of page) {
          if (input.node !== undefined && !concernsNode(event, input.node)) continue
          await ctx.pace?.()
          yield tracked<RunEvent>(String(event.seq), event)
        }
      }
    }),
  })
}
