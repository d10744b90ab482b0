import { fileURLToPath } from 'node:url'
import type { Limits } from '@aob/schemas'
import type { ApprovalStore } from '../../ports/approval-store.ts'
import type { BlobStore } from '../../ports/blob-store.ts'
import type { DocumentStore, PatchStore } from '../../ports/document-store.ts'
import type { DraftStore } from '../../ports/draft-store.ts'
import type { EventLog } from '../../ports/event-log.ts'
import type { Outbox } from '../../ports/outbox.ts'
import type { PatchSetStore } from '../../ports/patch-set-store.ts'
import type { BlobGarbage, RecordKeeping } from '../../ports/record-keeping.ts'
import type { CommandStore, PartitionCensus, RunDirectory } from '../../ports/run-directory.ts'
import type { ScheduleStore } from '../../ports/schedules.ts'
import type { SnapshotStore } from '../../ports/snapshot-store.ts'
import type { TagStore } from '../../ports/tag-store.ts'
import type { TimerStore } from '../../ports/timers.ts'
import type { WorkspaceLimits } from '../../ports/workspace-limits.ts'
import { PostgresApprovalStore } from './approval-store.ts'
import { PostgresBlobGarbage } from './blob-garbage.ts'
import { PostgresBlobStore } from './blob-store.ts'
import { PostgresCommandStore } from './command-store.ts'
import { Database, type DatabaseOptions } from './database.ts'
import { PostgresDocumentStore } from './document-store.ts'
import { PostgresDraftStore } from './draft-store.ts'
import { PostgresEventLog } from './event-log.ts'
import { migrate } from './migrator.ts'
import { PostgresOutbox } from './outbox.ts'
import { PostgresPatchSetStore } from './patch-set-store.ts'
import { PostgresPatchStore } from './patch-store.ts'
import { ReadReplica } from './read-replica.ts'
import { PostgresRecordKeeping } from './record-keeping.ts'
import { PostgresRunDirectory } from './run-directory.ts'
import { PostgresSchedules } from './schedules.ts'
import { PostgresSnapshotStore } from './snapshot-store.ts'
import { PostgresTagStore } from './tag-store.ts'
import { PostgresTimers } from './timers.ts'
import { PostgresWorkspaceLimits } from './workspace-limits.ts'

export interface PostgresOptions extends DatabaseOptions {
  /** Directory of the numbered .sql files; by default `migrations` beside this module, also when it is bundled. */
  migrationsDir?: string
  /** A copy that only reads, and how far it may be behind, in ms (DB-07). */
  replica?: { url: string; maxLagMs: number }
}

export interface Postgres {
  /** Names of the migrations that ran. */
  migrate(): Promise<string[]>
  eventLog: EventLog
  runs: RunDirectory & PartitionCensus
  commands: CommandStore
  documents: DocumentStore
  patches: PatchStore
  tags: TagStore
  drafts: DraftStore
  patchSets: PatchSetStore
  /** Limits of workspaces over the server's own. */
  workspaceLimits(defaults: Limits): WorkspaceLimits
  approvals: ApprovalStore
  timers: TimerStore
  outbox: Outbox
  snapshots: SnapshotStore
  keeping: RecordKeeping
  schedules: ScheduleStore
  blobs: BlobStore
  garbage: BlobGarbage
  /** Throws `service.unavailable` when the database does not answer. */
  ping(): Promise<void>
  /** Something was written elsewhere that this process has heard of: lists read from now on tell it. */
  heard(): void
  /** Waits for statements under way. */
  close(): Promise<void>
}

/** Every store of the record on one pool. Nothing connects before the first call. */
export function createPostgres(options: PostgresOptions): Postgres {
  const database = new Database(options)
  const replica = options.replica && openReplica(database, options, options.replica)
  const heard = () => replica?.expectNews()
  const garbage = new PostgresBlobGarbage(database, options.url)
  const migrationsDir = options.migrationsDir ?? fileURLToPath(new URL('./migrations', import.meta.url))
  return {
    async migrate() {
      const applied = await migrate({ url: options.url, migrationsDir, logger: options.logger ?? console })
      if (applied.length > 0) await database.recycle()
      return applied
    },
    eventLog: new PostgresEventLog(database, heard),
    runs: new PostgresRunDirectory(database, replica),
    commands: new PostgresCommandStore(database),
    documents: new PostgresDocumentStore(database, replica),
    patches: new PostgresPatchStore(database),
    tags: new PostgresTagStore(database),
    drafts: new PostgresDraftStore(database),
    patchSets: new PostgresPatchSetStore(database, replica),
    workspaceLimits: (defaults) => new PostgresWorkspaceLimits(database, defaults),
    approvals: new PostgresApprovalStore(database),
    timers: new PostgresTimers(database),
    outbox: new PostgresOutbox(database),
    snapshots: new PostgresSnapshotStore(database),
    keeping: new PostgresRecordKeeping(database, options.url),
    schedules: new PostgresSchedules(database, replica),
    blobs: new PostgresBlobStore(database),
    garbage,
    async ping() {
      await database.rows('SELECT 1')
    },
    heard,
    async close() {
      await garbage.close()
      await replica?.close()
      await database.close()
    },
  }
}

function openReplica(primary: Database, options: PostgresOptions, { url, maxLagMs }: { url: string; maxLagMs: number }): ReadReplica {
  return new ReadReplica(primary, new Database({ ...options, url }), { maxLagMs, logger: options.logger ?? console })
}
