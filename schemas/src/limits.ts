/** Named limits with their defaults. Each is configurable at the server by `AOB_LIMIT_<NAME>` (upper snake case). */
export const DEFAULT_LIMITS = {
  /** Agent nodes in one workflow (SPEC PP-09). */
  maxAgents: 5,
  /** Nodes of one workflow, those in bodies and sub-workflows included. */
  maxNodes: 20_000,
  maxEdges: 60_000,
  /** Bodies inside one another: a map in the body of a map is the second. */
  maxScopeDepth: 8,
  /** Items one map runs over. */
  maxMapItems: 10_000,
  /** RFC 6902 operations in one patch. */
  maxOperations: 10_000,
  /** Conflicts of one merge that can be decided at all, one by one and for all others together: what bounds its time. */
  maxMergeDecisions: 5_000,
  /** Bytes of one patch as sent. */
  maxPatchBytes: 2_000_000,
  /** Bytes of one document, base or result. */
  maxDocumentBytes: 32_000_000,
  /** Nesting depth of any untrusted JSON. */
  maxDepth: 128,
  /** Members of all objects and items of all lists in one request body, or one answer from outside, together. */
  maxJsonValues: 600_000,
  /** Different names of members in one request body, or one answer from outside. */
  maxJsonNames: 10_000,
  /** Bytes a `copy` operation may duplicate within one patch. */
  maxCopiedBytes: 8_000_000,
  /** Bytes one patch may make the materializer move and scan: what bounds its time. */
  maxWorkBytes: 1_000_000_000,
  /** Bytes of one request body. */
  maxRequestBytes: 8_000_000,
  /** Bytes of one node's output. */
  maxOutputBytes: 8_000_000,
  /** Attempts of one node whose worker was lost, in a row, before it counts as poisonous. */
  maxNodeAttempts: 5,
  /** Deliveries of one completion whose decision fails for good before it is set aside and its node counts as poisonous. */
  maxCompletionDeliveries: 5,
  /** Runs whose deadlines (retries, waits, approvals, run timeouts) one process works off at the same time. */
  maxDeadlinesAtOnce: 16,
  /** Events after which a run's state is kept as a snapshot, so that no fold is longer. */
  snapshotEveryEvents: 1000,
  /** Bytes queued for one live client before it is cut with a resumable id. */
  maxClientBufferBytes: 4_000_000,
  /** Tokens of higher priority one worker takes while a lower one waits (SPEC QP-03). */
  maxPriorityLead: 50,
  /** Nodes of a run one worker carries out on one token before it takes its turn again (SPEC D-34); 1: every node takes a token. */
  maxInlineNodes: 16,
  /** Milliseconds after which a worker goes on with no further node on one token. */
  maxInlineMs: 1_000,
  /** Nodes of a run at work up to which its workers commit their answers themselves; those of a wider run leave them to the coordinator. */
  maxInlineWidth: 4,
  /** Pure nodes in a straight line that a worker commits together (SPEC D-34); 1: each has a commit of its own. */
  maxFusedNodes: 8,
  /** Milliseconds after which such a segment is committed with what is done by then. */
  maxFusedMs: 50,
  /** Tokens that may wait for a worker before new runs are refused. */
  maxTokenBacklog: 200_000,
  /** Events that may wait for the record before workers pause and new runs are refused. */
  maxEventBacklog: 100_000,
  /** Messages nobody could use, kept for an operator in each partition; the oldest go first. */
  maxDeadLetters: 10_000,
  /** Bytes the log of one partition grows by, where the hot store is Kafka, before a snapshot takes the place of what is in it. */
  hotLogSnapshotBytes: 16_000_000,
  /** Corrections offered to a model before its invalid patch is kept for people. */
  maxPatchCorrections: 3,
  /** Milliseconds a node waits until people have decided on its patches; then it goes on, and they stay open. */
  maxPatchWaitMs: 604_800_000,
  /** Patches over one base after which a tag gets a new base of the same bytes (SPEC VC-16). */
  compactAfterPatches: 20,
  /** Tags that are looked at when a workflow gets more agents, for those that call it and have too many by that. */
  maxCallersLookedAt: 1_000,
  /** Bytes of versions one process keeps at hand, so that a head is not read and parsed for every patch. */
  maxKnownDocumentBytes: 64_000_000,
  /** Tags of one workflow. */
  maxTags: 100,
  /** Gestures in one shared draft before it has to be saved. */
  maxDraftGestures: 5_000,
  /** RFC 6902 operations of one gesture in a draft, and of the patch a draft is saved as: everything in the largest workflow moved or deleted. */
  maxDraftOperations: 100_000,
  /** Bytes of the patch a draft is saved as. */
  maxDraftPatchBytes: 16_000_000,
  /** Bytes of one job for a runner outside. */
  maxAgentJobBytes: 1_000_000,
  /** Bytes of one message of a runner. */
  maxAgentResultBytes: 8_000_000,
  /** Jobs that may wait for runners before new runs are refused. */
  maxAgentJobs: 10_000,
  /** Milliseconds a job waits for a runner to begin; then its node fails. */
  maxAgentJobWaitMs: 86_400_000,
  /** Milliseconds a runner may be silent before its work counts as lost and goes out again. */
  maxAgentSilenceMs: 60_000,
  /** Schedules of one workspace. */
  maxSchedules: 1_000,
  /** Milliseconds a session lives without a request; a request begins them anew (SPEC DB-06). */
  sessionIdleMs: 43_200_000,
  /** Milliseconds after which a session ends however much it is used. */
  sessionMaxMs: 604_800_000,
  /** Milliseconds within which the live connections of an ended session are closed. */
  sessionCheckMs: 5_000,
  /** Wrong tokens one address may try, repetitions apart, before it has to wait. */
  maxWrongTokens: 10,
  /** Milliseconds it then waits, from its last try on. */
  wrongTokenWaitMs: 900_000,
} as const

export type Limits = { readonly [K in keyof typeof DEFAULT_LIMITS]: number }
