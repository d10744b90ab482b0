import type { Actor, AnchoredChange, Operation } from '@aob/schemas'

/** A named change of a workflow that some of its runs start with (VC-22). */
export interface PatchSetRow {
  workflowId: string
  workspaceId: string
  name: string
  operations: Operation[]
  anchored: AnchoredChange[]
  baseArtifactId: string
  /** Percent of the new runs that start with it unasked. */
  share: number
  actor: Actor
  createdAt: Date
  retiredAt?: Date
}

/** How the runs with a combination of sets ended, as far as they have. */
export interface PatchSetResult {
  /** Empty for the runs that started without any. */
  patchSets: string[]
  runs: number
  byStatus: Record<string, number>
  /** Of those that completed. */
  medianMs?: number
  p95Ms?: number
}

export interface PatchSetStore {
  /** False when the workflow has one of that name, retired ones among them: results belong to a name. */
  create(set: Omit<PatchSetRow, 'createdAt' | 'retiredAt'>): Promise<boolean>
  list(workflowId: string): Promise<PatchSetRow[]>
  /** False when there is no such set in use. */
  change(workflowId: string, name: string, change: { share: number; retired: boolean }): Promise<boolean>
  results(workflowId: string): Promise<PatchSetResult[]>
}
