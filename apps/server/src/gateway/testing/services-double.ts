import type { RunEvent, WorkspaceNotice } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import { ListenerMap } from '../../listener-map.ts'
import type { Caller, Services } from '../../usecases/services.ts'

export const RUN_ID = '01890000-0000-7000-8000-000000000001'
export const OTHER_RUN_ID = '01890000-0000-7000-8000-000000000002'

type Overrides = { [Noun in keyof Services]?: Partial<Services[Noun]> }

/** Services whose runs are event lists the test appends to; everything else refuses until a test says what it answers. */
export interface ServicesDouble {
  services: Services
  /** Appends an event and, unless told otherwise, hints at it. */
  append(runId: string, event: Omit<RunEvent, 'runId' | 'seq' | 'at'>, hint?: boolean): void
  notify(notice: WorkspaceNotice): void
  /** Callers the services saw. */
  callers: Caller[]
}

export function createServicesDouble(overrides: Overrides = {}): ServicesDouble {
  const logs = new Map<string, RunEvent[]>([
    [RUN_ID, []],
    [OTHER_RUN_ID, []],
  ])
  const callers: Caller[] = []
  const report = (message: string) => {
    throw new Error(message)
  }
  const runListeners = new ListenerMap<number>(report)
  const noticeListeners = new ListenerMap<WorkspaceNotice>(report)
  const logOf = (runId: string) => {
    const log = logs.get(runId)
    if (!log) throw new DomainError('resource.not_found', `There is no run ${runId}.`)
    return log
  }
  const runs: Services['runs'] = {
    start: refused('runs.start'),
    list: refused('runs.list'),
    get: refused('runs.get'),
    cancel: refused('runs.cancel'),
    pause: refused('runs.pause'),
    resume: refused('runs.resume'),
    resolve: refused('runs.resolve'),
    replay: refused('runs.replay'),
    base: refused('runs.base'),
    patches: refused('runs.patches'),
    audit: refused('runs.audit'),
    auditNodes: refused('runs.auditNodes'),
    hot: refused('runs.hot'),
    patch: refused('runs.patch'),
    previewPatch: refused('runs.previewPatch'),
    promote: refused('runs.promote'),
    async events(caller, runId, afterSeq, limit) {
      callers.push(caller)
      return logOf(runId)
        .filter(({ seq }) => seq > afterSeq)
        .slice(0, limit)
    },
    ...overrides.runs,
  }
  const services: Services = {
    runs,
    workflows: {
      list: async (caller) => {
        callers.push(caller)
        return []
      },
      get: refused('workflows.get'),
      create: refused('workflows.create'),
      archive: refused('workflows.archive'),
      unarchive: refused('workflows.unarchive'),
      restore: refused('workflows.restore'),
      createTag: refused('workflows.createTag'),
      mergeTag: refused('workflows.mergeTag'),
      restackTag: refused('workflows.restackTag'),
      history: refused('workflows.history'),
      versions: refused('workflows.versions'),
      createPatchSet: refused('workflows.createPatchSet'),
      patchSets: refused('workflows.patchSets'),
      changePatchSet: refused('workflows.changePatchSet'),
      base: refused('workflows.base'),
      patches: refused('workflows.patches'),
      patch: refused('workflows.patch'),
      validate: refused('workflows.validate'),
      undo: refused('workflows.undo'),
      redo: refused('workflows.redo'),
      ...overrides.workflows,
    },
    patches: {
      list: refused('patches.list'),
      get: refused('patches.get'),
      approve: refused('patches.approve'),
      reject: refused('patches.reject'),
      revert: refused('patches.revert'),
      ...overrides.patches,
    },
    drafts: {
      read: refused('drafts.read'),
      append: refused('drafts.append'),
      undo: refused('drafts.undo'),
      redo: refused('drafts.redo'),
      save: refused('drafts.save'),
      discard: refused('drafts.discard'),
      ...overrides.drafts,
    },
    approvals: { list: refused('approvals.list'), get: refused('approvals.get'), decide: refused('approvals.decide'), ...overrides.approvals },
    schedules: {
      preview: refused('schedules.preview'),
      create: refused('schedules.create'),
      list: refused('schedules.list'),
      pause: refused('schedules.pause'),
      resume: refused('schedules.resume'),
      remove: refused('schedules.remove'),
      ...overrides.schedules,
    },
    artifacts: { read: refused('artifacts.read'), ...overrides.artifacts },
    deadLetters: { list: refused('deadLetters.list'), requeue: refused('deadLetters.requeue'), drop: refused('deadLetters.drop'), ...overrides.deadLetters },
    system: {
      info: refused('system.info'),
      setLimits: refused('system.setLimits'),
      ready: async () => ({ ready: true, parts: { database: 'ok' } }),
      ...overrides.system,
    },
    live: {
      onRun: (runId, listener) => runListeners.add(runId, listener),
      onWorkspace: (workspaceId, listener) => noticeListeners.add(workspaceId, listener),
      tellPresence: (workspaceId, workflowName, presence) => noticeListeners.deliver(workspaceId, { kind: 'presence', workflowName, presence }),
      ...overrides.live,
    },
  }
  return {
    services,
    callers,
    append(runId, event, hint = true) {
      const log = logOf(runId)
      // The union of event types is narrowed by what the test passes.
      log.push({ ...event, runId, seq: log.length + 1, at: 1_700_000_000_000 } as RunEvent)
      if (hint) runListeners.deliver(runId, log.length)
    },
    notify: (notice) => noticeListeners.deliver('local', notice),
  }
}

function refused(name: string): () => Promise<never> {
  return async () => {
    throw new Error(`The test did not expect ${name}.`)
  }
}
