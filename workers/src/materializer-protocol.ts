import type { DocumentDelta } from '@aob/materializer'
import type { Operation, Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'

/** A delta of a workflow document; see DocumentDelta for how a mirror applies it. */
export type WorkflowDelta = DocumentDelta<WorkflowNode, WorkflowEdge>

/** Bytes or text straight from the network (validated at the door), or a workflow object already in hand. */
export type MaterializeBase = Uint8Array | string | Workflow

/** One request: the base of a run or tag and its patches in order. */
export interface MaterializeRequest {
  base: MaterializeBase
  /** The operations of each patch, oldest first; each patch applies whole or not at all. */
  patches: ReadonlyArray<readonly Operation[]>
  /** Name of the document: the run id, or `name@tag` in the editor. It comes back in the answer. */
  runId: string
  /** Aborting rejects the call with an AbortError and stops the work within a few milliseconds. */
  signal?: AbortSignal
  /**
   * One view shows one document: a newer request in the same slot makes the older one stale, and its call
   * rejects with an AbortError. Default `view`.
   */
  slot?: string
}

/** The answer to one request. The document stays resident in the worker until released or displaced. */
export interface Materialized {
  type: 'materialized'
  runId: string
  workflow: Workflow
  /** Equals the number of patches asked for. */
  patchCount: number
  /** Milliseconds of work in the worker, queueing excluded. */
  durationMs: number
}

/** A delta of a resident document. */
export interface DeltaAnswer {
  type: 'delta'
  runId: string
  /** Number of patches the resident document holds now. */
  patchCount: number
  delta: WorkflowDelta
}

/** The materializer as the page sees it. Every call may reject with MaterializerError (typed code, operation index, pointer). */
export interface MaterializerClient {
  /** Applies the patches to the base and keeps the result resident. */
  materialize(request: MaterializeRequest): Promise<Materialized>
  /** Appends one patch to a resident document and answers what it changed. */
  append(runId: string, operations: readonly Operation[]): Promise<DeltaAnswer>
  /** What changed between two versions of a resident document (0 is the base). Leaves the document at its newest version. */
  delta(runId: string, from: number, to: number): Promise<DeltaAnswer>
  /** The whole resident document at a version. */
  workflowAt(runId: string, version: number): Promise<Workflow>
  /** Forgets a resident document; unknown names are fine. */
  release(runId: string): Promise<void>
  /** Terminates the worker; open calls reject with an AbortError, later calls too. Idempotent. */
  dispose(): void
}
