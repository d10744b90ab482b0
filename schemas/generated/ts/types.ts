// Generated from schemas/*.schema.json by `npm run generate`. Do not edit.
/**
 * Unique name within the workspace.
 */
export type WorkflowName = string
/**
 * What to do with a node whose type nobody has registered.
 */
export type UnknownPolicy = 'skip' | 'hold' | 'fail'
/**
 * auto: applied as soon as it is valid; review: waits for a person.
 */
export type ReviewMode = 'auto' | 'review'
/**
 * A kind of change that is reviewed.
 */
export type ReviewedOperation = 'add_node' | 'remove_node' | 'change_node' | 'change_edge' | 'change_settings'
/**
 * Unique, immutable id of a node or an edge.
 */
export type ElementId = string
/**
 * When a node with several incoming edges may run; default all.
 */
export type JoinRule =
  | ('all' | 'any')
  | {
      n: number
    }
/**
 * One RFC 6902 operation.
 */
export type Operation = AddOperation | RemoveOperation | ReplaceOperation | MoveOperation | CopyOperation | TestOperation
/**
 * RFC 6901 JSON Pointer.
 */
export type Pointer = string
/**
 * As Operations, of a gesture in a draft and of the patch a draft was saved as: all of a large workflow may have been moved.
 *
 * @minItems 1
 * @maxItems 100000
 */
export type DraftOperations = Operation[]
/**
 * RFC 6902 operations, applied in order and all or none.
 *
 * @minItems 1
 * @maxItems 10000
 */
export type Operations = Operation[]
/**
 * One entry of a run's append-only log. Events of a run are numbered 1..n without a gap; folding them gives the run's state (in mode fast: without the tokens on their way).
 */
export type RunEvent = {
  runId: string
  seq: number
  /**
   * Milliseconds since the epoch, taken by the committing coordinator.
   */
  at: number
  actor?: Actor
  /**
   * The durable command this event answers, when there is one.
   */
  commandId?: string
  type: string
  data: {}
} & (
  | RunStarted
  | RunCompleted
  | RunFailed
  | RunCancelled
  | RunTimedOut
  | RunPaused
  | RunResumed
  | RunRecovered
  | NodeQueued
  | NodeStarted
  | NodeCompleted
  | NodeAwaiting
  | NodeDelayed
  | NodeReused
  | NodeFailed
  | NodeRetrying
  | NodeSkipped
  | NodeHeld
  | NodeResolved
  | NodeNotTaken
  | NodeWithdrawn
  | ScopeOpened
  | ScopeActivated
  | ScopeSettled
  | ApprovalRequested
  | ApprovalDecided
  | PatchProposed
  | PatchApplied
  | PatchRejected
  | PatchInvalid
  | AgentCalled
)
export type CasRef = string
/**
 * What a run's log keeps; full when absent. full: every event. fast: every event but those of tokens on their way (node.queued unless it is an agent's or a retry's; node.started unless the node is irreversible; agent.called), which are told by nothing but the hot store.
 */
export type RunMode = 'fast' | 'full'
/**
 * Where a node stands in a run: its id, behind the activations it lies in: `fetch`, `map1[3]/fetch`, `map1[3]/loop1[0]/x`.
 */
export type NodeAddress = string
/**
 * What activations read: the list of items, the inputs of a sub-workflow.
 */
export type CasRef1 = string
/**
 * A word of a runner about its job, for the stream agent.results: the field json of an entry.
 */
export type AgentResult = AgentStarted | AgentHeartbeat | AgentCompleted | AgentFailed
export type JobId = string
export type JobToken = string
export type RunStatus = 'RUNNING' | 'WAITING_FOR_APPROVAL' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT'
export type NodeStatus =
  | 'idle'
  | 'queued'
  | 'running'
  | 'open'
  | 'waiting'
  | 'succeeded'
  | 'failed'
  | 'retrying'
  | 'delayed'
  | 'skipped'
  | 'held'
  | 'not_taken'
  | 'cancelled'
/**
 * Unique name within the workspace.
 */
export type WorkflowName1 = string
export type TagName = string
export type TagName1 = string
/**
 * Patches whose removals are taken back: the ids they removed may return with this one, as what they were.
 *
 * @maxItems 100
 */
export type Restores = string[]
/**
 * Ids of the nodes selected.
 *
 * @maxItems 100
 */
export type Selection = string[]
/**
 * For tags: where to revert it; by default where it was published.
 */
export type TagName2 = string
/**
 * For tags: where to revert it; by default where it was published.
 */
export type TagName3 = string
/**
 * The tag whose head it starts at; default main.
 */
export type TagName4 = string
/**
 * The tag whose head it starts at; default main.
 */
export type TagName5 = string
/**
 * The tag to merge.
 */
export type TagName6 = string
/**
 * The tag to merge.
 */
export type TagName7 = string
/**
 * Oldest first; each of the newest patches exactly once.
 *
 * @minItems 1
 * @maxItems 1000
 */
export type Stack = StackEntry[]
/**
 * Where to propose them; default main.
 */
export type TagName8 = string
/**
 * Where to propose them; default main.
 */
export type TagName9 = string
export type Name = string
export type When = string

/**
 * A workflow document: nodes, edges and settings. Immutable once stored; changed only by patches.
 */
export interface Workflow {
  /**
   * Version of this document format.
   */
  schemaVersion: 1
  name: WorkflowName
  /**
   * What the workflow is for, in a sentence or two.
   */
  description?: string
  /**
   * JSON Schema of the run inputs; checked before a run row exists.
   */
  inputs?: {}
  settings?: Settings
  /**
   * The steps. Order carries no meaning.
   *
   * @maxItems 20000
   */
  nodes: WorkflowNode[]
  /**
   * The connections. Order carries no meaning.
   *
   * @maxItems 60000
   */
  edges: WorkflowEdge[]
  /**
   * Visual grouping; never reaches a run.
   */
  groups?: WorkflowGroup[]
  /**
   * Sticky notes; never reach a run.
   */
  notes?: WorkflowNote[]
}
/**
 * Workflow-wide behaviour.
 */
export interface Settings {
  /**
   * Agent nodes allowed in the workflow; never above the workspace's own limit.
   */
  maxAgents?: number
  /**
   * Nodes of one run that may be queued or at work at the same time; those that are ready beyond that wait, by priority.
   */
  maxConcurrency?: number
  unknownPolicy?: UnknownPolicy
  /**
   * Longest run duration in milliseconds.
   */
  timeoutMs?: number
  review?: ReviewPolicy
  reviewOperations?: ReviewedOperations
}
/**
 * Who reviews a patch to this workflow or to a run of it, by the kind of actor who proposes it.
 */
export interface ReviewPolicy {
  human?: ReviewMode
  agent?: ReviewMode
  optimizer?: ReviewMode
}
/**
 * What waits for a person although its actor goes on by itself otherwise.
 */
export interface ReviewedOperations {
  human?: ReviewedOperation[]
  agent?: ReviewedOperation[]
  optimizer?: ReviewedOperation[]
}
export interface WorkflowNode {
  id: ElementId
  /**
   * Node type; unknown types are kept and follow the unknown-type policy.
   */
  type: string
  /**
   * Title shown on the card.
   */
  name?: string
  /**
   * Settings of the node; its shape is given by the node type's schema.
   */
  config?: {}
  position: Position
  join?: JoinRule
  retry?: RetryPolicy
  /**
   * Longest duration of one attempt in milliseconds.
   */
  timeoutMs?: number
  /**
   * Result cache policy; only for pure node types.
   */
  cache?: 'off' | 'read_only' | 'read_through' | 'write_only'
  /**
   * Queue priority of the node's tokens.
   */
  priority?: 'high' | 'medium' | 'low'
  /**
   * What a final failure does to the run when no error edge is drawn.
   */
  onError?: 'fail' | 'skip' | 'review'
  /**
   * The effect cannot be taken back; gates before it are protected.
   */
  irreversible?: boolean
  /**
   * The run may not pass this node by when its type is unknown.
   */
  required?: boolean
  unknownPolicy?: UnknownPolicy
  /**
   * Recorded output used instead of running the node in test runs.
   */
  pin?: {
    [k: string]: unknown
  }
}
/**
 * Top left corner on the canvas, in canvas pixels.
 */
