import type { SnapshotRow, SnapshotStore } from '../../ports/snapshot-store.ts'
import type { Database } from './database.ts'
import { insertArtifact } from './document-rows.ts'

const MAX_SEQ = 2 ** 31 - 1

export class PostgresSnapshotStore implements SnapshotStore {
  constructor(private readonly database: Database) {}

  async latest(runId: string, upTo = MAX_SEQ): Promise<SnapshotRow | undefined> {
    const rows = await this.database.rows<{ seq: number; cas_id: string }>(
      'SELECT s.seq, a.cas_id FROM run_snapshots s JOIN artifact a USING (artifact_id) WHERE s.run_id = $1 AND s.seq <= $2 ORDER BY s.seq DESC LIMIT 1',
      [runId, upTo],
    )
    return rows[0] && { runId, seq: rows[0].seq, casId: rows[0].cas_id }
  }

  async add({ runId, seq, artifact }: Parameters<SnapshotStore['add']>[0]): Promise<void> {
    await this.database.transaction(async (session) => {
      // The run's row orders those who do this at the same time.
      await session.rows('SELECT 1 FROM runs WHERE run_id = $1 FOR NO KEY UPDATE', [runId])
      const there = await session.rows('SELECT 1 FROM run_snapshots WHERE run_id = $1 AND seq = $2', [runId, seq])
      if (there.length > 0) return
      await insertArtifact(session, artifact)
      await session.write('INSERT INTO run_snapshots (run_id, seq, artifact_id) VALUES ($1, $2, $3)', [runId, seq, artifact.artifactId])
      await session.write('UPDATE runs SET snapshot_seq = greatest(snapshot_seq, $2) WHERE run_id = $1', [runId, seq])
    })
  }

  async missing(limit: number): ReturnType<SnapshotStore['missing']> {
    const rows = await this.database.rows<{ run_id: string; last_seq: number }>(
      'SELECT run_id, last_seq FROM runs WHERE ended_at IS NOT NULL AND snapshot_seq < last_seq ORDER BY ended_at LIMIT $1',
      [limit],
    )
    return rows.map((row) => ({ runId: row.run_id, seq: row.last_seq }))
  }
}
