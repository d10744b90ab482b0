import { DEFAULT_LIMITS } from '@aob/schemas/limits'

/** Caps of one materializer. Exceeding one is refused with a `limit.*` code and leaves the document as it was. */
export interface MaterializerLimits {
  /** Bytes of a document, coming in or going out (`limit.bytes`). */
  maxDocumentBytes: number
  /** Bytes of one patch as JSON (`limit.bytes`). */
  maxPatchBytes: number
  /** Nested containers in a document or value; a scalar has depth 0 (`limit.depth`). */
  maxDepth: number
  /** Operations in one patch (`limit.operations`). */
  maxOperations: number
  /** Bytes that the `copy` operations of one patch may copy in all (`limit.bytes`). */
  maxCopiedBytes: number
  /** Bytes that one patch may make the core move and scan, a bound on its time: about a second per 10^9 (`limit.operations`). */
  maxWorkBytes: number
}

const { maxDocumentBytes, maxDraftPatchBytes, maxDepth, maxDraftOperations, maxCopiedBytes, maxWorkBytes } = DEFAULT_LIMITS

/** Those of the largest patches there are, saved drafts; what comes from outside is held to less at the door. */
export const DEFAULT_MATERIALIZER_LIMITS: Readonly<MaterializerLimits> = {
  maxDocumentBytes,
  maxPatchBytes: maxDraftPatchBytes,
  maxDepth,
  maxOperations: maxDraftOperations,
  maxCopiedBytes,
  maxWorkBytes,
}
