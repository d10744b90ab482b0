import { isDeepStrictEqual } from 'node:util'
import type { RunEvent } from '@aob/schemas'
import { project } from '../../adapters/postgres/run-projection.ts'
import { eventDigest } from '../../event-digest.ts'
import type { DecidedAfter, DrainResult, EventLog } from '../../ports/event-log.ts'
import { copyOf, type Tables } from './tables.ts'

/** The append-only log in memory, for the simulation only. The run's row is projected by the function Postgres' adapter uses. */
export class MemoryEventLog implements EventLog {
  constructor(private readonly tables: Tables) {}

  async drain(given: readonly RunEvent[], decidedAfter: DecidedAfter = new Map()): Promise<DrainResult> {
    const fresh = new Map<string, RunEvent[]>()
    // As JSON, because that is how a log stores it: members that are undefined are gone.
    for (const event of inOrder(given)) {
      const conflict = this.place(JSON.parse(JSON.stringify(event)) as RunEvent, decidedAfter.get(event), fresh)
      if (conflict) return { kind: 'conflict', runId: event.runId, seq: event.seq, reason: conflict }
    }
    let inserted = 0
    for (const [runId, added] of fresh) {
      this.append(runId, added)
      inserted += added.length
    }
    return { kind: 'stored', inserted }
  }

  async read(runId: string, afterSeq: number, limit: number): Promise<RunEvent[]> {
    return copyOf((this.tables.runs.get(runId)?.events ?? []).slice(afterSeq, afterSeq + limit))
  }

  async lastSeq(runId: string): Promise<number> {
    return this.tables.runs.get(runId)?.events.length ?? 0
  }

  private place(event: RunEvent, after: string | undefined, fresh: Map<string, RunEvent[]>): 'content' | 'gap' | 'unknown_run' | undefined {
    const run = this.tables.runs.get(event.runId)
    if (!run) return 'unknown_run'
    const added = fresh.get(event.runId) ?? []
    const twin = run.events[event.seq - 1] ?? added[event.seq - 1 - run.events.length]
    if (twin) return isDeepStrictEqual(twin, event) ? undefined : 'content'
    if (event.seq !== run.events.length + added.length + 1) return 'gap'
    const before = added.at(-1) ?? run.events.at(-1)
    if (before && after !== undefined && eventDigest(before) !== after) return 'content'
    fresh.set(event.runId, [...added, event])
    return undefined
  }

  private append(runId: string, events: readonly RunEvent[]): void {
    const run = this.tables.runs.get(runId)
    if (!run) return
    for (const event of events) {
      run.events.push(event)
      run.projection = project(run.projection, event)
      const command = this.tables.commands.get(event.commandId ?? '')
      if (command && command.outcome === undefined) command.outcome = 'applied'
      if (event.type === 'patch.applied') this.markApplied(event, run.projection.patchCount)
    }
  }

  private markApplied(event: Extract<RunEvent, { type: 'patch.applied' }>, seq: number): void {
    const patch = this.tables.patches.get(event.data.patchId)
    if (patch?.status !== 'proposed' && patch?.status !== 'accepted') return
    Object.assign(patch, { status: 'applied', seq, irVersion: event.data.irVersion, decidedAt: patch.decidedAt ?? new Date(event.at) })
  }
}

/** Each run's events in order of their numbers; runs keep the order of their first event. */
function inOrder(events: readonly RunEvent[]): RunEvent[] {
  const byRun = new Map<string, RunEvent[]>()
  for (const event of events) byRun.set(event.runId, [...(byRun.get(event.runId) ?? []), event])
  return [...byRun.values()].flatMap((list) => list.sort((left, right) => left.seq - right.seq))
}
