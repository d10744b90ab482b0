import type { WasmMemory } from './wasm-host.ts'

/** What both modules export. Pointers and lengths are unsigned 32-bit offsets into `memory`. */
export interface SharedExports {
  readonly memory: WasmMemory
  /** Forgets document, history and scratch; the arena starts anew. */
  reset(): void
  /** Sets the cap with the given number (order of LIMIT_NUMBERS). */
  configure(limit: number, value: number): void
  /** Seeds the hash of object keys, so that colliding keys cannot be prepared. */
  seedHash(low: number, high: number): void
  /** Reserves room for an input, zero-padded behind its end; valid until reset. */
  allocate(length: number): number
  /** Makes the bytes the resident document at version 0. */
  open(start: number, length: number, trusted: number): number
  /** Address of what was written: address u32, length u32 (assembly/memory/output.ts). */
  output(): number
  /** Address of where the last refusal happened: patch i32, operation i32, offset i32, pointer address u32, pointer length u32. */
  report(): number
}

/** The export list of assembly/index.ts as TypeScript sees it. */
export interface CoreExports extends SharedExports {
  /** The door. Output holds the normalised bytes. */
  admit(start: number, length: number): number
  /** Applies one patch (an array of operations) to the resident document and records it. */
  append(start: number, length: number, trusted: number): number
  /** Applies a list of patches without recording; the document is only good for `write` afterwards. */
  applyAll(start: number, length: number, trusted: number): number
  seek(version: number): number
  /** Version the document stands at. */
  position(): number
  /** Newest version. */
  count(): number
  /** Output holds the whole document. */
  write(): number
  /** Steps to `to`; output holds what changed since `from` as JSON. */
  delta(from: number, to: number): number
  /** Output holds the array of the nodes whose position lies in the rectangle. */
  viewport(left: number, top: number, right: number, bottom: number): number
  /** Bytes of the arena in use. */
  used(): number
}

/** The export list of assembly/analysis.ts as TypeScript sees it. */
export interface AnalysisExports extends SharedExports {
  /** Output holds the RFC 8785 form of trusted bytes. */
  canonicalize(start: number, length: number): number
  /** Output holds the operations that turn one document into the other. */
  diff(beforeStart: number, beforeLength: number, afterStart: number, afterLength: number, trusted: number): number
  /** Output holds the opened document's graph as numbers (assembly/graph/graph-view.ts). */
  graph(): number
}
