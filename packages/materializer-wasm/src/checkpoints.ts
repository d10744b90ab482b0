/** The document at one version, as bytes outside WebAssembly. */
export interface Checkpoint {
  version: number
  bytes: Uint8Array
  /** Whether the bytes may skip the door. */
  trusted: boolean
}

/** Versions between checkpoints at first; replaying so many takes a few milliseconds. */
const FIRST_SPACING = 1_024
/** More checkpoints than this, or more bytes in all, and every other one goes and the spacing doubles. The base always stays. */
const MAX_CHECKPOINTS = 32
const MAX_CHECKPOINT_BYTES = 64 * 1024 * 1024

/** Bytes of the base and of versions at a distance, so that going far back replays little of a long chain. */
export class Checkpoints {
  readonly #base: Checkpoint
  /** Ascending, without the base. */
  #kept: Checkpoint[] = []
  #spacing: number

  constructor(base: Uint8Array, trusted: boolean, spacing = FIRST_SPACING) {
    this.#base = { version: 0, bytes: base, trusted }
    this.#spacing = spacing
  }

  /** The last checkpoint at or before a version. */
  nearest(version: number): Checkpoint {
    return this.#kept.findLast((checkpoint) => checkpoint.version <= version) ?? this.#base
  }

  /** Whether a version lies so far behind the last checkpoint that it should become one. */
  isDue(version: number): boolean {
    return version - (this.#kept.at(-1)?.version ?? 0) >= this.#spacing
  }

  add(version: number, bytes: Uint8Array): void {
    this.#kept.push({ version, bytes, trusted: true })
    while (this.#kept.length > MAX_CHECKPOINTS || this.#bytes > MAX_CHECKPOINT_BYTES) {
      this.#kept = this.#kept.filter((_, index) => index % 2 === 1)
      this.#spacing *= 2
    }
  }

  /** Forgets what lies behind a version: its future has been dropped. */
  dropAfter(version: number): void {
    this.#kept = this.#kept.filter((checkpoint) => checkpoint.version <= version)
  }

  /** Checkpoints kept, the base not counted. */
  get size(): number {
    return this.#kept.length
  }

  get #bytes(): number {
    return this.#kept.reduce((sum, { bytes }) => sum + bytes.length, 0)
  }
}
