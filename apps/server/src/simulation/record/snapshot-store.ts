import type { SnapshotRow, SnapshotStore } from '../../ports/snapshot-store.ts'
import { insertArtifact, type Tables } from './tables.ts'

/** Snapshots in memory, for the simulation only. */
export class MemorySnapshotStore implements SnapshotStore {
  constructor(private readonly tables: Tables) {}

  async latest(runId: string, upTo = Number.MAX_SAFE_INTEGER): Promise<SnapshotRow | undefined> {
    const found = this.of(runId).filter(({ seq }) => seq <= upTo)
    return found.reduce<SnapshotRow | undefined>((newest, row) => (newest && newest.seq > row.seq ? newest : row), undefined)
  }

  async add({ runId, seq, artifact }: Parameters<SnapshotStore['add']>[0]): Promise<void> {
    if (this.of(runId).some((row) => row.seq === seq)) return
    insertArtifact(this.tables, artifact)
    this.tables.snapshots.push({ runId, seq, casId: artifact.casId })
  }

  async missing(limit: number): ReturnType<SnapshotStore['missing']> {
    const ended = [...this.tables.runs.entries()].filter(([, { projection }]) => projection.endedAt !== undefined)
    const rows = ended.map(([runId, { projection }]) => ({ runId, seq: projection.lastSeq }))
    return rows.filter(({ runId, seq }) => !this.of(runId).some((row) => row.seq === seq)).slice(0, limit)
  }

  private of(runId: string): SnapshotRow[] {
    return this.tables.snapshots.filter((row) => row.runId === runId)
  }
}
