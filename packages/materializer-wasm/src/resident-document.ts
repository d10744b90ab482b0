import { type Checkpoint, Checkpoints } from './checkpoints.ts'
import type { CoreInstance } from './core-instance.ts'
import type { DocumentDelta } from './delta.ts'
import { MaterializerError } from './materializer-error.ts'
import { readDelta } from './read-delta.ts'
import { type NodeElement, type Rectangle, readViewport } from './viewport.ts'

interface LoggedPatch {
  bytes: Uint8Array
  trusted: boolean
}

/** The arena is rebuilt from base and log when it holds this many times what it held after the last rebuild … */
const GROWTH_BEFORE_REBUILD = 4
/** … but not before it has grown by this much. */
const MIN_GROWTH_BYTES = 8 * 1024 * 1024

/**
 * A document living in WASM with its base, its log and checkpoints kept outside (D-37), so that a trap or a swollen
 * arena is answered by rebuilding it: same bytes, same patches, same version. The core holds a window of the history,
 * from the checkpoint it was opened at to the furthest version it has been to.
 */
export class ResidentDocument {
  readonly #makeCore: () => CoreInstance
  readonly #spacing: number | undefined
  #core: CoreInstance | undefined
  /** Version the core was opened at. */
  #floor = 0
  #checkpoints: Checkpoints | undefined
  #log: LoggedPatch[] = []
  #position = 0
  /** Arena use from which on the next call rebuilds. */
  #rebuildAt = Number.POSITIVE_INFINITY

  /** `spacing`: versions between checkpoints. */
  constructor(makeCore: () => CoreInstance, spacing?: number) {
    this.#makeCore = makeCore
    this.#spacing = spacing
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

  /** Versions the core can step over without replaying anything: from the first to the last. */
  get window(): readonly [number, number] {
    return [this.#floor, this.#floor + (this.#core?.exports.count() ?? 0)]
  }

  load(bytes: Uint8Array, trusted: boolean): void {
    // A fresh core: if the bytes are refused, the present document is untouched.
    const core = this.#makeCore()
    guardTrap(() => core.check(core.exports.open(core.give(bytes), bytes.length, trusted ? 1 : 0)))
    this.#core = core
    this.#floor = 0
    this.#checkpoints = new Checkpoints(bytes.slice(), trusted, this.#spacing)
    this.#log = []
    this.#position = 0
    this.#noteRebuilt(core)
  }

  append(bytes: Uint8Array, trusted: boolean): number {
    const checkpoints = this.#loaded()
    // Taken before the patch: should it fail, nothing has happened yet.
    if (checkpoints.isDue(this.#position)) checkpoints.add(this.#position, this.bytes())
    this.#runAt(this.#position, (core) => core.check(core.exports.append(core.give(bytes), bytes.length, trusted ? 1 : 0)))
    this.#log.length = this.#position
    checkpoints.dropAfter(this.#position)
    this.#log.push({ bytes, trusted })
    this.#position = this.#log.length
    return this.#position
  }

  seek(version: number): void {
    this.#checkVersion(version)
    this.#runAt(version, () => undefined)
    this.#position = version
  }

  bytes(): Uint8Array {
    return this.view().slice()
  }

  /** The bytes where they lie in the core: gone with the next call. */
  view(): Uint8Array {
    return this.#runAt(this.#position, (core) => {
      core.check(core.exports.write())
      return core.viewOutput()
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

  viewport(rectangle: Rectangle): NodeElement[] {
    return this.#runAt(this.#position, (core) => readViewport(core, rectangle))
  }

  delta(from: number, to: number): DocumentDelta {
    this.#checkVersion(from)
    this.#checkVersion(to)
    // The core steps by itself: from where it stands it knows whether the document has to be measured again.
    const text = this.#run(from, to, (core) => {
      core.check(core.exports.delta(from - this.#floor, to - this.#floor))
      return core.readOutput()
    })
    this.#position = to
    return readDelta(text, from, to)
  }

  #checkVersion(version: number): void {
    this.#loaded()
    if (Number.isInteger(version) && version >= 0 && version <= this.#log.length) return
    throw new MaterializerError('request.invalid', `There is no version ${version}; the document has versions 0 to ${this.#log.length}.`)
  }

  #loaded(): Checkpoints {
    if (!this.#checkpoints) throw new MaterializerError('resource.not_found', 'No document is loaded.')
    return this.#checkpoints
  }

  /** Runs the core standing at a version. */
  #runAt<Value>(version: number, work: (core: CoreInstance) => Value): Value {
    return this.#run(version, version, (core) => {
      if (core.exports.position() !== version - this.#floor) core.check(core.exports.seek(version - this.#floor))
      return work(core)
    })
  }

  /** Runs the core with both versions inside its window, standing anywhere. A trap leaves no core; the next call makes one. */
  #run<Value>(from: number, to: number, work: (core: CoreInstance) => Value): Value {
    this.#loaded()
    return guardTrap(
      () => work(this.#coreCovering(Math.min(from, to), Math.max(from, to))),
      () => {
        this.#core = undefined
      },
    )
  }

  #coreCovering(low: number, high: number): CoreInstance {
    const present = this.#core
    const checkpoint = this.#loaded().nearest(low)
    const swollen = this.usedBytes >= this.#rebuildAt
    const [floor, ceiling] = this.window
    if (present && !swollen && low >= floor && checkpoint.version <= ceiling) {
      if (high > ceiling) this.#replay(present, high)
      return present
    }
    // The memory of a swollen core is used again: WebAssembly gives none back.
    this.#core = undefined
    const core = present ?? this.#makeCore()
    this.#open(core, checkpoint)
    this.#replay(core, high)
    this.#core = core
    this.#noteRebuilt(core)
    return core
  }

  #open(core: CoreInstance, { version, bytes, trusted }: Checkpoint): void {
    core.exports.reset()
    core.check(core.exports.open(core.give(bytes), bytes.length, trusted ? 1 : 0))
    this.#floor = version
  }

  /** Appends what the core has not seen of the log, up to a version. */
  #replay(core: CoreInstance, version: number): void {
    const seen = core.exports.count()
    if (core.exports.position() !== seen) core.check(core.exports.seek(seen))
    for (const patch of this.#log.slice(this.#floor + seen, version)) {
      core.check(core.exports.append(core.give(patch.bytes), patch.bytes.length, patch.trusted ? 1 : 0))
    }
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
