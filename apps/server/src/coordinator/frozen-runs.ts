import { decide, evolveAll, type Repeated, type RunRecord, type RunState, repeatRun } from '@aob/ir/run'
import type { Ir, RunEvent } from '@aob/schemas'
import { v5 as uuidv5 } from 'uuid'
import { DomainError } from '../domain-error.ts'
import type { Logger } from '../observability/logger.ts'
import type { Clock } from '../ports/clock.ts'
import type { PatchRow, PatchStore } from '../ports/document-store.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { Fanout } from '../ports/fanout.ts'
import type { RunDirectory, RunRow } from '../ports/run-directory.ts'
import type { CasJson } from './cas-json.ts'
import { noticeOf } from './notices.ts'
import { readAll } from './read-all.ts'
import { startCommandOf } from './start-command.ts'

/** Namespace of the ids under which a frozen replay has its own copies of patches. */
const NAMESPACE = '0b0e8a5c-3d0f-4a3a-9b43-5a5d1a5f2c11'
const MAX_PATCHES = 10_000

export interface FrozenDeps {
  runs: RunDirectory
  log: EventLog
  patches: PatchStore
  cas: CasJson
  fanout: Fanout
  clock: Clock
  logger: Logger
}

/**
 * Repeats a run from its record (ES-07, ES-08): decided again by the production core with recorded answers, written to the log in one
 * transaction. It has no hot state, no tokens and no timers, so that nothing can execute or call anybody. Safe to repeat: the log takes
 * events of one run once, and whoever dies before is followed by the reconciler.
 */
export function createFrozenRuns(deps: FrozenDeps): (row: RunRow) => Promise<void> {
  return async (row) => {
    if ((await deps.log.lastSeq(row.runId)) > 0) return
    const root = await rootOf(deps.runs, row)
    const record = await recordOf(deps, root)
    await copyPatches(deps.patches, row, root)
    const events = await eventsOf(deps, record, row)
    const drained = await deps.log.drain(events)
    // Another process was faster: what it wrote differs in its time alone.
    if (drained.kind === 'conflict' && drained.reason !== 'content')
      throw new DomainError('internal.error', `A frozen replay was not recorded: ${drained.reason}.`)
    deps.fanout.publishRun(row.runId, events.length)
    const notice = events.length > 0 ? noticeOf(events[events.length - 1] as RunEvent, row.workflowName) : undefined
    if (notice) deps.fanout.publishNotice(row.workspaceId, notice)
  }
}

async function eventsOf(deps: FrozenDeps, record: RunRecord, row: RunRow): Promise<RunEvent[]> {
  const { runId, startedBy: actor, replay } = row
  const at = deps.clock.now()
  const link = { of: replay?.of ?? '', mode: 'freeze' as const, ...(replay?.from === undefined ? {} : { from: replay.from }) }
  const repeated = repeatRun(record, { runId, actor, at, replay: link, patchIdOf: (patchId) => copiedPatchId(runId, patchId) })
  if (repeated.kind === 'repeated') return repeated.events
  deps.logger.error({ runId, of: link.of, seq: repeated.seq, audit: true }, 'a frozen replay left its record')
  return givenUp(record, repeated, await startCommandOf(deps.cas, row), at)
}

/** A record that is not decided like that any more: the replay ends where they part, and says where that is. */
function givenUp(
  record: RunRecord,
  { events, state, seq }: Extract<Repeated, { kind: 'diverged' }>,
  start: Parameters<typeof decide>[2],
  at: number,
): RunEvent[] {
  const all = [...events]
  let now: RunState | undefined = state
  const carryOut = (command: Parameters<typeof decide>[2], ir: Ir) => {
    const decision = decide(ir, now, command, at)
    if (decision.kind !== 'events') return
    all.push(...decision.events)
    now = evolveAll(now, decision.events)
  }
  if (!now && start.kind === 'start') carryOut(start, record.irOf(start.irRef))
  const actor = { kind: 'system', id: 'replay', name: 'Replay' } as const
  if (now)
    carryOut(
      { kind: 'cancel', commandId: `${start.kind}:left-record`, reason: `The record is not decided like that any more, from event ${seq} on.`, actor },
      record.irOf((now as RunState).irRef),
    )
  return all
}

/** The run that was executed: a frozen replay of a frozen replay repeats the record of the first, whose chance its decisions took. */
async function rootOf(runs: RunDirectory, row: RunRow): Promise<string> {
  const of = row.replay?.of ?? ''
  const original = await runs.get(of, row.workspaceId)
  return original?.replay?.mode === 'freeze' ? rootOf(runs, original) : of
}

async function recordOf(deps: FrozenDeps, runId: string): Promise<RunRecord> {
  const events = await readAll(deps.log, runId)
  if (events.length === 0) throw new DomainError('replay.no_record', `The events of run ${runId} are not kept any more.`)
  const graphs = new Map<string, Ir>()
  for (const { type, data } of events) if (type === 'run.started' || type === 'patch.applied') graphs.set(data.irRef, (await deps.cas.get(data.irRef)) as Ir)
  return {
    events,
    irOf(irRef) {
      const ir = graphs.get(irRef)
      if (!ir) throw new DomainError('cas.integrity', `The graph ${irRef} is not named by the log of ${runId}.`)
      return ir
    },
  }
}

/** The replay's patches, so that its document and its trail can be read like those of any run. */
async function copyPatches(patches: PatchStore, { runId, workspaceId }: RunRow, root: string): Promise<void> {
  for (const { createdAt: _created, seq: _seq, ...patch } of await patches.list({ workspaceId, runId: root, limit: MAX_PATCHES })) {
    await patches.insert({ ...patch, patchId: copiedPatchId(runId, patch.patchId), runId, status: copiedStatus(patch.status) })
  }
}

/** An applied patch becomes applied when its event is recorded. */
function copiedStatus(status: PatchRow['status']): PatchRow['status'] {
  if (status === 'applied' || status === 'reverted') return 'accepted'
  return status === 'proposed' ? 'rejected' : status
}

function copiedPatchId(runId: string, patchId: string): string {
  return uuidv5(`${runId}/${patchId}`, NAMESPACE)
}
