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
  /** The version of another tag that a merge brought in. */
  mergedId?: string
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
  /** `publish` and `merge` come with a patch, `compact` with a base of the same bytes, `restack` with its patches in another arrangement. */
  kind: 'create' | 'publish' | 'undo' | 'redo' | 'restore' | 'merge' | 'compact' | 'restack'
  actor: Actor
  reason?: string
  at: Date
}

export interface PatchRow {
  patchId: string
  workspaceId: string
  scope: 'run' | 'tag'
  runId?: string
  workflowId?: string
  workflowName?: string
  /** For `tag`: the tag it was published on, or is proposed for. */
  tag?: string
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
  /** The patch this one takes back. */
  reverts?: string
  /** Patches of an earlier arrangement of the tag that this one is made of; what is out of use by them returns by taking this one back. */
  standsFor?: string[]
  /** For a merge: the version that is merged. */
  mergedId?: string
  /** Patches whose removals it takes back in part. */
  restores?: string[]
  /** What was proposed, when a person accepted a part of it only. */
  proposal?: PatchProposal
  status: 'proposed' | 'accepted' | 'applied' | 'rejected' | 'invalid' | 'reverted'
}

export interface PatchProposal {
  operations: Operation[]
  anchored: AnchoredChange[]
  /** Indexes of the hunks that were accepted. */
  hunks: number[]
}

/** An id out of use, and the patch that took it; inside bodies the way of ids that led to the element. */
export interface RetiredIdRow {
  kind: 'node' | 'edge'
  id: string
  patchId: string
}

export type NewArtifact = Omit<ArtifactRow, 'artifactId' | 'createdAt'> & { artifactId: string }

export interface Publication {
  workflowId: string
  tag: string
  expected: string
  artifact: NewArtifact
  /** With the status `applied`; its row may wait already as a proposal, which is then decided by `decidedBy`. */
  patch: Omit<PatchRow, 'createdAt'>
  kind?: 'publish' | 'merge'
  /** Patches whose removals are taken back besides: ids they retired may return with this one. */
  restores?: readonly string[]
  /** A draft that is saved with it, as far as its gesture `seq`; `moved_draft` when it has grown or is closed. */
  draft?: { draftId: string; seq: number; closedBy: Actor }
}

export type PublishOutcome =
  | { kind: 'published' }
  | { kind: 'moved'; actual: string }
  | { kind: 'duplicate'; patch: PatchRow }
  | { kind: 'retired'; ids: RetiredIdRow[] }
  | { kind: 'moved_draft' }

/** Runs of a workflow that the list tells of. */
export const RECENT_RUNS = 10

export interface RunReference {
  runId: string
  status: string
  startedAt: Date
}

export type ListedWorkflow = WorkflowRow & { head: ArtifactRow; tag: string; recentRuns: RunReference[]; createdBy: Actor }

export interface TagHead {
  name: string
  tag: string
  head: ArtifactRow
}

/** Workflows, versions and what is published on tags. Every write is one transaction. */
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
  /**
   * By name, archived ones among them (marked); the head is that of `main`, or of the oldest tag. With the actor who created it and the
   * RECENT_RUNS newest runs, newest first.
   */
  listWorkflows(workspaceId: string): Promise<ListedWorkflow[]>
  getWorkflow(workspaceId: string, name: string): Promise<(WorkflowRow & { tags: TagRow[] }) | undefined>
  findTags(workspaceId: string, tag: string): Promise<Array<{ workflow: WorkflowRow; tag: TagRow }>>
  /** Every tag of the open workflows with its head, at most `most`: `main` first, then the others, each by name. */
  tagHeads(workspaceId: string, most: number): Promise<TagHead[]>
  archive(workspaceId: string, name: string, actor: Actor): Promise<boolean>
  getArtifact(artifactId: string): Promise<ArtifactRow | undefined>
  addArtifact(artifact: NewArtifact): Promise<void>
  /** The base that a compaction made of this version, the first where there are several. */
  compactedFrom(artifactId: string): Promise<ArtifactRow | undefined>
  /** The chain from just above the base up to this version, oldest first, with the patch of each link. */
  chain(artifactId: string): Promise<Array<{ artifact: ArtifactRow; patch: PatchRow }>>
  /** Whether this workspace references these bytes: as a version, or as inputs, program or node output of one of its runs. */
  references(workspaceId: string, casId: string): Promise<boolean>
  /**
   * Publishes a tag patch: stores patch and artifact and moves the tag from `expected`, in one transaction. The move is recorded with
   * actor, time and reason. Ids the patch removes are out of use from then on; one that is out of use comes back only with a patch
   * that reverts its removal (D-26). A patch that reverts another marks it, and unmarks what that one had reverted.
   */
  publish(input: Publication): Promise<PublishOutcome>
  /** Patches that lie between two versions, oldest first and across compactions; undefined when `from` is not an ancestor of `to`. */
  patchesBetween(from: string, to: string): Promise<PatchRow[] | undefined>
}

/** Proposals and applied patches of runs. */
export interface PatchStore {
  insert(patch: Omit<PatchRow, 'createdAt'>): Promise<{ kind: 'inserted' } | { kind: 'duplicate'; patch: PatchRow }>
  /** A patch that nobody has to look at first: stored as accepted, with its version and the hot-swap command, at once (D-30). */
  insertAccepted(input: {
    patch: Omit<PatchRow, 'createdAt'>
    artifact: NewArtifact
    commandId: string
    payload: Record<string, unknown>
  }): Promise<{ kind: 'inserted' } | { kind: 'duplicate'; patch: PatchRow }>
  get(patchId: string): Promise<PatchRow | undefined>
  list(query: { workspaceId: string; runId?: string; workflowId?: string; status?: PatchRow['status']; limit: number }): Promise<PatchRow[]>
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
  /** Accepts a proposal and stores the hot-swap command in one transaction (D-30). Its base is from then on `baseVersion`, by default the artifact's parent, which the operations are written against. */
  accept(
    patchId: string,
    change: {
      decidedBy?: Actor
      artifact: NewArtifact
      baseVersion?: string
      operations: Operation[]
      anchored: AnchoredChange[]
      summary: PatchSummary
      /** What was proposed, when only a part is accepted. */
      proposal?: PatchProposal
      commandId: string
      payload: Record<string, unknown>
    },
  ): Promise<boolean>
}
