import type { Actor, Ir, NodeError, PatchSummary, ReplayLink, RunMode, Usage } from '@aob/schemas'

/** What an executor says about one attempt. */
export type Outcome =
  | { kind: 'started'; worker?: string }
  /** With `awaitPatches` the node completes once those patches are decided (D-30); `release` follows. */
  | { kind: 'succeeded'; port: string; outputRef: string; outputBytes?: number; durationMs?: number; usage?: Usage; awaitPatches?: string[] }
  | { kind: 'failed'; error: NodeError; durationMs?: number }
  /** The node waits for a person; its token leaves the counter. */
  | { kind: 'waiting'; approvalId: string; requestHash: string; title: string; deadline?: number }
  /** A scope says how many activations of its body there are in all, and what they read; its token leaves the counter. */
  | { kind: 'opened'; count: number; ref?: string }
  /** The node waits until `dueAt`; `delay_due` completes it with this output. */
  | { kind: 'delayed'; dueAt: number; outputRef: string; outputBytes?: number }
  /** Progress of an agent; changes no state. */
  | { kind: 'agent_called'; model: string; call: number; tools?: string[]; usage?: Usage; durationMs?: number }

/** Result of one edge condition, evaluated outside `decide` and recorded in events (D-27). */
export type ConditionResult = boolean | { error: NodeError }

/** What a replay takes over from the run it repeats, for one node. `conditions` covers its outgoing edges by that port. */
export interface ReusedOutput {
  port: string
  outputRef: string
  outputBytes?: number
  conditions?: Readonly<Record<string, ConditionResult>>
}

export type RunCommand =
  | {
      kind: 'start'
      runId: string
      workflowName: string
      artifactId: string
      irRef: string
      inputsRef: string
      /** `full` by default. */
      mode?: RunMode
      actor: Actor
      /** Numbered behaviours of the decision logic; the current ones by default. */
      behaviours?: readonly number[]
      replay?: ReplayLink
      /** Outputs by node id that are taken over instead of executing, once the node's join lets it run. */
      reuse?: Readonly<Record<string, ReusedOutput>>
    }
  | { kind: 'signal'; nodeId: string; attempt: number; outcome: Outcome; conditions?: Readonly<Record<string, ConditionResult>> }
  /** A retry whose time has come. */
  | { kind: 'retry_due'; nodeId: string; attempt: number }
  /** The token was lost: emit it again under the next attempt. Without a cause hot state was rebuilt. */
  | {
      kind: 'redispatch'
      nodeId: string
      attempt: number
      /** Its executor was silent beyond its lease. */
      takeover?: boolean
      /** An executor put it down because the run is paused; whatever was said of this attempt before no longer counts. */
      withheld?: boolean
      /** It waits for an answer to a question that is no more: it asks again. */
      unasked?: boolean
    }
  /** Hot state was rebuilt from a log that does not tell of tokens: every node whose join is satisfied gets its token. */
  | { kind: 'recover' }
  /** A node's wait is over. */
  | { kind: 'delay_due'; nodeId: string; attempt: number; conditions?: Readonly<Record<string, ConditionResult>> }
  | {
      kind: 'decide_approval'
      commandId: string
      approvalId: string
      nodeId: string
      decision: 'approve' | 'reject'
      reason?: string
      channel?: 'web' | 'cli' | 'api' | 'timeout'
      outputRef: string
      actor: Actor
      conditions?: Readonly<Record<string, ConditionResult>>
    }
  /** The patches a node waited for are decided; `outputRef` tells how. */
  | {
      kind: 'release'
      commandId: string
      nodeId: string
      attempt: number
      outputRef: string
      outputBytes?: number
      conditions?: Readonly<Record<string, ConditionResult>>
    }
  /** The hot swap (D-30). `ir` is the lowered result; `conditions` covers edges added out of finished nodes. */
  | {
      kind: 'apply_patch'
      commandId: string
      patchId: string
      artifactId: string
      irRef: string
      ir: Ir
      rationale?: string
      summary?: PatchSummary
      actor: Actor
      conditions?: Readonly<Record<string, ConditionResult>>
    }
  /** Puts a proposal, rejection or refusal on the run's timeline; changes no routing. */
  | {
      kind: 'note_patch'
      commandId: string
      note: 'proposed' | 'rejected' | 'invalid'
      patchId: string
      rationale?: string
      reason?: string
      code?: string
      summary?: PatchSummary
      actor: Actor
    }
  /** No new tokens until `resume`; what is at work finishes and is recorded. */
  | { kind: 'pause'; commandId: string; reason?: string; actor: Actor }
  | { kind: 'resume'; commandId: string; reason?: string; actor: Actor }
  /** A person says what becomes of a held node. `output*` and `port` belong to `complete`. */
  | {
      kind: 'resolve_node'
      commandId: string
      nodeId: string
      resolution: 'retry' | 'skip' | 'fail' | 'complete'
      reason: string
      outputRef?: string
      outputBytes?: number
      port?: string
      actor: Actor
      conditions?: Readonly<Record<string, ConditionResult>>
    }
  | { kind: 'cancel'; commandId: string; reason?: string; actor: Actor }
  | { kind: 'timeout'; commandId: string; afterMs: number }

type CommandsByKind = { [K in RunCommand['kind']]: Extract<RunCommand, { kind: K }> }

/** The command of one kind. */
export type CommandOf<K extends RunCommand['kind']> = CommandsByKind[K]

/** Something the shell must do once the events are committed; each is part of the same atomic commit where it can be. */
export type Effect =
  /** Put a token on `wf.tasks.<type>`. */
  | { kind: 'dispatch'; nodeId: string; nodeType: string; attempt: number; priority: 'high' | 'medium' | 'low' }
  | { kind: 'schedule_retry'; nodeId: string; attempt: number; dueAt: number }
  | { kind: 'schedule_delay'; nodeId: string; attempt: number; dueAt: number }
  /** The approval of a withdrawn or cancelled node no longer counts. */
  | { kind: 'withdraw_approval'; nodeId: string; approvalId: string }
  | { kind: 'warn'; code: 'node.unknown_type' | 'limit.agents'; nodeId: string; nodeType: string }
  /** The run ended: project it and let its hot state expire. */
  | { kind: 'finish' }
