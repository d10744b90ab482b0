import type { RecordUnderTest } from '../../conformance/record-under-test.ts'
import { MemoryApprovalStore } from './approval-store.ts'
import { MemoryBlobStore } from './blob-store.ts'
import { MemoryDocumentStore } from './document-store.ts'
import { MemoryEventLog } from './event-log.ts'
import { MemoryPatchStore } from './patch-store.ts'
import { MemoryCommandStore, MemoryRunDirectory } from './run-directory.ts'
import { MemorySnapshotStore } from './snapshot-store.ts'
import { emptyTables, type Tables } from './tables.ts'
import { MemoryTimers } from './timers.ts'

export interface MemoryRecord extends RecordUnderTest {
  blobs: MemoryBlobStore
  /** The rows themselves, for checks. */
  tables: Tables
}

/** A record in memory, for the simulation only. `now` is in milliseconds since the epoch. */
export function createMemoryRecord(now: () => number): MemoryRecord {
  const tables = emptyTables(now)
  return {
    tables,
    documents: new MemoryDocumentStore(tables),
    patches: new MemoryPatchStore(tables),
    runs: new MemoryRunDirectory(tables),
    commands: new MemoryCommandStore(tables),
    eventLog: new MemoryEventLog(tables),
    approvals: new MemoryApprovalStore(tables),
    timers: new MemoryTimers(tables),
    snapshots: new MemorySnapshotStore(tables),
    blobs: new MemoryBlobStore(),
  }
}
