import type {
  Actor,
  AppendDraft,
  ApprovalView,
  ApprovePatch,
  ChainPatch,
  ChangePatchSet,
  CreatePatchSet,
  CreateSchedule,
  CreateTag,
  CreateWorkflow,
  DeadLetter,
  DecideApproval,
  DraftAppended,
  DraftStep,
  DraftView,
  FieldProblem,
  HotRun,
  Limits,
  MergeTag,
  NodeTrail,
  NodeTrailQuery,
  PatchAccepted,
  PatchPreview,
  PatchRecord,
  PatchSetReport,
  PatchSetView,
  Presence,
  PreviewPatch,
  PreviewSchedule,
  PromoteRun,
  ReplayRun,
  ResolveNode,
  RestackTag,
  RestoreVersion,
  RevertPatch,
  RunDetail,
  RunEvent,
  RunStartedAnswer,
  RunStatus,
  RunSummary,
  SaveDraft,
  ScheduleTimes,
  ScheduleView,
  StartRun,
  SubmitPatch,
  SystemInfo,
  TagHead,
  TagHistory,
  TagMoved,
  TagRestacked,
  VersionEntry,
  WorkflowCreated,
  WorkflowDetail,
  WorkflowSummary,
  WorkspaceNotice,
} from '@aob/schemas'

/** Who calls, taken from the credential (D-31). */
export interface Caller {
  workspaceId: string
  actor: Actor
  /** Set for an agent runner's token: the only run and node it may act on. */
  scope?: { runId: string; nodeId: string }
}

/** Bytes of a version with what a client needs to cache them. */
export interface VersionBytes {
  artifactId: string
  casId: string
  bytes: Uint8Array
}

