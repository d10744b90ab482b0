import type { Operation } from '@aob/schemas'
import type { AnalysisExports, CoreExports } from './core-exports.ts'
import { CoreInstance, completeLimits } from './core-instance.ts'
import type { DocumentDelta } from './delta.ts'
import { type GraphView, readGraphView } from './graph-view.ts'
import type { MaterializerLimits } from './limits.ts'
import { MaterializerError } from './materializer-error.ts'
import { ResidentDocument } from './resident-document.ts'
import { Stateless } from './stateless.ts'
import { type NodeElement, type Rectangle, readViewport } from './viewport.ts'
import type { WasmModule } from './wasm-host.ts'

/** A patch as operations in hand, or as the bytes of their JSON array. */
export type PatchInput = readonly Operation[] | Uint8Array

/** `trusted` skips the door: only for bytes that went through it before (our own content-addressed bytes). */
export interface TrustOption {
  trusted?: boolean
}

/** The core and, where whole documents are asked about, the analysis module (`canonical`, `diff`, `squash`, `inverse`, `graph`). */
export interface MaterializerModules {
  core: WasmModule
  analysis?: WasmModule | undefined
}

/**
 * Bytes in, bytes out. Stateless calls (`admit`, `canonical`, `materialize`, `diff`) and one resident document with its
 * history (`load`, `append`, `seek`, `bytes`, `delta`). Every method may throw MaterializerError; after any error the
 * resident document stands where it stood before the call.
 */
export class Materializer {
  readonly #limits: MaterializerLimits
  readonly #document: ResidentDocument
  readonly #core: Stateless<CoreExports>
  readonly #analysisIfAny: Stateless<AnalysisExports> | undefined

  constructor({ core, analysis }: MaterializerModules, limits?: Partial<MaterializerLimits>) {
    this.#limits = completeLimits(limits)
    this.#core = new Stateless(core, this.#limits)
    this.#analysisIfAny = analysis && new Stateless(analysis, this.#limits)
    this.#document = new ResidentDocument(() => new CoreInstance(core, this.#limits))
  }

  get #analysis(): Stateless<AnalysisExports> {
    if (this.#analysisIfAny) return this.#analysisIfAny
    throw new MaterializerError('internal.error', 'This materializer was made without the analysis module.')
  }

  get limits(): Readonly<MaterializerLimits> {
    return this.#limits
  }

