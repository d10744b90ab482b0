import type { WorkspaceNotice } from '@aob/schemas'

/** Wakes live readers; carries hints only, the record is read from the event log. Loss of a hint may delay, never lose. */
export interface Fanout {
  /** Events of this run up to `seq` are in the log. */
  publishRun(runId: string, seq: number): void
  publishNotice(workspaceId: string, notice: WorkspaceNotice): void
  /** Returns the remover. */
  subscribeRun(runId: string, listener: (seq: number) => void): () => void
  subscribeWorkspace(workspaceId: string, listener: (notice: WorkspaceNotice) => void): () => void
}
