import type { Actor, AnchoredChange, Operation, PatchSummary } from '@aob/schemas'

export interface WorkflowRow {
  workflowId: string
  workspaceId: string
  name: string
  description?: string
  archived: boolean
  createdAt: Date
  updatedAt: Date
}

export type ArtifactKind = 'dag_version' | 'patch_set' | 'run_snapshot'

/** A version: content-addressed bytes plus where they come from. */
export interface ArtifactRow {
  artifactId: string
  workspaceId: string
  kind: ArtifactKind
  /** sha256 hex of the canonical bytes of the materialized document. */
  casId: string
  /** For a patch_set: the version it was laid over. */
  parentId?: string
  /** For a patch_set: the immutable base at the root of its chain. */
  baseId?: string
  patchId?: string
  /** Patches between base and this version. */
  depth: number
  versionLabel: string
  nodeCount: number
  agentCount: number
  createdAt: Date
}

export interface TagRow {
  workflowId: string
  tag: string
  artifactId: string
  updatedAt: Date
}

/** One record of a tag's history; appended, never edited. */
export interface TagMoveRow {
  from?: string
  to: string
  kind: 'create' | 'publish' | 'undo' | 'redo'
  actor: Actor
  at: Date
}

export interface PatchRow {
  patchId: string
  workspaceId: string
  scope: 'run' | 'tag'
  runId?: string
  workflowId?: string
  workflowName?: string
  seq?: number
  operations: Operation[]
  anchored: AnchoredChange[]
  summary: PatchSummary
  baseVersion?: string
  artifactId?: string
  irVersion?: number
  actor: Actor
  rationale?: string
  createdAt: Date
  decidedAt?: Date
  decidedBy?: Actor
  reason?: string
  code?: string
  status: 'proposed' | 'accepted' | 'applied' | 'rejected' | 'invalid' | 'reverted'
}

export type NewArtifact = Omit<ArtifactRow, 'artifactId' | 'createdAt'> & { artifactId: string }

/** Workflows, versions, tags and their moves. Every write is one transaction. */
export interface DocumentStore {
  createWorkflow(input: {
    workflowId: string
    workspaceId: string
    name: string
    description?: string
    tag: string
    artifact: NewArtifact
    actor: Actor
  }): Promise<{ kind: 'created'; workflow: WorkflowRow } | { kind: 'exists' }>
  /** By name, archived ones among them (marked); the head is that of `main`, or of the oldest tag. */
  listWorkflows(
    workspaceId: string,
  ): Promise<Array<WorkflowRow & { head: ArtifactRow; tag: string; lastRun?: { runId: string; status: string; startedAt: Date } }>>
  getWorkflow(workspaceId: string, name: string): Promise<(WorkflowRow & { tags: TagRow[] }) | undefined>
  findTags(workspaceId: string, tag: string): Promise<Array<{ workflow: WorkflowRow; tag: TagRow }>>
  archive(workspaceId: string, name: string, actor: Actor): Promise<boolean>
  getArtifact(artifactId: string): Promise<ArtifactRow | undefined>
  addArtifact(artifact: NewArtifact): Promise<void>
  /** The chain from just above the base up to this version, oldest first, with the patch of each link. */
  chain(artifactId: string): Promise<Array<{ artifact: ArtifactRow; patch: PatchRow }>>
  /** Whether this workspace references these bytes: as a version, or as inputs, program or node output of one of its runs. */
  references(workspaceId: string, casId: string): Promise<boolean>
  /**
   * Publishes a tag patch: stores patch and artifact and moves the tag from `expected`, in one transaction.
   * The move is recorded with actor, time and reason.
   */
  publish(input: {
    workflowId: string
    tag: string
    expected: string
    artifact: NewArtifact
    patch: Omit<PatchRow, 'createdAt'>
  }): Promise<{ kind: 'published' } | { kind: 'moved'; actual: string } | { kind: 'duplicate'; patch: PatchRow }>
  /** Moves of the tag after its latest `create` or `publish`, oldest first: the undo and redo steps one may walk back. */
  movesSincePublish(workflowId: string, tag: string): Promise<TagMoveRow[]>
  /** Moves the tag from `expected` and records the move, in one transaction. */
  moveTag(input: {
    workflowId: string
    tag: string
    expected: string
    to: string
    kind: 'undo' | 'redo'
    actor: Actor
  }): Promise<{ kind: 'moved' } | { kind: 'stale'; actual: string }>
  /** Patches published between two versions of a tag, oldest first; undefined when `from` is not an ancestor of `to`. */
  patchesBetween(from: string, to: string): Promise<PatchRow[] | undefined>
}

/** Proposals and applied patches of runs. */
export interface PatchStore {
  insert(patch: Omit<PatchRow, 'createdAt'>): Promise<{ kind: 'inserted' } | { kind: 'duplicate'; patch: PatchRow }>
  get(patchId: string): Promise<PatchRow | undefined>
  list(query: { workspaceId: string; runId?: string; status?: PatchRow['status']; limit: number }): Promise<PatchRow[]>
  /** Moves a patch on when it still has the expected status, and version when one is named; false when another decision won. */
  transition(
    patchId: string,
    from: PatchRow['status'],
    to: PatchRow['status'],
    change?: Partial<
      Pick<PatchRow, 'decidedBy' | 'reason' | 'artifactId' | 'irVersion' | 'seq' | 'operations' | 'anchored' | 'summary' | 'code' | 'baseVersion'>
    >,
    expectedArtifactId?: string,
  ): Promise<boolean>
  /** Accepts a proposal and stores the hot-swap command in one transaction (D-30). Its base is from then on the artifact's parent, which the operations are written against. */
  accept(
    patchId: string,
    change: {
      decidedBy?: Actor
      artifact: NewArtifact
      operations: Operation[]
      anchored: AnchoredChange[]
      summary: PatchSummary
      commandId: string
      payload: Record<string, unknown>
    },
  ): Promise<boolean>
}