export interface Position {
  x: number
  y: number
}
/**
 * How often and how fast a transient failure is tried again.
 */
export interface RetryPolicy {
  /**
   * Attempts in all, the first included.
   */
  maxAttempts?: number
  /**
   * Delay before the second attempt.
   */
  baseMs?: number
  /**
   * Longest delay between two attempts.
   */
  maxMs?: number
}
export interface WorkflowEdge {
  id: ElementId
  from: ElementId
  to: ElementId
  /**
   * Port the edge leaves by; default out.
   */
  fromPort?: string
  /**
   * CEL condition; the edge is taken only when it holds.
   */
  when?: string
}
export interface WorkflowGroup {
  id: ElementId
  name?: string
  nodes: ElementId[]
  collapsed?: boolean
}
export interface WorkflowNote {
  id: ElementId
  text: string
  position: Position
  width?: number
  height?: number
}
/**
 * The inner graph of a map, loop or composite. Its ids are its own: they may occur outside it.
 */
export interface WorkflowBody {
  /**
   * @maxItems 20000
   */
  nodes: WorkflowNode[]
  /**
   * @maxItems 60000
   */
  edges: WorkflowEdge[]
}
/**
 * An RFC 6902 patch in its envelope: who, why, on which base, and the same change addressed by ids.
 */
export interface Patch {
  /**
   * UUIDv7 made by the client; also the idempotency key.
   */
  patchId: string
  /**
   * A run's private head or a workflow's tag.
   */
  scope: 'run' | 'tag'
  runId?: string
  workflowId?: string
  /**
   * Position in the chain, given when applied.
   */
  seq?: number
  operations: DraftOperations
  /**
   * The same change by id.
   */
  anchored: AnchoredChange[]
  /**
   * artifactId the operations were written against.
   */
  baseVersion?: string
  /**
   * The version this patch produced, once applied.
   */
  artifactId?: string
  actor: Actor
  /**
   * Why, in the actor's own words.
   */
  rationale?: string
  createdAt: string
  decidedAt?: string
  decidedBy?: Actor
  /**
   * Reason of a rejection, or of an invalid patch.
   */
  reason?: string
  status: 'proposed' | 'accepted' | 'applied' | 'rejected' | 'invalid' | 'reverted'
}
export interface AddOperation {
  op: 'add'
  path: Pointer
  value: unknown
}
export interface RemoveOperation {
  op: 'remove'
  path: Pointer
}
export interface ReplaceOperation {
  op: 'replace'
  path: Pointer
  value: unknown
}
export interface MoveOperation {
  op: 'move'
  path: Pointer
  from: Pointer
}
export interface CopyOperation {
  op: 'copy'
  path: Pointer
  from: Pointer
}
export interface TestOperation {
  op: 'test'
  path: Pointer
  value: unknown
}
export interface AnchoredChange {
  target: AnchorTarget
  /**
   * RFC 6901 pointer inside the target; empty for the whole target.
   */
  pointer: string
  op: 'add' | 'remove' | 'replace' | 'reorder'
  before?: unknown
  value?: unknown
  /**
   * For reorder: the id this element now follows.
   */
  after?: string
}
export interface AnchorTarget {
  kind: 'node' | 'edge' | 'root'
  /**
   * Ids from the outermost scope inwards; empty for root.
   */
  path: string[]
}
/**
 * Who did it; always taken from the credential.
 */
export interface Actor {
  kind: 'human' | 'agent' | 'optimizer' | 'system'
  id: string
  name?: string
  runId?: string
  nodeId?: string
  model?: string
}
/**
 * A workflow lowered for execution: no layout, adjacency precomputed, aliases resolved. A pure function of the document.
 */
export interface Ir {
  irFormat: 1
  name: string
  settings: IrSettings
  /**
   * By node id.
   */
  nodes: {
    [k: string]: IrNode
  }
  /**
   * By edge id.
   */
  edges: {
    [k: string]: IrEdge
  }
  /**
   * Nodes without incoming edges, in id order.
   */
  entries: string[]
  agentCount: number
}
export interface IrSettings {
  maxAgents: number
  unknownPolicy: 'skip' | 'hold' | 'fail'
  timeoutMs?: number
  maxConcurrency?: number
}
export interface IrNode {
  id: string
  name?: string
  /**
   * Canonical type: aliases are resolved.
   */
  type: string
  /**
   * False when no node type of that name is registered.
   */
  known: boolean
  config: {}
  /**
   * Rule of the join; a number of required branches goes to joinCount.
   */
  join: 'all' | 'any'
  joinCount?: number
  /**
   * Incoming edge ids, in id order.
   */
  in: string[]
  /**
   * Outgoing edge ids, in id order.
   */
  out: string[]
  retry: IrRetry
  timeoutMs?: number
  cache?: 'off' | 'read_only' | 'read_through' | 'write_only'
  priority: 'high' | 'medium' | 'low'
  onError: 'fail' | 'skip' | 'review'
  irreversible: boolean
  unknownPolicy: 'skip' | 'hold' | 'fail'
  scope?: IrScope
}
export interface IrRetry {
  maxAttempts: number
  baseMs: number
  maxMs: number
}
/**
 * The body of a map, loop, composite or sub-workflow, lowered like a graph of its own, and how its activations run.
 */
export interface IrScope {
  /**
   * By node id; ids are the body's own.
   */
  nodes: {
    [k: string]: IrNode
  }
  /**
   * By edge id.
   */
  edges: {
    [k: string]: IrEdge
  }
  /**
   * Nodes without incoming edges, in id order.
   */
  entries: string[]
  /**
   * Activations under way at the same time, at most.
   */
  concurrency: number
  /**
   * What a failed activation does to its scope.
   */
  itemErrors: 'fail' | 'skip' | 'collect'
  /**
   * Which outputs of an activation outlive it: of its last nodes, or of all.
   */
  keeps: 'last' | 'all'
  pinned?: IrPinned
}
export interface IrEdge {
  id: string
  from: string
  to: string
  port: string
  when?: string
}
/**
 * The version a sub-workflow was resolved to when the run was submitted, or when a patch brought it in.
 */
export interface IrPinned {
  ref: string
  artifactId: string
  name: string
  /**
   * JSON Schema of its inputs.
   */
  inputs?: {}
}
export interface RunStarted {
  type: 'run.started'
  data: {
    workflowName: string
    artifactId: string
    irRef: CasRef
    irVersion: 1
    inputsRef: CasRef
    /**
     * Numbered behaviours of the decision logic this run keeps for life.
     */
    behaviours?: number[]
    replay?: ReplayLink
    mode?: RunMode
  }
}
/**
 * What a run repeats. live: nodes before `from` take their recorded outputs over, the rest executes. freeze: every answer comes from the record and nothing executes.
 */
export interface ReplayLink {
  /**
   * The run that is repeated.
   */
  of: string
  mode: 'live' | 'freeze'
  /**
   * The first node that executes again.
   */
  from?: string
}
export interface RunCompleted {
  type: 'run.completed'
  data: {}
}
export interface RunFailed {
  type: 'run.failed'
  data: {
    nodeId?: NodeAddress
    error: NodeError
  }
}
export interface NodeError {
  /**
   * area.reason, see error-codes.json.
   */
  code: string
  message: string
  /**
   * True for transient failures.
   */
  retryable: boolean
  retryAfterMs?: number
  /**
   * Messages of the wrapped errors, outermost first.
   */
  causes?: string[]
}
export interface RunCancelled {
  type: 'run.cancelled'
  data: {
    reason?: string
  }
}
export interface RunTimedOut {
  type: 'run.timed_out'
  data: {
    afterMs?: number
  }
}
export interface RunPaused {
  type: 'run.paused'
  data: {
    reason?: string
  }
}
export interface RunResumed {
  type: 'run.resumed'
  data: {
    reason?: string
  }
}
/**
 * In mode fast: the hot state was lost, and what follows goes on from the record up to here.
 */