/** Everything the borders (tRPC, REST, gateway) may call. Input is parsed before; failures are DomainErrors. */
export interface Services {
  workflows: {
    list(caller: Caller): Promise<WorkflowSummary[]>
    get(caller: Caller, name: string): Promise<WorkflowDetail>
    create(caller: Caller, input: CreateWorkflow): Promise<WorkflowCreated>
    archive(caller: Caller, name: string): Promise<void>
    unarchive(caller: Caller, name: string): Promise<void>
    /** The document at the root of the chain, and its patches; of the head, or of the version asked for. */
    base(caller: Caller, name: string, tag: string, artifactId?: string): Promise<VersionBytes>
    /** Ordered patches from that base to the tag's head, and the head they lead to. */
    patches(caller: Caller, name: string, tag: string, artifactId?: string): Promise<{ head: string; versionLabel: string; patches: ChainPatch[] }>
    /** Publishes a patch on the tag. */
    patch(caller: Caller, name: string, tag: string, input: SubmitPatch): Promise<PatchAccepted>
    validate(caller: Caller, workflow: unknown): Promise<{ valid: boolean; problems: FieldProblem[] }>
    undo(caller: Caller, ref: string, reason?: string): Promise<TagMoved>
    redo(caller: Caller, ref: string, reason?: string): Promise<TagMoved>
    /** Makes any version of the workflow the tag's head again. */
    restore(caller: Caller, ref: string, input: RestoreVersion): Promise<TagMoved>
    createTag(caller: Caller, name: string, input: CreateTag): Promise<TagHead>
    /** Merges another tag into this one, as one patch. */
    mergeTag(caller: Caller, name: string, tag: string, input: MergeTag): Promise<PatchAccepted>
    /** Another arrangement of the tag's newest patches: reordered, squashed, or both; what the workflow says stays the same. */
    restackTag(caller: Caller, name: string, tag: string, input: RestackTag): Promise<TagRestacked>
    /** Moves of the tag, newest first. */
    history(caller: Caller, name: string, tag: string, limit?: number): Promise<TagHistory>
    /** The head and all it comes from, newest first and across compactions. */
    versions(caller: Caller, name: string, tag: string, limit?: number): Promise<VersionEntry[]>
    createPatchSet(caller: Caller, name: string, input: CreatePatchSet): Promise<PatchSetView>
    patchSets(caller: Caller, name: string): Promise<PatchSetReport>
    changePatchSet(caller: Caller, name: string, set: string, input: ChangePatchSet): Promise<PatchSetView>
  }
  /** The shared draft of a tag (D-36). */
  drafts: {
    read(caller: Caller, name: string, tag: string, afterSeq?: number): Promise<DraftView>
    append(caller: Caller, name: string, tag: string, input: AppendDraft): Promise<DraftAppended>
    /** Takes back the caller's own last gesture, or their last undo. */
    undo(caller: Caller, name: string, tag: string, input: DraftStep): Promise<DraftAppended>
    redo(caller: Caller, name: string, tag: string, input: DraftStep): Promise<DraftAppended>
    /** Publishes it as one patch. */
    save(caller: Caller, name: string, tag: string, input: SaveDraft): Promise<PatchAccepted>
    discard(caller: Caller, name: string, tag: string): Promise<void>
  }
  runs: {
    start(caller: Caller, input: StartRun, idempotencyKey?: string): Promise<RunStartedAnswer>
    list(
      caller: Caller,
      query: { workflowName?: string; scheduleId?: string; status?: RunStatus; cursor?: string; limit?: number },
    ): Promise<{ items: RunSummary[]; nextCursor?: string }>
    get(caller: Caller, runId: string): Promise<RunDetail>
    cancel(caller: Caller, runId: string, reason?: string): Promise<{ status: RunStatus }>
    pause(caller: Caller, runId: string, reason?: string): Promise<{ status: RunStatus }>
    resume(caller: Caller, runId: string, reason?: string): Promise<{ status: RunStatus }>
    /** A person's word about a held node. */
    resolve(caller: Caller, address: { runId: string; nodeId: string }, input: ResolveNode): Promise<{ status: RunStatus }>
    /** Repeats a run as a new one, from its record or executing again from a node on. */
    replay(caller: Caller, runId: string, input: ReplayRun, idempotencyKey?: string): Promise<RunStartedAnswer>
    /** Drained events after `afterSeq`, in order. */
    events(caller: Caller, runId: string, afterSeq: number, limit: number): Promise<RunEvent[]>
    base(caller: Caller, runId: string): Promise<VersionBytes>
    /** Applied patches of the run in order: what the browser materializes over the base. */
    patches(caller: Caller, runId: string): Promise<{ head: string; patches: ChainPatch[] }>
    /** Every proposal of the run with its outcome. */
    audit(caller: Caller, runId: string): Promise<PatchRecord[]>
    /** Where the nodes of the run come from, and what was done with each. */
    auditNodes(caller: Caller, runId: string, query: NodeTrailQuery): Promise<NodeTrail[]>
    /** Its hot state; for operators. */
    hot(caller: Caller, runId: string): Promise<HotRun>
    patch(caller: Caller, runId: string, input: SubmitPatch, options?: { respondAsync?: boolean }): Promise<PatchAccepted>
    /** What would become of such a patch now; nothing is stored. */
    previewPatch(caller: Caller, runId: string, input: PreviewPatch): Promise<PatchPreview>
    /** Proposes patches of the run for the workflow itself. */
    promote(caller: Caller, runId: string, input: PromoteRun): Promise<PatchAccepted>
  }
  patches: {
    list(caller: Caller, query: { status?: PatchRecord['status']; runId?: string; workflowName?: string; limit?: number }): Promise<PatchRecord[]>
    get(caller: Caller, patchId: string): Promise<PatchRecord>
    approve(caller: Caller, patchId: string, input: ApprovePatch): Promise<PatchAccepted>
    reject(caller: Caller, patchId: string, input: { reason: string }): Promise<PatchRecord>
    /** Takes an applied patch back by a patch of its own. */
    revert(caller: Caller, patchId: string, input: RevertPatch): Promise<PatchAccepted>
  }
  approvals: {
    list(caller: Caller, query: { status?: ApprovalView['status']; runId?: string; limit?: number }): Promise<ApprovalView[]>
    get(caller: Caller, approvalId: string): Promise<ApprovalView>
    decide(caller: Caller, approvalId: string, input: DecideApproval): Promise<ApprovalView>
  }
  schedules: {
    preview(caller: Caller, input: PreviewSchedule): Promise<ScheduleTimes>
    create(caller: Caller, input: CreateSchedule): Promise<ScheduleView>
    list(caller: Caller, query: { workflowName?: string }): Promise<ScheduleView[]>
    pause(caller: Caller, scheduleId: string): Promise<ScheduleView>
    resume(caller: Caller, scheduleId: string): Promise<ScheduleView>
    remove(caller: Caller, scheduleId: string): Promise<void>
  }
  /** Messages nobody could use; for operators. */
  deadLetters: {
    list(caller: Caller, limit?: number): Promise<DeadLetter[]>
    /** Puts it back on the stream it was read from. */
    requeue(caller: Caller, id: string): Promise<DeadLetter>
    drop(caller: Caller, id: string): Promise<DeadLetter>
  }
  artifacts: {
    /** Bytes from CAS, only when the workspace references them. */
    read(caller: Caller, sha256: string): Promise<Uint8Array>
  }
  system: {
    info(caller: Caller): Promise<SystemInfo>
    /** Limits of the caller's workspace. */
    setLimits(caller: Caller, change: Readonly<Record<string, number | null>>): Promise<Limits>
    ready(): Promise<{ ready: boolean; parts: Record<string, 'ok' | string> }>
  }
  live: {
    /** Calls back with the last drained seq whenever it may have grown. Returns the remover. */
    onRun(runId: string, listener: (seq: number) => void): () => void
    onWorkspace(workspaceId: string, listener: (notice: WorkspaceNotice) => void): () => void
    /** Tells whoever has the workflow open; nothing is kept. */
    tellPresence(workspaceId: string, workflowName: string, presence: Presence): void
  }
}