  /**
   * The door of D-23: strict RFC 8259 and UTF-8, no duplicate keys, no lone surrogates, depth cap; number and string
   * tokens rewritten to ECMAScript form, insignificant whitespace dropped, key order kept. Errors `request.not_json`, `limit.*`.
   */
  admit(bytes: Uint8Array): Uint8Array {
    this.#checkDocumentBytes(bytes)
    return this.#core.run((core) => {
      core.check(core.exports.admit(core.give(bytes), bytes.length))
      return core.takeOutput()
    })
  }

  /** RFC 8785 bytes of bytes that have passed the door. Errors `request.not_json` when they have not. */
  canonical(bytes: Uint8Array): Uint8Array {
    this.#checkDocumentBytes(bytes)
    return this.#analysis.run((core) => {
      core.check(core.exports.canonicalize(core.give(bytes), bytes.length))
      return core.takeOutput()
    })
  }

  /**
   * Applies patches in order to a base, without touching the resident document or the base given.
   * `trusted` speaks for the base and for patches given as bytes; operations in hand are always checked.
   * Errors carry `patchIndex`, `operationIndex` and `pointer`.
   */
  materialize(base: Uint8Array, patches: readonly PatchInput[], options: TrustOption = {}): Uint8Array {
    return this.materializeInPlace(base, patches, (bytes) => bytes.slice(), options)
  }

  /**
   * As `materialize`, but hands the bytes to `read` where they lie in the core's memory, for callers that parse, hash or forward
   * them at once. They are gone when `read` has returned: copy what is to be kept, change nothing.
   */
  materializeInPlace<Value>(base: Uint8Array, patches: readonly PatchInput[], read: (bytes: Uint8Array) => Value, options: TrustOption = {}): Value {
    const written = (core: CoreInstance) => {
      core.check(core.exports.write())
      return core.viewOutput()
    }
    return this.#core.lend((core) => written(this.#patched(core, base, patches, options)), read)
  }

  /** As `materialize`, but answers only the nodes in the rectangle: the whole is never written. */
  materializeViewport(base: Uint8Array, patches: readonly PatchInput[], rectangle: Rectangle, options: TrustOption = {}): NodeElement[] {
    return this.#core.run((core) => readViewport(this.#patched(core, base, patches, options), rectangle))
  }

  /** The instance with the base opened and every patch applied. */
  #patched(core: CoreInstance, base: Uint8Array, patches: readonly PatchInput[], { trusted = false }: TrustOption): CoreInstance {
    this.#checkDocumentBytes(base)
    const { exports } = core
    core.check(exports.open(core.give(base), base.length, trusted ? 1 : 0))
    for (const chain of chainsOf(patches, trusted)) {
      try {
        core.check(exports.applyAll(core.give(chain.bytes), chain.bytes.length, chain.trusted ? 1 : 0))
      } catch (error) {
        throw chain.first === 0 ? error : shiftPatchIndex(error, chain.first)
      }
    }
    return core
  }

  /** Makes the bytes the resident document at version 0. Without `trusted` they pass the door first. */
  load(bytes: Uint8Array, { trusted = false }: TrustOption = {}): void {
    this.#checkDocumentBytes(bytes)
    this.#document.load(bytes, trusted)
  }

  /** Applies one patch to the resident document, whole or not at all, and answers the new version. Drops versions undone before. */
  append(patch: PatchInput, { trusted = false }: TrustOption = {}): number {
    const inBytes = patch instanceof Uint8Array
    const bytes = inBytes ? patch.slice() : encode(patch)
    if (bytes.length > this.#limits.maxPatchBytes) {
      throw new MaterializerError('limit.bytes', `The patch has ${bytes.length} bytes; maxPatchBytes is ${this.#limits.maxPatchBytes}.`)
    }
    return this.#document.append(bytes, inBytes && trusted)
  }

  /** Moves the resident document to a version from 0 to `count`. */
  seek(version: number): void {
    this.#document.seek(version)
  }

  /** Version the resident document stands at. */
  get position(): number {
    return this.#document.position
  }

  /** Newest version of the resident document. */
  get count(): number {
    return this.#document.count
  }

  /** The resident document at its present version, as a copy. */
  bytes(): Uint8Array {
    return this.#document.bytes()
  }

  /** As `bytes`, handed to `read` where they lie in the core's memory: gone with the next call to the resident document. */
  readBytes<Value>(read: (bytes: Uint8Array) => Value): Value {
    return read(this.#document.view())
  }

  /** What changed between two versions of the resident document; leaves it at `to`. */
  delta(from: number, to: number): DocumentDelta {
    return this.#document.delta(from, to)
  }

  /** The nodes of the resident document whose position lies in the rectangle, its border included, in document order. */
  viewport(rectangle: Rectangle): NodeElement[] {
    return this.#document.viewport(rectangle)
  }

  /** The resident document's graph as numbers. Nothing is shared: the arrays may be transferred. */
  graph(): GraphView {
    const bytes = this.#document.view()
    return this.#analysis.run((core) => {
      core.check(core.exports.open(core.give(bytes), bytes.length, 1))
      core.check(core.exports.graph())
      return readGraphView(core.takeOutput())
    })
  }

  /**
   * The shortest patch that turns one document into the other: nodes and edges are told apart by id, everything else
   * member by member. The result equals `after` by value; new members stand last. `trusted` speaks for both.
   */
  diff(before: Uint8Array, after: Uint8Array, { trusted = false }: TrustOption = {}): Operation[] {
    this.#checkDocumentBytes(before)
    this.#checkDocumentBytes(after)
    return this.#analysis.run((core) => {
      core.check(core.exports.diff(core.give(before), before.length, core.give(after), after.length, trusted ? 1 : 0))
      // assembly/diff/operation-writer.ts writes nothing but operations.
      return JSON.parse(core.readOutput()) as Operation[]
    })
  }

  /**
   * One patch with the effect of everything between two versions of the resident document, which stays where it is.
   * Forwards it squashes a chain; backwards it is the inverse of one.
   */
  squash(from: number, to: number): Operation[] {
    return this.diff(this.#document.bytesAt(from), this.#document.bytesAt(to), { trusted: true })
  }

  /** The patch that takes the effect of a version (1 to `count`) back. */
  inverse(version: number): Operation[] {
    return this.squash(version, version - 1)
  }

  /** Bytes of WebAssembly memory in use by the resident document. */
  get residentBytes(): number {
    return this.#document.usedBytes
  }

  #checkDocumentBytes(bytes: Uint8Array): void {
    if (bytes.length <= this.#limits.maxDocumentBytes) return
    throw new MaterializerError('limit.bytes', `The document has ${bytes.length} bytes; maxDocumentBytes is ${this.#limits.maxDocumentBytes}.`)
  }
}

interface Chain {
  /** JSON array of patches. */
  bytes: Uint8Array
  trusted: boolean
  /** Index of its first patch in the caller's list. */
  first: number
}

/** Joins neighbours of one kind into one JSON text, so that a chain costs one call. */
function chainsOf(patches: readonly PatchInput[], trusted: boolean): Chain[] {
  const chains: Chain[] = []
  let first = 0
  while (first < patches.length) {
    const inBytes = patches[first] instanceof Uint8Array
    let end = first + 1
    while (end < patches.length && patches[end] instanceof Uint8Array === inBytes) end++
    const part = patches.slice(first, end)
    // The test above sorts the two kinds; TypeScript cannot follow it through slice.
    const bytes = inBytes ? joinPatches(part as Uint8Array[]) : encode(part)
    chains.push({ bytes, trusted: inBytes && trusted, first })
    first = end
  }
  return chains
}

const OPEN = 0x5b
const COMMA = 0x2c
const CLOSE = 0x5d

/** `[patch,patch,…]` of patches in bytes. */
function joinPatches(patches: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(patches.reduce((sum, patch) => sum + patch.length + 1, 1))
  let at = 0
  joined[at++] = OPEN
  for (const patch of patches) {
    joined.set(patch, at)
    at += patch.length
    joined[at++] = COMMA
  }
  joined[joined.length - 1] = CLOSE
  return joined
}

const encoder = new TextEncoder()

function encode(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value))
}

function shiftPatchIndex(error: unknown, first: number): unknown {
  if (!(error instanceof MaterializerError) || error.patchIndex === undefined) return error
  const { code, message, operationIndex, pointer, byteOffset } = error
  return new MaterializerError(code, message, { patchIndex: error.patchIndex + first, operationIndex, pointer, byteOffset })
}