export interface RunRecovered {
  type: 'run.recovered'
  data: {}
}
export interface NodeQueued {
  type: 'node.queued'
  data: {
    nodeId: NodeAddress
    nodeType: string
    attempt: number
    irVersion: number
    cause?: 'ready' | 'retry' | 'recovered' | 'taken_over' | 'patched' | 'withheld' | 'resumed' | 'collect'
  }
}
export interface NodeStarted {
  type: 'node.started'
  data: {
    nodeId: NodeAddress
    attempt: number
    irVersion: number
    worker?: string
  }
}
export interface NodeCompleted {
  type: 'node.completed'
  data: {
    nodeId: NodeAddress
    attempt: number
    irVersion: number
    port: string
    /**
     * cas://sha256:… of the output.
     */
    outputRef: string
    outputBytes?: number
    durationMs?: number
    usage?: Usage
    edges: EdgeFacts
  }
}
/**
 * Token counters as the provider reported them.
 */
export interface Usage {
  inputTokens?: number
  outputTokens?: number
  cachedTokens?: number
  calls?: number
}
/**
 * Edge address to fact (`e1`, `map1[3]/e1`); each edge is resolved exactly once.
 */
export interface EdgeFacts {
  [k: string]: 'taken' | 'not_taken'
}
export interface NodeAwaiting {
  type: 'node.awaiting'
  /**
   * The node has done its work and waits until the patches it proposed are decided; it holds no token meanwhile.
   */
  data: {
    nodeId: NodeAddress
    attempt: number
    irVersion: number
    port: string
    outputRef: string
    outputBytes?: number
    durationMs?: number
    usage?: Usage
    /**
     * @minItems 1
     */
    patches: string[]
  }
}
export interface NodeDelayed {
  type: 'node.delayed'
  /**
   * The node waits for a time, without a token; it completes with this output when it is due.
   */
  data: {
    nodeId: string
    attempt: number
    irVersion: number
    dueAt: number
    outputRef: string
    outputBytes?: number
  }
}
export interface NodeReused {
  type: 'node.reused'
  /**
   * A replay took this node's output over from the run it repeats; the node was not executed and had no token.
   */
  data: {
    nodeId: NodeAddress
    nodeType: string
    irVersion: number
    port: string
    outputRef: string
    outputBytes?: number
    edges: EdgeFacts
  }
}
export interface NodeFailed {
  type: 'node.failed'
  data: {
    nodeId: NodeAddress
    attempt: number
    irVersion: number
    error: NodeError
    /**
     * True when an error edge or onError: skip took it, so that the run goes on.
     */
    handled?: boolean
    edges: EdgeFacts
  }
}
export interface NodeRetrying {
  type: 'node.retrying'
  data: {
    nodeId: NodeAddress
    /**
     * The attempt that failed.
     */
    attempt: number
    error: NodeError
    dueAt: number
  }
}
export interface NodeSkipped {
  type: 'node.skipped'
  data: {
    nodeId: NodeAddress
    nodeType: string
    reason: 'unknown_type' | 'agent_limit' | 'review'
    outputRef: string
    edges: EdgeFacts
  }
}
export interface NodeHeld {
  type: 'node.held'
  data: {
    nodeId: NodeAddress
    reason: 'unknown_type' | 'review'
    error?: NodeError
  }
}
export interface NodeResolved {
  type: 'node.resolved'
  /**
   * A person's decision about a held node; the transition it leads to is the next event.
   */
  data: {
    nodeId: NodeAddress
    attempt: number
    resolution: 'retry' | 'skip' | 'fail' | 'complete'
    reason: string
  }
}
export interface NodeNotTaken {
  type: 'node.not_taken'
  data: {
    nodeId: NodeAddress
    edges: EdgeFacts
  }
}
export interface NodeWithdrawn {
  type: 'node.withdrawn'
  data: {
    nodeId: NodeAddress
    attempt: number
    patchId?: string
  }
}
export interface ScopeOpened {
  type: 'scope.opened'
  /**
   * A map, loop, composite or sub-workflow has said how many activations of its body there are, and gives its token back. A loop opens again for each further iteration.
   */
  data: {
    nodeId: NodeAddress
    attempt: number
    irVersion: number
    /**
     * Activations in all, those before included.
     */
    count: number
    ref?: CasRef1
  }
}
export interface ScopeActivated {
  type: 'scope.activated'
  /**
   * Activations first to last of the body begin.
   */
  data: {
    nodeId: NodeAddress
    first: number
    last: number
  }
}
export interface ScopeSettled {
  type: 'scope.settled'
  /**
   * One activation is over. Its inner nodes and edges leave the state; what is named here stays until the scope completes.
   */
  data: {
    nodeId: NodeAddress
    index: number
    /**
     * Output references of the body's last nodes that have one, by id.
     */
    outputs: {
      [k: string]: string
    }
    error?: NodeError1
    /**
     * True when no further activation begins because of this failure.
     */
    stops?: boolean
    /**
     * Agent nodes that got a token in it, by their path of ids; each counts once against the agent limit.
     */
    agents?: string[]
  }
}
/**
 * Present when the activation failed.
 */
export interface NodeError1 {
  /**
   * area.reason, see error-codes.json.
   */
  code: string
  message: string
  /**
   * True for transient failures.
   */
  retryable: boolean
  retryAfterMs?: number
  /**
   * Messages of the wrapped errors, outermost first.
   */
  causes?: string[]
}
export interface ApprovalRequested {
  type: 'approval.requested'
  data: {
    approvalId: string
    nodeId: NodeAddress
    attempt: number
    requestHash: string
    title: string
    deadline?: number
  }
}
export interface ApprovalDecided {
  type: 'approval.decided'
  data: {
    approvalId: string
    nodeId: NodeAddress
    decision: 'approve' | 'reject'
    reason?: string
    channel?: 'web' | 'cli' | 'api' | 'timeout'
  }
}
export interface PatchProposed {
  type: 'patch.proposed'
  data: PatchNotice
}
export interface PatchNotice {
  patchId: string
  rationale?: string
  reason?: string
  code?: string
  summary?: PatchSummary
}
export interface PatchSummary {
  nodesAdded: string[]
  nodesRemoved: string[]
  nodesChanged: string[]
  edgesAdded: string[]
  edgesRemoved: string[]
  edgesChanged: string[]
}
export interface PatchApplied {
  type: 'patch.applied'
  data: {
    patchId: string
    artifactId: string
    irRef: CasRef
    irVersion: number
    rationale?: string
    summary?: PatchSummary
    edges: EdgeFacts1
    removedNodes?: string[]
    removedEdges?: string[]
  }
}
/**
 * Edge address to fact (`e1`, `map1[3]/e1`); each edge is resolved exactly once.
 */
export interface EdgeFacts1 {
  [k: string]: 'taken' | 'not_taken'
}
export interface PatchRejected {
  type: 'patch.rejected'
  data: PatchNotice
}
export interface PatchInvalid {
  type: 'patch.invalid'
  data: PatchNotice
}
export interface AgentCalled {
  type: 'agent.called'
  data: {
    nodeId: NodeAddress
    attempt: number
    model: string
    call: number
    usage?: Usage
    tools?: string[]
    durationMs?: number
  }
}
/**
 * RFC 9457 problem+json with a stable code.
 */
export interface Problem {
  type: string
  title: string
  status: number
  code: string
  detail: string
  /**
   * RFC 6901 pointer of the field at fault.
   */
  pointer?: string
  hint?: string
  traceId?: string
  /**
   * Every problem found, the first one repeated above.
   */
  problems?: FieldProblem[]
}
export interface FieldProblem {
  code: string
  message: string
  pointer: string
  severity: 'error' | 'warning'
  nodeId?: string
  edgeId?: string
  /**
   * For a cycle: the node ids along it.
   */
  path?: string[]
  /**
   * The name that is at fault: of a field, an input or a node.
   */
  name?: string
  /**
   * A name there is that is close to the one at fault.
   */
  meant?: string
  /**
   * The rule of the schema that is broken, e.g. required, additionalProperties, maximum.
   */
  rule?: string
}
/**
 * One attempt of an agent node, as a runner outside the server finds it on the stream agent.jobs: the field json of an entry. Complete by itself: a runner needs nothing else of the server.
 */
