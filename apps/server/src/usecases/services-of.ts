import { DomainError } from '../domain-error.ts'
import type { HotStore } from '../ports/hot-store.ts'
import type { Llm } from '../ports/llm.ts'
import type { WorkspaceLimits } from '../ports/workspace-limits.ts'
import { approvalView } from './approvals/approval-view.ts'
import { decideApproval, requireApproval } from './approvals/decide-approval.ts'
import { createDraftServices } from './drafts/drafts.ts'
import type { Engine } from './engine.ts'
import { approvePatch, rejectPatch, revertPatch } from './patches/decide-patch.ts'
import { patchRecord, patchRecordWithHunks } from './patches/patch-record.ts'
import { previewRunPatch } from './patches/preview-run-patch.ts'
import { promoteRun } from './patches/promote-run.ts'
import { requirePatch, submitRunPatch } from './patches/submit-run-patch.ts'
import { cancelRun } from './runs/cancel-run.ts'
import { readHotRunView } from './runs/hot-run-view.ts'
import { auditNodes } from './runs/node-trail.ts'
import { pauseRun, resumeRun } from './runs/pause-run.ts'
import { auditPatches, getRun, listRuns, readEvents, requireRun, runBase, runPatches } from './runs/read-runs.ts'
import { replayRun } from './runs/replay-run.ts'
import { resolveHeldNode } from './runs/resolve-node.ts'
import { startRun } from './runs/start-run.ts'
import type { Caller, Services } from './services.ts'
import { setLimits } from './set-limits.ts'
import { systemInfo } from './system-info.ts'
import { findWorkflow } from './workflows/find-workflow.ts'
import { createTagPatches } from './workflows/tag-patches.ts'
import type { WorkflowDeps } from './workflows/workflow-deps.ts'
import { createWorkflowServices } from './workflows/workflows.ts'

const DEFAULT_PAGE = 100
const MAX_PAGE = 500

export interface ServicesDeps {
  deadLetters: Services['deadLetters']
  engine: Engine
  versions: WorkflowDeps
  workspaceLimits: WorkspaceLimits
  artifacts: Services['artifacts']
  schedules: Services['schedules']
  llm: Llm
  version: string
  hotStore: HotStore['kind']
  ready(): Promise<{ ready: boolean; parts: Record<string, 'ok' | string> }>
}

/** Joins the use cases into what the borders call. */
export function servicesOf(deps: ServicesDeps): Services {
  const { engine, versions } = deps
  const decide = { engine, tagPatches: createTagPatches(versions) }
  return {
    workflows: createWorkflowServices(versions),
    drafts: createDraftServices(versions),
    artifacts: deps.artifacts,
    runs: { ...runServices(engine), promote: (caller, runId, input) => promoteRun(versions, engine, caller, runId, input) },
    schedules: deps.schedules,
    patches: {
      async list(caller, query) {
        const { workflowName, ...rest } = query
        const workflow = workflowName === undefined ? {} : { workflowId: (await findWorkflow(engine.documents, caller, workflowName)).workflowId }
        const rows = await engine.patches.list({ ...rest, ...workflow, workspaceId: caller.workspaceId, limit: pageOf(query.limit) })
        return rows.map(patchRecord)
      },
      async get(caller, patchId) {
        const patch = await requirePatch(engine, patchId)
        if (patch.workspaceId !== caller.workspaceId) throw new DomainError('resource.not_found', `There is no patch ${patchId}.`)
        return patchRecordWithHunks(patch)
      },
      approve: (caller, patchId, input) => approvePatch(decide, caller, patchId, input),
      reject: (caller, patchId, { reason }) => rejectPatch(decide, caller, patchId, reason),
      revert: (caller, patchId, input) => revertPatch(decide, caller, patchId, input),
    },
    approvals: {
      async list(caller, query) {
        return (await engine.approvals.list({ ...query, workspaceId: caller.workspaceId, limit: pageOf(query.limit) })).map(approvalView)
      },
      get: async (caller, approvalId) => approvalView(await requireApproval(engine, caller, approvalId)),
      decide: (caller, approvalId, input) => decideApproval(engine, caller, approvalId, input),
    },
    deadLetters: deps.deadLetters,
    system: {
      info: async (caller) => systemInfo({ ...deps, limits: await engine.limitsOf(caller.workspaceId) }, caller),
      setLimits: (caller, change) => setLimits(deps.workspaceLimits, caller, change),
      ready: deps.ready,
    },
    live: {
      onRun: (runId, listener) => engine.fanout.subscribeRun(runId, listener),
      onWorkspace: (workspaceId, listener) => engine.fanout.subscribeWorkspace(workspaceId, listener),
      tellPresence: (workspaceId, workflowName, presence) => engine.fanout.publishNotice(workspaceId, { kind: 'presence', workflowName, presence }),
    },
  }
}

function runServices(engine: Engine): Omit<Services['runs'], 'promote'> {
  return {
    start: (caller, input, idempotencyKey) => startRun(engine, caller, input, idempotencyKey),
    list: (caller, query) => listRuns(engine, caller, query),
    get: (caller, runId) => getRun(engine, caller, runId),
    cancel: (caller, runId, reason) => cancelRun(engine, caller, runId, reason),
    pause: (caller, runId, reason) => pauseRun(engine, caller, runId, reason),
    resume: (caller, runId, reason) => resumeRun(engine, caller, runId, reason),
    resolve: (caller, address, input) => resolveHeldNode(engine, caller, address, input),
    replay: (caller, runId, input, idempotencyKey) => replayRun(engine, caller, runId, input, idempotencyKey),
    events: (caller, runId, afterSeq, limit) => readEvents(engine, caller, runId, afterSeq, limit),
    base: (caller, runId) => runBase(engine, caller, runId),
    patches: (caller, runId) => runPatches(engine, caller, runId),
    audit: (caller, runId) => auditPatches(engine, caller, runId),
    auditNodes: (caller, runId, query) => auditNodes(engine, caller, runId, query),
    hot: (caller, runId) => readHotRunView(engine, caller, runId),
    previewPatch(caller, runId, input) {
      refuseOutsideScope(caller, runId)
      return previewRunPatch(engine, caller, runId, input)
    },
    async patch(caller, runId, input, options) {
      const run = await requireRun(engine, caller, runId)
      refuseOutsideScope(caller, runId)
      return submitRunPatch(engine, {
        run,
        ...input,
        patchId: input.patchId ?? engine.ids.next(),
        actor: caller.actor,
        respondAsync: options?.respondAsync ?? false,
      })
    },
  }
}

/** An agent runner's token acts on its own run only (D-31). */
function refuseOutsideScope(caller: Caller, runId: string): void {
  if (caller.scope && caller.scope.runId !== runId) throw new DomainError('auth.forbidden', 'This token is scoped to another run.')
}

function pageOf(limit: number | undefined): number {
  return Math.min(limit ?? DEFAULT_PAGE, MAX_PAGE)
}
