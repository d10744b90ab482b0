import type { CoreInstance } from './core-instance.ts'
import type { DocumentDelta } from './delta.ts'
import { MaterializerError } from './materializer-error.ts'

interface LoggedPatch {
  bytes: Uint8Array
  trusted: boolean
}

/** The arena is rebuilt from base and log when it holds this many times what it held after the last rebuild … */
const GROWTH_BEFORE_REBUILD = 4
/** … but not before it has grown by this much. */
const MIN_GROWTH_BYTES = 8 * 1024 * 1024

/**
 * A document living in WASM with its base and log kept outside (D-37), so that a trap or a swollen arena is
 * answered by rebuilding it: same base, same patches, same version, hence the same bytes.
 */
export class ResidentDocument {
  readonly #makeCore: () => CoreInstance
  #core: CoreInstance | undefined
  #base: LoggedPatch | undefined
  #log: LoggedPatch[] = []
  #position = 0
  /** Arena use from which on the next call rebuilds. */
  #rebuildAt = Number.POSITIVE_INFINITY

  constructor(makeCore: () => CoreInstance) {
    this.#makeCore = makeCore
  }

  get position(): number {
    return this.#position
  }

  get count(): number {
    return this.#log.length
  }

  get usedBytes(): number {
    return this.#core ? this.#core.exports.used() >>> 0 : 0
  }

  load(bytes: Uint8Array, trusted: boolean): void {
    // A fresh core: if the bytes are refused, the present document is untouched.
    const core = this.#makeCore()
    guardTrap(() => core.check(core.exports.open(core.give(bytes), bytes.length, trusted ? 1 : 0)))
    this.#core = core
    this.#base = { bytes: bytes.slice(), trusted }
    this.#log = []
    this.#position = 0
    this.#noteRebuilt(core)
  }

  append(bytes: Uint8Array, trusted: boolean): number {
    this.#run((core) => core.check(core.exports.append(core.give(bytes), bytes.length, trusted ? 1 : 0)))
    this.#log.length = this.#position
    this.#log.push({ bytes, trusted })
    this.#position = this.#log.length
    return this.#position
  }

  seek(version: number): void {
    this.#checkVersion(version)
    this.#run((core) => core.check(core.exports.seek(version)))
    this.#position = version
  }

  bytes(): Uint8Array {
    return this.#run((core) => {
      core.check(core.exports.write())
      return core.takeOutput()
    })
  }

  /** The document at a version; it stays where it is. */
  bytesAt(version: number): Uint8Array {
    const position = this.#position
    this.seek(version)
    const bytes = this.bytes()
    this.seek(position)
    return bytes
  }

  delta(from: number, to: number): DocumentDelta {
    this.#checkVersion(from)
    this.#checkVersion(to)
    const text = this.#run((core) => {
      core.check(core.exports.delta(from, to))
      return core.readOutput()
    })
    this.#position = to
    // The core writes exactly this shape; assembly/diff/write-delta.ts is its only writer.
    return JSON.parse(text) as DocumentDelta
  }

  #checkVersion(version: number): void {
    if (Number.isInteger(version) && version >= 0 && version <= this.#log.length) return
    throw new MaterializerError('request.invalid', `There is no version ${version}; the document has versions 0 to ${this.#log.length}.`)
  }

  #run<Value>(work: (core: CoreInstance) => Value): Value {
    if (!this.#base) throw new MaterializerError('resource.not_found', 'No document is loaded.')
    const core = this.#core && this.usedBytes < this.#rebuildAt ? this.#core : this.#rebuild()
    return guardTrap(
      () => work(core),
      () => {
        this.#core = undefined
      },
    )
  }

  /** Replays base and log into a fresh core. A trap here leaves the document without a core; the next call tries again. */
  #rebuild(): CoreInstance {
    const { bytes, trusted } = this.#base ?? { bytes: new Uint8Array(), trusted: false }
    this.#core = undefined
    const core = this.#makeCore()
    guardTrap(() => {
      core.check(core.exports.open(core.give(bytes), bytes.length, trusted ? 1 : 0))
      for (const patch of this.#log) core.check(core.exports.append(core.give(patch.bytes), patch.bytes.length, patch.trusted ? 1 : 0))
      core.check(core.exports.seek(this.#position))
    })
    this.#core = core
    this.#noteRebuilt(core)
    return core
  }

  #noteRebuilt(core: CoreInstance): void {
    const used = core.exports.used() >>> 0
    this.#rebuildAt = Math.max(used * GROWTH_BEFORE_REBUILD, used + MIN_GROWTH_BYTES)
  }
}

/** Runs the core; anything but a refusal is a trap, reported as a typed error after `discard`. */
function guardTrap<Value>(work: () => Value, discard?: () => void): Value {
  try {
    return work()
  } catch (error) {
    if (error instanceof MaterializerError) throw error
    discard?.()
    throw new MaterializerError('internal.error', 'The materializer core stopped; the document is rebuilt from its base and log.', {}, { cause: error })
  }
}