export interface AgentJob {
  /**
   * Of this message; a runner refuses one it does not know.
   */
  version: 1
  /**
   * The same when a job is published twice.
   */
  jobId: string
  /**
   * Goes back with every word about this job. Good for this run, node and attempt alone.
   */
  token: string
  runId: string
  /**
   * Address of the node in the run.
   */
  nodeId: string
  attempt: number
  /**
   * Name of the workflow.
   */
  workflow: string
  /**
   * What the node's config calls its runners.
   */
  runner: string
  /**
   * The same for every attempt of the node; for calls that must not happen twice.
   */
  idempotencyKey: string
  /**
   * With its expressions filled in.
   */
  prompt: string
  system?: string
  model?: string
  /**
   * JSON Schema that data, or text read as JSON, must fit.
   */
  outputSchema?: {}
  /**
   * Most calls of a model the node is worth.
   */
  maxCalls: number
  /**
   * Whether patches are taken with the answer.
   */
  mayPropose: boolean
  /**
   * What the tool read_context shows a model: the workflow with the positions of its elements, inputs of the run, outputs of finished nodes. Absent when the node does not offer that tool.
   */
  context?: {}
  /**
   * When nobody has begun by then, the job is withdrawn; milliseconds since the epoch.
   */
  startBy: number
  /**
   * How long the work may take from the word started on. Absent: as long as heartbeats come.
   */
  timeoutMs?: number
  /**
   * Say heartbeat at least this often: a runner that is silent for three times as long counts as lost.
   */
  heartbeatMs: number
  /**
   * Longest message that is taken on agent.results.
   */
  maxResultBytes: number
}
/**
 * The work begins; said before the first call of a model.
 */
export interface AgentStarted {
  kind: 'started'
  jobId: JobId
  token: JobToken
  /**
   * Who works on it; shown with the node.
   */
  runner?: string
}
/**
 * The work goes on.
 */
export interface AgentHeartbeat {
  kind: 'heartbeat'
  jobId: JobId
  token: JobToken
}
/**
 * The answer. With an output schema, data has to fit it; without data, text is read as JSON.
 */
export interface AgentCompleted {
  kind: 'completed'
  jobId: JobId
  token: JobToken
  text?: string
  data?: unknown
  /**
   * Which model answered.
   */
  model?: string
  usage?: AgentUsage
  /**
   * Changes of the workflow the agent proposes, against the version the job showed.
   *
   * @maxItems 16
   */
  patches?: {
    /**
     * RFC 6902.
     *
     * @minItems 1
     */
    operations: unknown[]
    rationale?: string
  }[]
}
export interface AgentUsage {
  inputTokens?: number
  outputTokens?: number
  cachedTokens?: number
  calls?: number
}
/**
 * The work did not succeed; the node's retry policy says what follows.
 */
export interface AgentFailed {
  kind: 'failed'
  jobId: JobId
  token: JobToken
  error: {
    /**
     * transient: another attempt may go well.
     */
    lasts: 'transient' | 'permanent'
    message: string
    retryAfterMs?: number
  }
}
export interface TagHead {
  tag: string
  artifactId: string
  /**
   * sha256 of the canonical bytes of the materialized head.
   */
  casId: string
  versionLabel: string
  updatedAt: string
  /**
   * Patches between the tag's base and its head.
   */
  patchesSinceBase?: number
  /**
   * Present and true when the chain waits for its compaction.
   */
  compactionLags?: boolean
}
export interface RunRefSummary {
  runId: string
  status: RunStatus
  startedAt: string
}
export interface WorkflowSummary {
  workflowId: string
  name: string
  description?: string
  tag: string
  artifactId: string
  versionLabel: string
  updatedAt: string
  nodeCount: number
  agentCount: number
  archived: boolean
  lastRun?: RunRefSummary
  /**
   * The last runs, newest first: how the workflow fares.
   *
   * @maxItems 10
   */
  recentRuns: RunRefSummary[]
  createdBy: Actor
}
export interface WorkflowDetail {
  workflowId: string
  name: string
  description?: string
  archived: boolean
  tags: TagHead[]
}
export interface WorkflowCreated {
  workflowId: string
  artifactId: string
  casId: string
  tag: string
  versionLabel: string
}
export interface CreateWorkflow {
  name?: WorkflowName1
  tag?: TagName
  /**
   * A workflow document, validated with pointers.
   */
  workflow: {}
}
export interface SubmitPatch {
  patchId?: string
  operations: Operations
  baseVersion?: string
  rebase?: boolean
  rationale?: string
  restores?: Restores
}
export interface PreviewPatch {
  operations: Operations
  baseVersion?: string
  rebase?: boolean
}
export interface PreviewPatchInput {
  runId: string
  operations: Operations
  baseVersion?: string
  rebase?: boolean
}
/**
 * Why a run does not take a patch: the rule (packages/ir/SPEC.md), the place, and what would be allowed.
 */
export interface LegalityRefusal {
  rule: string
  code: string
  message: string
  nodeId?: string
  edgeId?: string
  pointer?: string
  allowed?: string
}
/**
 * What would become of a patch if it were sent now, and what it would change about the rest of the run, steps taken to succeed. Nothing is stored.
 */
export interface PatchPreview {
  verdict: 'legal' | 'illegal'
  refusal?: LegalityRefusal
  operations: DraftOperations
  summary: PatchSummary
  /**
   * Whether a person would have to approve it.
   */
  needsReview?: boolean
  warnings?: FieldProblem[]
  effect?: {
    /**
     * Nodes that run, for certain or perhaps, only with the patch.
     */
    newlyRuns: string[]
    noLongerRuns: string[]
    agentsAdded: {
      least: number
      most: number
    }
    /**
     * How the run may end then; `open` where only a person could say.
     */
    ends: string[]
  }
}
export interface PatchRecord {
  patchId: string
  scope: 'run' | 'tag'
  runId?: string
  workflowId?: string
  workflowName?: string
  seq?: number
  operations: DraftOperations
  anchored: AnchoredChange[]
  summary: PatchSummary
  baseVersion?: string
  artifactId?: string
  irVersion?: number
  actor: Actor
  rationale?: string
  createdAt: string
  decidedAt?: string
  decidedBy?: Actor
  reason?: string
  /**
   * Error code of an invalid patch.
   */
  code?: string
  status: 'proposed' | 'accepted' | 'applied' | 'rejected' | 'invalid' | 'reverted'
  /**
   * For tags: where it was published, or is proposed.
   */
  tag?: string
  /**
   * The patch that this one takes back.
   */
  reverts?: string
  /**
   * Patches of an earlier arrangement that this one is made of.
   */
  standsFor?: string[]
  proposal?: PatchProposal
  /**
   * Parts that can be accepted alone; approve names them by index.
   */
  hunks?: PatchHunk[]
}
/**
 * What was proposed, when a part of it was accepted.
 */
