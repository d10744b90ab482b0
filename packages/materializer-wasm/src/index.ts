/** The document core: RFC 6902 over bytes, history, deltas and canonical form, in WebAssembly. */

export { applyDelta } from './apply-delta.ts'
export type { AddedElement, ChangedElement, DocumentDelta, ElementDelta } from './delta.ts'
export { type GraphView, NO_NODE } from './graph-view.ts'
export { DEFAULT_MATERIALIZER_LIMITS, type MaterializerLimits } from './limits.ts'
export { Materializer } from './materializer.ts'
export { MaterializerError, type MaterializerErrorPlace } from './materializer-error.ts'
export { sha256Hex } from './sha256.ts'
export type { NodeElement, Rectangle } from './viewport.ts'
