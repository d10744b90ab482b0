import type { NewArtifact } from './document-store.ts'

/** State of a run after event `seq`, content-addressed. */
export interface SnapshotRow {
  runId: string
  seq: number
  casId: string
}

export interface SnapshotStore {
  /** The newest snapshot of a run that is not beyond `upTo`. */
  latest(runId: string, upTo?: number): Promise<SnapshotRow | undefined>
  /** Stores the artifact and its place in the run, in one transaction; a snapshot that is there already stays. */
  add(snapshot: { runId: string; seq: number; artifact: NewArtifact }): Promise<void>
  /** Ended runs without a snapshot of their end, longest ended first. */
  missing(limit: number): Promise<Array<{ runId: string; seq: number }>>
}