export interface PatchProposal {
  operations: DraftOperations
  anchored: AnchoredChange[]
  hunks: number[]
}
export interface PatchHunk {
  index: number
  /**
   * Positions in `anchored`.
   */
  changes: number[]
  /**
   * Hunks that must be accepted with this one.
   */
  requires: number[]
}
export interface PatchAccepted {
  patchId: string
  status: 'proposed' | 'accepted' | 'applied'
  artifactId?: string
  irVersion?: number
  versionLabel?: string
  /**
   * What it does to others: workflows that call this one and have too many agents by it.
   */
  warnings?: FieldProblem[]
  operations: DraftOperations
}
export interface ChainPatch {
  seq: number
  patchId: string
  operations: DraftOperations
  actor: Actor
  rationale?: string
  createdAt: string
  artifactId?: string
  versionLabel?: string
}
export interface StartRun {
  /**
   * name or name@tag; tag defaults to main.
   */
  ref?: string
  /**
   * A bare tag; 422 when it fits several workflows.
   */
  tag?: string
  artifactId?: string
  workflow?: {}
  inputs?: {}
  mode?: RunMode
  priority?: 'high' | 'medium' | 'low'
  patchSets?: string[]
}
export interface ReplayRun {
  /**
   * live: nodes that do not depend on `from` take their recorded outputs over, `from` and what follows execute. freeze: every answer comes from the record and nothing executes.
   */
  mode: 'live' | 'freeze'
  /**
   * The first node that executes again; without it all of them do.
   */
  from?: string
  /**
   * Other inputs (live only); what reads inputs executes again.
   */
  inputs?: {}
  /**
   * Another version (live only), as name or name@tag; what it changes executes again.
   */
  ref?: string
  /**
   * Another version (live only).
   */
  artifactId?: string
}
export interface ReplayRunInput {
  runId: string
  mode: 'live' | 'freeze'
  from?: string
  inputs?: {}
  ref?: string
  artifactId?: string
}
export interface RunStartedAnswer {
  runId: string
  status: RunStatus
  artifactId: string
}
export interface RunSummary {
  runId: string
  workflowId?: string
  workflowName: string
  status: RunStatus
  mode?: RunMode
  startedAt: string
  endedAt?: string
  artifactId: string
  versionLabel?: string
  pendingApprovals: number
  pendingPatches: number
  patchCount: number
  startedBy: Actor
  replay?: ReplayLink1
  error?: NodeError
  /**
   * Named patch sets it started with.
   */
  patchSets?: string[]
}
/**
 * What a run repeats. live: nodes before `from` take their recorded outputs over, the rest executes. freeze: every answer comes from the record and nothing executes.
 */
export interface ReplayLink1 {
  /**
   * The run that is repeated.
   */
  of: string
  mode: 'live' | 'freeze'
  /**
   * The first node that executes again.
   */
  from?: string
}
export interface NodeRunView {
  nodeId: NodeAddress
  status: NodeStatus
  attempt: number
  /**
   * Attempts that failed and were tried again.
   */
  failures?: number
  /**
   * Attempts in a row whose worker was lost.
   */
  takeovers?: number
  queuedAt?: number
  startedAt?: number
  endedAt?: number
  dueAt?: number
  port?: string
  outputRef?: string
  outputBytes?: number
  durationMs?: number
  /**
   * Patches the node waits for.
   */
  awaiting?: string[]
  approvalId?: string
  error?: NodeError
  usage?: Usage
  /**
   * The output was taken over from the run this one repeats; the node was not executed.
   */
  reused?: true
  scope?: ScopeProgress
}
/**
 * How far a map, loop, composite or sub-workflow has come.
 */
export interface ScopeProgress {
  /**
   * Activations in all, as far as known.
   */
  count: number
  /**
   * Index of the next activation to begin.
   */
  next: number
  /**
   * Activations under way.
   */
  open: number
  settled: number
  /**
   * Those of the settled that failed.
   */
  failed: number
  /**
   * What activations read.
   */
  ref?: string
  error?: NodeError
}
export interface RunDetail {
  run: RunSummary
  headArtifactId: string
  irVersion: number
  /**
   * Last drained event folded into this answer.
   */
  seq: number
  inputsRef: string
  nodes: {
    [k: string]: NodeRunView
  }
  edges: EdgeFacts
  /**
   * Nodes the run knows and that wait for no turn: those whose token a patch withdrew, removed ones among them, whose ids do not come back (L9).
   */
  withdrawn?: string[]
  /**
   * sha256 of what the run came to, once it has ended: equal for runs that went the same way, ids and times aside.
   */
  stateHash?: string
}
export interface ApprovalView {
  approvalId: string
  runId: string
  nodeId: string
  nodeName?: string
  workflowName: string
  status: 'waiting_for_approval' | 'approved' | 'rejected' | 'withdrawn'
  title: string
  message?: string
  evidence?: unknown
  assignee?: string
  /**
   * Irreversible nodes this gate dominates, with the config the decision is bound to.
   */
  protects?: ProtectedNode[]
  /**
   * sha256 over the canonical rendered request and protected configs.
   */
  requestHash: string
  createdAt: string
  deadline?: string
  decision?: 'approve' | 'reject'
  reason?: string
  decidedBy?: Actor
  decidedAt?: string
}
export interface ProtectedNode {
  nodeId: string
  name?: string
  type: string
  config: {}
  /**
   * The config with expressions filled in as far as they can be.
   */
  preview?: {}
}
export interface DecideApproval {
  decision: 'approve' | 'reject'
  reason?: string
  requestHash: string
  channel?: 'web' | 'cli' | 'api'
}
export interface WorkflowInput {
  name: string
}
export interface TagInput {
  name: string
  tag: string
}
export interface ReadDocumentInput {
  name: string
  tag: string
  /**
   * The version to read instead of the tag's head.
   */
  artifactId?: string
}
export interface TagRefInput {
  /**
   * name@tag; a bare tag when it fits one workflow only.
   */
  ref: string
  reason?: string
}
export interface PatchTagInput {
  name: string
  tag: string
  patchId?: string
  operations: Operations
  baseVersion?: string
  rebase?: boolean
  rationale?: string
  restores?: Restores
}
export interface ValidateWorkflowInput {
  /**
   * Anything; the answer says what is wrong with it.
   */
  workflow: {
    [k: string]: unknown
  }
}
export interface WorkflowDocument {
  /**
   * Version of the base at the root of the chain.
   */
  artifactId: string
  casId: string
  /**
   * Label of the head.
   */
  versionLabel: string
  /**
   * The base document as JSON text.
   */
  base: string
  patches: ChainPatch[]
  /**
   * artifactId the patches lead to.
   */
  head: string
}
export interface TagMoved {
  tag: string
  artifactId: string
  versionLabel: string
  /**
   * What it does to others: workflows that call this one and have too many agents by it.
   */
  warnings?: FieldProblem[]
}
export interface WorkflowVerdict {
  valid: boolean
  problems: FieldProblem[]
}
export interface RunInput {
  runId: string
}
export interface ListRunsInput {
  workflowName?: string
  /**
   * Runs this schedule has started.
   */
  scheduleId?: string
  status?: RunStatus
  cursor?: string
  limit?: number
}
export interface RunPage {
  items: RunSummary[]
  nextCursor?: string
}
export interface CreateSchedule {
  /**
   * name or name@tag; each run takes the tag's version of its moment.
   */
  ref: string
  /**
   * Five fields: minute, hour, day, month, weekday.
   */
  cron: string
  /**
   * IANA name such as Europe/Berlin; UTC by default.
   */
  timezone?: string
  inputs?: {}
  /**
   * Times at which no process was there: left out (default), or made up for once.
   */
  missed?: 'skip' | 'run_once'
  /**
   * A time at which the run before has not ended: started all the same (default), or left out.
   */
  overlap?: 'allow' | 'skip'
}
export interface ListSchedulesInput {
  workflowName?: string
}
export interface PreviewSchedule {
  /**
   * Five fields: minute, hour, day, month, weekday.
   */
  cron: string
  /**
   * IANA name such as Europe/Berlin; UTC by default.
   */
  timezone?: string
  /**
   * How many times are told; 5 by default.
   */
  count?: number
}
/**
 * Times at which a schedule would fire from now on, earliest first; fewer than asked for when no more follow, none when something is wrong.
 */
export interface ScheduleTimes {
  timezone: string
  times: string[]
  problem?: FieldProblem
}
export interface ScheduleInput {
  scheduleId: string
}
export interface ScheduleView {
  scheduleId: string
  workflowName: string
  tag: string
  cron: string
  timezone: string
  inputs: {}
  missed: 'skip' | 'run_once'
  overlap: 'allow' | 'skip'
  paused: boolean
  createdBy: Actor
  createdAt: string
  nextDue?: string
  lastDue?: string
  lastRunId?: string
  lastOutcome?: string
}
export interface CancelRun {
  reason?: string
}
export interface CancelRunInput {
  runId: string
  reason?: string
}
export interface PauseRun {
  reason?: string
}
export interface PauseRunInput {
  runId: string
  reason?: string
}
/**
 * What becomes of a held node: `retry` gives it a new token, `skip` passes it by, `fail` lets it fail for good, `complete` takes `output` as its result, null when absent.
 */
