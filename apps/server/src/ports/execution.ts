import type { ExpressionScope } from '@aob/expressions'
import type { IrGraph } from '@aob/ir/program'
import type { ActivationResult } from '@aob/ir/run'
import type { AgentJob, Ir, IrNode, NodeError, ScopeProgress, Usage } from '@aob/schemas'

export type { ExpressionScope }

/** What one attempt of one node gets to see. */
export interface ExecutionRequest {
  runId: string
  workspaceId: string
  partition: number
  workflowName: string
  node: IrNode
  /** Where the node stands in the run: its id, behind the activations it lies in (D-28). */
  address: string
  /** The graph the node's edges lead through: the workflow, or the body it lies in. */
  graph: IrGraph
  ir: Ir
  irVersion: number
  /** Head version of the run when the attempt began; the base of an agent's patch. */
  headArtifactId: string
  attempt: number
  /** Attempt that a person had tried again; a question asked up to then is asked anew. */
  retriedFrom?: number
  /** (run, node path, iteration): the same for every attempt (D-28). */
  idempotencyKey: string
  /** Variables of expressions and templates: `inputs`, `nodes` (outputs by node id), `run`. */
  scope: ExpressionScope
  /** Of a scope whose body has been opened: how far it has come and what its settled activations leave behind. */
  opened?: { progress: ScopeProgress; results: ReadonlyMap<number, ActivationResult> }
  signal: AbortSignal
  /** Puts a line of progress on the run's log (agents). */
  progress(outcome: { kind: 'agent_called'; model: string; call: number; tools?: string[]; usage?: Usage; durationMs?: number }): Promise<void>
}

export type ExecutionResult =
  /** With `awaitPatches` the node completes once those patches are decided; `output.patches` then tells how. */
  | { kind: 'succeeded'; port: string; output: unknown; usage?: Usage; awaitPatches?: string[] }
  | { kind: 'failed'; error: NodeError }
  /** The work is for runners outside, by this job, which gets its token when the node is lent; `base` is the version of the workflow it shows. */
  | { kind: 'handed_out'; job: Omit<AgentJob, 'token'>; base: string }
  /** A scope's body runs so many times in all; what its activations read is stored under `ref`. */
  | { kind: 'opened'; count: number; ref?: string }
  /** Completes with this output at `dueAt`, in milliseconds since the epoch. */
  | { kind: 'delayed'; dueAt: number; output: unknown }
  | { kind: 'waiting'; approvalId: string; requestHash: string; title: string; deadline?: number }

/** One node type's work. Never throws for expected failures; an unexpected throw becomes `internal.error`. */
export interface Executor {
  readonly type: string
  execute(request: ExecutionRequest): Promise<ExecutionResult>
}

/** Evaluates CEL and `{{ }}` templates outside the pure core (D-24, D-27). Throws DomainError `expression.*`. */
export interface Expressions {
  /** Syntax check without evaluation; undefined when fine. */
  check(source: string): { code: 'expression.syntax' | 'expression.refused'; message: string } | undefined
  evaluate(source: string, scope: ExpressionScope): unknown
  /** An edge condition or a conditional: anything but a boolean is `condition.failed`. */
  condition(source: string, scope: ExpressionScope): boolean
  /** Fills `{{ expression }}` in every string of a JSON value; a string that is one expression takes its value as is. */
  render(template: unknown, scope: ExpressionScope): unknown
}
