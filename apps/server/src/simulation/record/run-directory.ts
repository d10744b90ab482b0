import type { CommandStore, DurableCommand, RunDirectory, RunQuery, RunRow } from '../../ports/run-directory.ts'
import { scheduleActorId } from '../../ports/schedules.ts'
import { copyOf, insertCommand, type StoredRun, type Tables } from './tables.ts'

type NewRun = Parameters<RunDirectory['create']>[0]

/** Run rows in memory, for the simulation only. */
export class MemoryRunDirectory implements RunDirectory {
  constructor(private readonly tables: Tables) {}

  async create(row: NewRun, idempotencyKey?: string): ReturnType<RunDirectory['create']> {
    const key = idempotencyKey === undefined ? undefined : `${row.workspaceId}/${idempotencyKey}`
    const earlier = this.tables.runs.get((key === undefined ? undefined : this.tables.runKeys.get(key)) ?? row.runId)
    if (earlier) return { kind: 'existing', run: this.rowOf(earlier) }
    if (!this.tables.artifacts.has(row.artifactId)) throw new Error(`There is no version ${row.artifactId}.`)
    const { headArtifactId, irRef, ...fixed } = copyOf(row)
    const stored: StoredRun = {
      row: { mode: 'full', ...fixed, startedAt: this.tables.now() },
      projection: { status: 'RUNNING', lastSeq: 0, headArtifactId, irRef, irVersion: 1, patchCount: 0, openNodes: new Map() },
      events: [],
    }
    this.tables.runs.set(row.runId, stored)
    if (key !== undefined) this.tables.runKeys.set(key, row.runId)
    return { kind: 'created', run: this.rowOf(stored) }
  }

  async get(runId: string, workspaceId?: string): Promise<RunRow | undefined> {
    const stored = this.tables.runs.get(runId)
    return stored && (workspaceId ?? stored.row.workspaceId) === stored.row.workspaceId ? this.rowOf(stored) : undefined
  }

  async list({ workspaceId, workflowName, scheduleId, status, cursor, limit }: RunQuery): Promise<RunRow[]> {
    const rows = this.sorted().filter(
      (row) =>
        row.workspaceId === workspaceId &&
        (workflowName ?? row.workflowName) === row.workflowName &&
        (scheduleId === undefined || row.startedBy.id === scheduleActorId(scheduleId)) &&
        (status ?? row.status) === row.status &&
        (cursor === undefined || row.runId < cursor),
    )
    return rows.reverse().slice(0, limit)
  }

  async listOpen(afterRunId: string | undefined, limit: number): Promise<RunRow[]> {
    const isOpen = ({ row: { runId }, projection: { status } }: StoredRun) =>
      ['RUNNING', 'WAITING_FOR_APPROVAL', 'PAUSED'].includes(status) && (afterRunId === undefined || runId > afterRunId)
    return this.sorted(isOpen).slice(0, limit)
  }

  private sorted(shown: (stored: StoredRun) => boolean = () => true): RunRow[] {
    const rows = [...this.tables.runs.values()].filter(shown).map((stored) => this.rowOf(stored))
    return rows.sort((left, right) => (left.runId < right.runId ? -1 : 1))
  }

  private rowOf({ row, projection }: StoredRun): RunRow {
    const { status, endedAt, error, headArtifactId, irRef, irVersion, patchCount, openNodes } = projection
    let pendingPatches = 0
    for (const patch of this.tables.patches.values()) if (patch.runId === row.runId && patch.status === 'proposed') pendingPatches += 1
    return copyOf({
      ...row,
      status,
      endedAt: endedAt === undefined ? undefined : new Date(endedAt),
      error,
      headArtifactId,
      irRef,
      irVersion,
      patchCount,
      pendingApprovals: [...openNodes.values()].filter((state) => state === 'waiting').length,
      pendingPatches,
    })
  }
}

/** Durable commands in memory, for the simulation only. */
export class MemoryCommandStore implements CommandStore {
  constructor(private readonly tables: Tables) {}

  async pending({ minAgeMs, limit, after }: Parameters<CommandStore['pending']>[0]): Promise<DurableCommand[]> {
    const until = this.tables.now().getTime() - minAgeMs
    const all = [...this.tables.commands.values()]
    const behind = all.slice(all.findIndex(({ commandId }) => commandId === after) + 1)
    const open = behind.filter(({ outcome, createdAt }) => outcome === undefined && createdAt.getTime() <= until)
    return copyOf(open.slice(0, limit))
  }

  async openOf(kind: DurableCommand['kind']): Promise<number> {
    return [...this.tables.commands.values()].filter((command) => command.kind === kind && command.outcome === undefined).length
  }

  async add(command: Omit<DurableCommand, 'createdAt'>): Promise<void> {
    insertCommand(this.tables, command)
  }

  async settle(...[commandId, outcome, detail]: Parameters<CommandStore['settle']>): Promise<void> {
    const command = this.tables.commands.get(commandId)
    if (command && command.outcome === undefined) Object.assign(command, { outcome, detail })
  }
}