export interface ResolveNode {
  resolution: 'retry' | 'skip' | 'fail' | 'complete'
  reason: string
  output?: unknown
  /**
   * Port to leave by; only with `complete`, `out` when absent.
   */
  port?: string
}
export interface ResolveNodeInput {
  runId: string
  nodeId: string
  resolution: 'retry' | 'skip' | 'fail' | 'complete'
  reason: string
  output?: unknown
  port?: string
}
/**
 * A message nobody could use, as it was sent.
 */
export interface DeadLetter {
  id: string
  /**
   * Why it was set aside: malformed, unknown_run.
   */
  reason: string
  /**
   * Stream it was read from; `requeue` puts it back there.
   */
  from: string
  runId?: string
  fields: {
    [k: string]: string
  }
}
/**
 * The hot state of a run, as decisions are made on it. With `present: false` there is none: the run has ended, or its state was lost and is rebuilt from the record.
 */
export interface HotRun {
  runId: string
  /**
   * Where all of its keys and messages lie.
   */
  partition: number
  present: boolean
  status?: RunStatus
  /**
   * The program it runs by; under /artifacts.
   */
  irRef?: string
  irVersion?: number
  /**
   * Its last event, whether that is in the record or still on the stream.
   */
  seq?: number
  /**
   * Tokens in flight: nodes that are queued or running.
   */
  counter?: number
  /**
   * What the next commit has to find.
   */
  revision?: string
  epoch?: string
  tokens?: HotToken[]
  /**
   * Reference of the output of each node that has one, by address.
   */
  context?: {
    [k: string]: string
  }
  /**
   * Entries of task streams that stand for another node than the one they were sent for.
   */
  leases?: {
    [k: string]: string
  }
  /**
   * Durable commands that were answered; repeated, they change nothing.
   */
  commands?: string[]
}
export interface HotToken {
  nodeId: string
  status: 'queued' | 'running'
  attempt: number
}
/**
 * Where a node of a run comes from, and what was done with it.
 */
export interface NodeTrail {
  /**
   * Its address: behind the activations it lies in.
   */
  nodeId: string
  /**
   * The event that first tells of it.
   */
  firstSeq: number
  /**
   * Type of the newest event that tells of it.
   */
  lastEvent: string
  addedBy: NodeOrigin
  /**
   * Patches that changed it since, in order.
   */
  changedBy: string[]
  attempts: NodeTrailAttempt[]
  /**
   * What was decided about it, and by whom.
   */
  decisions: NodeTrailDecision[]
}
export interface NodeOrigin {
  actor: Actor
  /**
   * Absent: it was in the version the run began with.
   */
  patchId?: string
}
export interface NodeTrailAttempt {
  attempt: number
  /**
   * Version of the graph it ran by.
   */
  irVersion?: number
  /**
   * Why it got a token: ready, retry, recovered, … A log in mode fast does not tell.
   */
  cause?: string
  worker?: string
  /**
   * Type of the event that ended it.
   */
  outcome?: string
}
export interface NodeTrailDecision {
  seq: number
  decision: 'approve' | 'reject' | 'retry' | 'skip' | 'fail' | 'complete'
  actor?: Actor
  reason?: string
}
export interface NodeTrailQuery {
  /**
   * This address alone.
   */
  node?: string
  /**
   * Nodes first told of after this event.
   */
  after?: number
  limit?: number
}
export interface NodeTrailInput {
  runId: string
  /**
   * This address alone.
   */
  node?: string
  /**
   * Nodes first told of after this event.
   */
  after?: number
  limit?: number
}
export interface ListDeadLettersInput {
  limit?: number
}
export interface DeadLetterInput {
  id: string
}
export interface RunCancelAnswer {
  status: RunStatus
}
export interface RunStatusAnswer {
  status: RunStatus
}
export interface PatchRunInput {
  runId: string
  patchId?: string
  operations: Operations
  baseVersion?: string
  rebase?: boolean
  rationale?: string
}
export interface RunDocument {
  /**
   * Version of the run's base, which never changes.
   */
  artifactId: string
  casId: string
  /**
   * The base document as JSON text.
   */
  base: string
  patches: ChainPatch[]
  /**
   * artifactId the patches lead to.
   */
  head: string
}
export interface RunEventsInput {
  runId: string
  /**
   * seq of the last event the client has; set by the transport on reconnection.
   */
  lastEventId?: string
  /**
   * Only events of this node and of the run itself.
   */
  node?: string
}
export interface TimelineInput {
  runId: string
  after?: number
  limit?: number
}
export interface RunTimeline {
  events: RunEvent[]
  /**
   * seq to send as `after` for the next page.
   */
  last: number
}
export interface ListPatchesInput {
  status?: 'proposed' | 'accepted' | 'applied' | 'rejected' | 'invalid' | 'reverted'
  runId?: string
  limit?: number
  workflowName?: string
}
export interface PatchInput {
  patchId: string
}
export interface ApprovePatch {
  reason?: string
  /**
   * Accept these parts only; they must be closed under what they require.
   *
   * @minItems 1
   * @maxItems 10000
   */
  hunks?: number[]
}
export interface ApprovePatchInput {
  patchId: string
  reason?: string
  /**
   * Accept these parts only; they must be closed under what they require.
   *
   * @minItems 1
   * @maxItems 10000
   */
  hunks?: number[]
}
export interface RejectPatch {
  reason: string
}
export interface RejectPatchInput {
  patchId: string
  reason: string
}
export interface ListApprovalsInput {
  status?: 'waiting_for_approval' | 'approved' | 'rejected' | 'withdrawn'
  runId?: string
  limit?: number
}
export interface ApprovalInput {
  approvalId: string
}
export interface DecideApprovalInput {
  approvalId: string
  decision: 'approve' | 'reject'
  reason?: string
  requestHash: string
  channel?: 'web' | 'cli' | 'api'
}
export interface ArtifactInput {
  ref: string
}
export interface ArtifactView {
  ref: string
  /**
   * Size of the whole value.
   */
  bytes: number
  /**
   * The value as text; absent when it is not UTF-8.
   */
  text?: string
  /**
   * True when `text` holds only the beginning.
   */
  truncated: boolean
}
export interface SystemInfo {
  version: string
  workspace: string
  principal: PrincipalView
  hotStore: 'redis' | 'kafka' | 'memory'
  llm: LlmInfo
  limits: {
    [k: string]: number
  }
}
export interface PrincipalView {
  id: string
  name: string
}
export interface LlmInfo {
  configured: boolean
  /**
   * True when the scripted model that ships for examples answers; always shown as such.
   */
  scripted: boolean
  model?: string
  label?: string
}
/**
 * Live hint that something in the workspace changed; clients refetch what they show.
 */
export interface WorkspaceNotice {
  kind: 'run' | 'approval' | 'patch' | 'workflow' | 'draft' | 'presence'
  runId?: string
  workflowName?: string
  status?: string
  approvalId?: string
  patchId?: string
  nodeId?: string
  title?: string
  tag?: string
  presence?: Presence
}
/**
 * Who has a workflow open, in one tab of theirs. Never stored.
 */
