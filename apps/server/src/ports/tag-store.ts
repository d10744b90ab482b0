import type { Actor } from '@aob/schemas'
import type { ArtifactRow, NewArtifact, PatchRow, TagMoveRow, TagRow } from './document-store.ts'

/** Where tags point, where they pointed, and who moved them. Every write is one transaction with its record. */
export interface TagStore {
  /** A further tag of a workflow, at one of its versions. */
  create(input: {
    workflowId: string
    tag: string
    artifactId: string
    actor: Actor
    reason?: string
    maxTags: number
  }): Promise<{ kind: 'created'; tag: TagRow } | { kind: 'exists' } | { kind: 'full'; tags: number }>
  /** Every move of the tag, oldest first. */
  moves(workflowId: string, tag: string): Promise<TagMoveRow[]>
  /** Whether a tag of the workflow ever pointed to this version, or to one that was laid over it. */
  belongsTo(workflowId: string, artifactId: string): Promise<boolean>
  /** Moves the tag from `expected`; `artifact` is stored with the move (the base a compaction made). */
  move(input: {
    workflowId: string
    tag: string
    expected: string
    to: string
    kind: 'undo' | 'redo' | 'restore' | 'compact'
    actor: Actor
    reason?: string
    artifact?: NewArtifact
  }): Promise<{ kind: 'moved' } | { kind: 'stale'; actual: string }>
  /** Moves the tag from `expected` to `to`, with the patches and versions of the new arrangement, which are stored with the move. */
  restack(input: {
    workflowId: string
    tag: string
    expected: string
    to: string
    actor: Actor
    reason?: string
    /** Oldest first. */
    laid: readonly { artifact: NewArtifact; patch: Omit<PatchRow, 'createdAt'> }[]
  }): Promise<{ kind: 'moved' } | { kind: 'stale'; actual: string }>
  /** The version and all it comes from, newest first and across compactions, at most `limit`. */
  lineage(artifactId: string, limit: number): Promise<ArtifactRow[]>
  /** The same with the patch of each, where one made it. */
  versions(artifactId: string, limit: number): Promise<Array<{ artifact: ArtifactRow; patch?: PatchRow }>>
  /** Tags of open workflows whose head has at least `depth` patches over its base. */
  deeperThan(depth: number, limit: number): Promise<Array<TagRow & { workspaceId: string; workflowName: string; depth: number }>>
  /** False when the workflow was not archived. */
  unarchive(workspaceId: string, name: string): Promise<boolean>
}
