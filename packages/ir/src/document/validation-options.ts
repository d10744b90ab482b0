import type { ErrorCode, Limits } from '@aob/schemas'
import type { ExpressionReads } from './expression-reads.ts'

export type Objection = { code: ErrorCode; message: string }

/** Checks that need more than the document; each answers with an objection, or with undefined when all is well. */
export interface DocumentChecks {
  /** Calling a URL, as far as it is known before the run. */
  egress?: (url: string) => Objection | undefined
  /** The source of a CEL expression. */
  expression?: (source: string) => Objection | undefined
  /**
   * Nodes and edges of the outermost graph found without fault before, under these very checks. What is in it is not judged by itself
   * again, and what is found without fault is added: of a document that shares its elements with an earlier one only the new are looked at.
   * Elements are told by identity, so documents judged with it must never be changed in place.
   */
  sound?: WeakSet<object>
  /** Which inputs and outputs nodes and edges read, as found before; remembered by identity like `sound`. */
  reads?: WeakMap<object, readonly ExpressionReads[]>
}

export interface ValidationOptions extends DocumentChecks {
  limits: Limits
  /** Agents the version before had: a change that adds none is not held to the limit, which may have fallen meanwhile. */
  agentsBefore?: number
}