export interface Presence {
  session: string
  /**
   * `asks`: has just come and wants to know who else is here.
   */
  state: 'here' | 'gone' | 'asks'
  actor: Actor
  /**
   * What the person calls themselves.
   */
  name?: string
  /**
   * The same for all tabs of one browser.
   */
  device?: string
  selection: Selection
}
export interface TellPresenceInput {
  workflow: string
  session: string
  /**
   * What the person calls themselves.
   */
  name?: string
  /**
   * The same for all tabs of one browser.
   */
  device?: string
  selection: Selection
}
export interface RevertPatch {
  /**
   * patchId of the reverting patch; also the idempotency key.
   */
  revertId?: string
  tag?: TagName2
  reason?: string
}
export interface RevertPatchInput {
  patchId: string
  /**
   * patchId of the reverting patch; also the idempotency key.
   */
  revertId?: string
  tag?: TagName3
  reason?: string
}
export interface CreateTag {
  tag: TagName1
  from?: TagName4
  /**
   * A version of the workflow to start at instead.
   */
  artifactId?: string
  reason?: string
}
export interface CreateTagInput {
  name: string
  tag: TagName1
  from?: TagName5
  /**
   * A version of the workflow to start at instead.
   */
  artifactId?: string
  reason?: string
}
export interface MergeTag {
  from: TagName6
  patchId?: string
  rationale?: string
  decided?: DecidedConflicts
}
/**
 * Whose word counts at each place where the two tags do not go together, as the conflicts of the versions that were looked at name it.
 */
export interface DecidedConflicts {
  /**
   * The version of the tag merged into, from the answer that held the conflicts.
   */
  head: string
  /**
   * The version of the tag that is merged, from the same answer.
   */
  theirs: string
  /**
   * @maxItems 5000
   */
  places: DecidedConflict[]
  /**
   * Whose word counts wherever `places` says nothing, at what deciding brings about too. Without it such places stay in conflict.
   */
  others?: 'left' | 'right'
}
export interface DecidedConflict {
  reason: 'value_changed' | 'added_twice' | 'removed_and_changed' | 'edge_dangles' | 'flow_changed' | 'reference_lost' | 'cycle'
  target: AnchorTarget
  pointer: string
  /**
   * `left` is the tag merged into, `right` the one that is merged.
   */
  side: 'left' | 'right'
}
export interface MergeTagInput {
  name: string
  tag: string
  from: TagName7
  patchId?: string
  rationale?: string
  decided?: DecidedConflicts
}
export interface StackEntry {
  /**
   * One patch, which stays as it is; or several, which become one patch, in this order.
   *
   * @minItems 1
   * @maxItems 1000
   */
  patchIds: string[]
  /**
   * What the patch made of several is for; by default what they were for.
   */
  rationale?: string
}
/**
 * Another arrangement of the newest patches of a tag: reordered, squashed, or both. What the workflow says stays the same.
 */
export interface RestackTag {
  /**
   * The head the arrangement was made for.
   */
  baseVersion: string
  stack: Stack
  reason?: string
}
export interface RestackTagInput {
  name: string
  tag: string
  /**
   * The head the arrangement was made for.
   */
  baseVersion: string
  stack: Stack
  reason?: string
}
export interface TagRestacked {
  tag: string
  artifactId: string
  versionLabel: string
  /**
   * What was laid anew, oldest first. Patches below them stay the ones they were.
   */
  patches: RestackedPatch[]
}
export interface RestackedPatch {
  patchId: string
  artifactId: string
  versionLabel: string
  standsFor: string[]
}
export interface MoveTag {
  reason?: string
}
export interface RestoreVersion {
  artifactId: string
  reason?: string
}
export interface RestoreVersionInput {
  ref: string
  artifactId: string
  reason?: string
}
export interface TagPageInput {
  name: string
  tag: string
  limit?: number
}
/**
 * One move of a tag; never edited.
 */
export interface TagMove {
  kind: 'create' | 'publish' | 'undo' | 'redo' | 'restore' | 'merge' | 'compact' | 'restack'
  from?: string
  fromLabel?: string
  to: string
  toLabel: string
  actor: Actor
  reason?: string
  at: string
}
export interface TagHistory {
  /**
   * Newest first.
   */
  moves: TagMove[]
  /**
   * The version an undo leads to.
   */
  undo?: string
  /**
   * The version a redo leads to.
   */
  redo?: string
}
export interface VersionEntry {
  artifactId: string
  casId: string
  versionLabel: string
  /**
   * compacted: a base of the same bytes as its parent.
   */
  kind: 'base' | 'patch' | 'compacted'
  parentId?: string
  /**
   * The version of another tag that was merged in.
   */
  mergedId?: string
  patchesSinceBase: number
  nodeCount: number
  agentCount: number
  createdAt: string
  patch?: VersionPatch
}
export interface VersionPatch {
  patchId: string
  actor: Actor
  summary: PatchSummary
  status: 'applied' | 'reverted'
  createdAt: string
  rationale?: string
  reverts?: string
  /**
   * Patches of an earlier arrangement that this one is made of.
   */
  standsFor?: string[]
  decidedBy?: Actor
}
export interface DraftGesture {
  seq: number
  patchId: string
  operations: DraftOperations
  actor: Actor
  /**
   * The gesture that this one takes back.
   */
  undoes?: string
  createdAt: string
}
/**
 * The shared draft of a tag.
 */
export interface DraftView {
  /**
   * Absent while nobody has changed anything.
   */
  draftId?: string
  /**
   * The version the gestures begin at.
   */
  base: string
  /**
   * Where the tag points now.
   */
  head: string
  /**
   * Number of the last gesture.
   */
  seq: number
  /**
   * Those after the number asked for, in order.
   */
  gestures: DraftGesture[]
}
export interface AppendDraft {
  patchId?: string
  operations: DraftOperations
  /**
   * Where there is no draft yet: the version the operations were written against.
   */
  baseVersion?: string
  /**
   * The draft the operations were written in.
   */
  draftId?: string
  /**
   * The last gesture the writer had seen.
   */
  afterSeq?: number
  rebase?: boolean
  /**
   * Who made the change. It is refused where somebody else brings it: nobody's change goes under another name.
   */
  author?: string
}
export interface AppendDraftInput {
  name: string
  tag: string
  patchId?: string
  operations: DraftOperations
  /**
   * Where there is no draft yet: the version the operations were written against.
   */
  baseVersion?: string
  /**
   * The draft the operations were written in.
   */
  draftId?: string
  /**
   * The last gesture the writer had seen.
   */
  afterSeq?: number
  rebase?: boolean
  /**
   * Who made the change. It is refused where somebody else brings it: nobody's change goes under another name.
   */
  author?: string
}
export interface DraftAppended {
  draftId: string
  gesture: DraftGesture
}
export interface DraftStep {
  patchId?: string
}
export interface DraftStepInput {
  name: string
  tag: string
  patchId?: string
}
export interface ReadDraftInput {
  name: string
  tag: string
  afterSeq?: number
}
export interface FollowDraftInput {
  name: string
  tag: string
  /**
   * The draft the operations were written in.
   */
  draftId?: string
  /**
   * The last gesture the writer had seen.
   */
  afterSeq?: number
  /**
   * `draftId:seq` of the last news the client has; set by the transport on reconnection.
   */
  lastEventId?: string
}
export interface SaveDraft {
  patchId?: string
  rationale?: string
  restores?: Restores
}
export interface SaveDraftInput {
  name: string
  tag: string
  patchId?: string
  rationale?: string
  restores?: Restores
}
export interface PromoteRun {
  patchId?: string
  tag?: TagName8
  /**
   * Applied patches of the run; default all of them.
   *
   * @minItems 1
   * @maxItems 1000
   */
  patchIds?: string[]
  rationale?: string
}
export interface PromoteRunInput {
  runId: string
  patchId?: string
  tag?: TagName9
  /**
   * Applied patches of the run; default all of them.
   *
   * @minItems 1
   * @maxItems 1000
   */
  patchIds?: string[]
  rationale?: string
}
export interface CreatePatchSet {
  set: string
  operations: Operations
  /**
   * The version the operations were written against; default the head of main.
   */
  baseVersion?: string
  /**
   * Percent of the new runs that start with it unasked.
   */
  share?: number
}
export interface CreatePatchSetInput {
  name: string
  set: string
  operations: Operations
  /**
   * The version the operations were written against; default the head of main.
   */
  baseVersion?: string
  /**
   * Percent of the new runs that start with it unasked.
   */
  share?: number
}
export interface ChangePatchSet {
  /**
   * Percent of the new runs that start with it unasked.
   */
  share?: number
  /**
   * True: no run starts with it any more; its results stay.
   */
  retired?: boolean
}
export interface ChangePatchSetInput {
  name: string
  set: string
  /**
   * Percent of the new runs that start with it unasked.
   */
  share?: number
  /**
   * True: no run starts with it any more; its results stay.
   */
  retired?: boolean
}
export interface PatchSetView {
  set: string
  operations: DraftOperations
  baseVersion: string
  share: number
  actor: Actor
  createdAt: string
  retiredAt?: string
}
export interface PatchSetResult {
  /**
   * Empty for runs without any.
   */
  patchSets: string[]
  runs: number
  byStatus: {
    [k: string]: number
  }
  /**
   * Of the runs that completed.
   */
  medianMs?: number
  p95Ms?: number
}
export interface PatchSetReport {
  sets: PatchSetView[]
  results: PatchSetResult[]
}
export interface SetLimits {
  /**
   * By the names of the limits; null returns one to the server's.
   */
  limits: {
    [k: string]: number | null
  }
}
export interface WorkspaceLimitsView {
  limits: {
    [k: string]: number
  }
}
export interface SignIn {
  /**
   * One of the tokens the server is configured with.
   */
  token: string
}
export interface SessionView {
  /**
   * What the caller is known by: a session's cookie, a bearer token, or the place the call comes from.
   */
  by: 'session' | 'token' | 'place'
  principal: PrincipalView
  /**
   * Milliseconds since the epoch at which the session ends, however much it is used.
   */
  endsAt?: number
}
/**
 * Asks a language model, which may call tools and propose patches to the running workflow. Output: {text, data?, patches, usage}.
 */
