import type { CoreExports, SharedExports } from './core-exports.ts'
import { DEFAULT_MATERIALIZER_LIMITS, type MaterializerLimits } from './limits.ts'
import { MaterializerError } from './materializer-error.ts'
import { normalizeNumberToken } from './number-token.ts'
import { describeStatus, STATUS_OK } from './status.ts'
import { type WasmModule, wasmHost } from './wasm-host.ts'

/** Order of the caps in the core's `configure`. */
const LIMIT_NUMBERS = ['maxDocumentBytes', 'maxPatchBytes', 'maxDepth', 'maxOperations', 'maxCopiedBytes', 'maxWorkBytes'] as const

/**
 * Caps the core's data layout cannot exceed. A value has 29 bits for its length, and until a patch has been judged the document
 * can be as large as a document, a patch and what it copied together. Recursion is bounded by the host's stack.
 */
const HARD_CAPS: MaterializerLimits = {
  maxDocumentBytes: 2 ** 27 - 1,
  maxPatchBytes: 2 ** 27 - 1,
  maxDepth: 1000,
  maxOperations: 2 ** 24,
  maxCopiedBytes: 2 ** 27 - 1,
  maxWorkBytes: 2 ** 32 - 1,
}

const decoder = new TextDecoder()

/** One instance of the core or, with its exports named, of the analysis module, with the marshalling around it: bytes in, bytes out, status to error. Views are taken anew after every call. */
export class CoreInstance<Exports extends SharedExports = CoreExports> {
  readonly exports: Exports

  constructor(module: WasmModule, limits: MaterializerLimits) {
    const instance = new wasmHost.Instance(module, {
      env: { abort: reportAssertion },
      host: { normalizeNumber: (start: number, length: number, target: number) => normalizeNumberToken(this.exports.memory, start, length, target) },
    })
    // The export list is golden-tested against this interface.
    this.exports = instance.exports as unknown as Exports
    const seeds = crypto.getRandomValues(new Uint32Array(2))
    this.exports.seedHash(seeds[0] ?? 0, seeds[1] ?? 0)
    for (const [number, name] of LIMIT_NUMBERS.entries()) this.exports.configure(number, limits[name])
    this.exports.reset()
  }

  /** Copies bytes into the arena and answers where they begin. */
  give(bytes: Uint8Array): number {
    const start = this.exports.allocate(bytes.length) >>> 0
    new Uint8Array(this.exports.memory.buffer, start, bytes.length).set(bytes)
    return start
  }

  /** The last output where it lies: good until the instance is used again. */
  viewOutput(): Uint8Array {
    const { buffer } = this.exports.memory
    const [start = 0, length = 0] = new Uint32Array(buffer, this.exports.output() >>> 0, 2)
    return new Uint8Array(buffer, start, length)
  }

  /** A copy of the last output. */
  takeOutput(): Uint8Array {
    return this.viewOutput().slice()
  }

  /** The last output as text, without an extra copy. */
  readOutput(): string {
    return decoder.decode(this.viewOutput())
  }

  /** Throws the MaterializerError of a status other than ok. */
  check(status: number): void {
    if (status === STATUS_OK) return
    const { code, message } = describeStatus(status)
    const report = new Int32Array(this.exports.memory.buffer, this.exports.report() >>> 0, 5)
    const [patch = -1, operation = -1, offset = -1, start = 0, length = 0] = report
    const place = {
      patchIndex: present(patch),
      operationIndex: present(operation),
      pointer: this.#pointer(start >>> 0, length),
      byteOffset: present(offset),
    }
    throw new MaterializerError(code, message, place)
  }

  #pointer(start: number, length: number): string | undefined {
    if (start === 0) return undefined
    const spelled = this.#text(start, length)
    try {
      // The core keeps pointers in their JSON spelling, escapes and all.
      return String(JSON.parse(`"${spelled}"`))
    } catch {
      // Only damaged bytes that were given as trusted are spelled otherwise; the place is still worth telling.
      return spelled
    }
  }

  #text(start: number, length: number): string {
    return decoder.decode(new Uint8Array(this.exports.memory.buffer, start, length))
  }
}

/** The given caps over the defaults; a cap that the core cannot hold is refused. */
export function completeLimits(limits: Partial<MaterializerLimits> = {}): MaterializerLimits {
  const complete = { ...DEFAULT_MATERIALIZER_LIMITS, ...limits }
  for (const name of LIMIT_NUMBERS) {
    const value = complete[name]
    if (!Number.isInteger(value) || value < 0 || value > HARD_CAPS[name]) {
      throw new RangeError(`${name} must be an integer from 0 to ${HARD_CAPS[name]}, not ${value}`)
    }
  }
  return complete
}

/** The core says -1 where a place does not apply. */
function present(place: number): number | undefined {
  return place < 0 ? undefined : place
}

/** Only the build with assertions imports this. */
function reportAssertion(_message: number, _file: number, line: number, column: number): never {
  throw new Error(`The materializer core failed an assertion at ${line}:${column}`)
}