export interface AgentConfig {
  /**
   * Expressions in {{ }} are filled in.
   */
  prompt: string
  /**
   * Said to the model before the prompt; expressions in {{ }} are filled in.
   */
  system?: string
  /**
   * Empty: the one the server is set to (AOB_LLM_MODEL).
   */
  model?: string
  /**
   * Empty: this server asks the model. With a name, your own runners do: under “default” those that read the stream agent.jobs, under any other name those that read agent.jobs.<name>. Needs Redis.
   */
  runner?: string
  /**
   * What it may call while it thinks. None ticked: all of them.
   */
  tools?: ('patch_workflow' | 'search_node_types' | 'read_context')[]
  /**
   * JSON Schema the answer must fit.
   */
  outputSchema?: {}
  maxCalls?: number
  /**
   * The node completes once the patches it proposed are decided.
   */
  awaitPatches?: boolean
}
/**
 * Runs its body as one step. Output: the output of the body's last node, or an object of several by id.
 */
export interface CompositeConfig {
  /**
   * What this step gives: a JSON value whose expressions in {{ }} see the outputs of the body as nodes. Empty: the output of the node the body ends with, or an object by id where it ends with several.
   */
  output?: {
    [k: string]: unknown
  }
  body: WorkflowBody
}
/**
 * Takes the true or the false branch. Output: {result}.
 */
export interface ConditionalConfig {
  /**
   * CEL expression that gives true or false, e.g. nodes.fetch.body.total > 100.
   */
  condition: string
}
/**
 * Waits for a time or until an instant, without holding a worker. Output: {until}.
 */
export interface DelayConfig {
  /**
   * Counted from when the node is reached. Give this or an instant.
   */
  durationMs?: number
  /**
   * An instant such as 2026-12-24T18:00:00Z; expressions in {{ }} are filled in. One that has passed does not wait.
   */
  until?: string
}
/**
 * Runs a pure JavaScript function in a sandbox. Output: what it returns.
 */
export interface FunctionConfig {
  /**
   * Body of a function of input that returns plain data. No network, clock or randomness.
   */
  code: string
  /**
   * The value handed in; expressions in {{ }} are filled in. Empty: {inputs, nodes}, inside a loop also {iteration, previous}. Inside a map: {item, index, nodes} with the nodes of its body; name what it needs beyond that, e.g. {"rate": "{{ inputs.rate }}"}.
   */
  input?: {
    [k: string]: unknown
  }
}
/**
 * Stops until a person approves or rejects. Output: {decision, reason, by, at}.
 */
export interface HitlConfig {
  /**
   * What is asked, in one line; expressions in {{ }} are filled in.
   */
  title: string
  /**
   * Shown below the question; expressions in {{ }} are filled in.
   */
  message?: string
  /**
   * Data shown beside the question; expressions in {{ }} are filled in.
   */
  evidence?: {
    [k: string]: unknown
  }
  assignee?: string
  deadlineMs?: number
  /**
   * Approve is refused before nodes that cannot be undone.
   */
  onTimeout?: 'escalate' | 'reject' | 'approve'
  escalateTo?: string
}
/**
 * Calls an HTTP service. Output: {status, headers, body}; a JSON body is parsed.
 */
export interface HttpConfig {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  /**
   * Absolute http or https address; expressions in {{ }} are filled in.
   */
  url: string
  query?: {
    [k: string]: string
  }
  headers?: {
    [k: string]: string
  }
  /**
   * A JSON value; expressions in {{ }} within its texts are filled in.
   */
  body?: {
    [k: string]: unknown
  }
  /**
   * Numbers with commas between. Empty: 200 to 299.
   */
  expectStatus?: number[]
}
/**
 * Waits for its branches by the node's join rule. Output: the outputs of the branches that ran, by node id.
 */
export interface JoinConfig {}
/**
 * Repeats its body while a condition holds, or until one does. Output: {iterations, last}.
 */
export interface LoopConfig {
  /**
   * CEL condition judged before every iteration. It sees iteration and previous, the result of the iteration before (null at first).
   */
  while?: string
  /**
   * CEL condition judged after every iteration. It sees iteration and previous, the result of the iteration just ended.
   */
  until?: string
  maxIterations?: number
  onMaxIterations?: 'fail' | 'complete'
  /**
   * What each iteration gives: a JSON value whose expressions in {{ }} see iteration, previous and the outputs of the body as nodes. Empty: the output of the node the body ends with, or an object by id where it ends with several.
   */
  output?: {
    [k: string]: unknown
  }
  body: WorkflowBody
}
/**
 * Runs its body once for every item of a list, several at a time. Output: the results in the order of the items.
 */
export interface MapConfig {
  /**
   * CEL expression that gives a list, e.g. nodes.fetch.body.orders. The body sees item and index.
   */
  items: string
  concurrency?: number
  /**
   * Fail: no further items, and the map fails. Skip: the item is left out of the output. Collect: every item as {ok, value} or {ok, error}.
   */
  onItemError?: 'fail' | 'skip' | 'collect'
  /**
   * What each item becomes: a JSON value whose expressions in {{ }} see item, index and the outputs of the body as nodes. Empty: the output of the node the body ends with, or an object by id where it ends with several.
   */
  output?: {
    [k: string]: unknown
  }
  body: WorkflowBody
}
/**
 * Sends a message through a webhook, a Slack-compatible hook or an e-mail gateway. Output: {status, channel}.
 */
export interface NotifyConfig {
  channel: 'webhook' | 'slack' | 'email'
  /**
   * Address of the webhook or mail gateway.
   */
  url: string
  to?: string
  subject?: string
  /**
   * Expressions in {{ }} are filled in.
   */
  message: string
}
/**
 * Takes the branch of the first case that holds, else default. Output: {case}.
 */
export interface SwitchConfig {
  /**
   * Judged from the top; the run leaves by the first that holds, else by default.
   *
   * @minItems 1
   * @maxItems 50
   */
  cases: SwitchCase[]
}
export interface SwitchCase {
  name: Name
  when: When
}
/**
 * Runs another workflow as one step, in the version it has when the run is submitted. Output: as of a composite.
 */
export interface WorkflowCallConfig {
  /**
   * Its name, or name@tag. Without a tag: main.
   */
  ref: string
  /**
   * What it is started with; expressions in {{ }} are filled in.
   */
  inputs?: {
    [k: string]: unknown
  }
  /**
   * What this step gives: a JSON value whose expressions in {{ }} see the inputs and the nodes of that workflow. Empty: the output of the node it ends with, or an object by id where it ends with several.
   */
  output?: {
    [k: string]: unknown
  }
}
