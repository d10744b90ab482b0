import type { SharedExports } from './core-exports.ts'
import { CoreInstance } from './core-instance.ts'
import type { MaterializerLimits } from './limits.ts'
import { MaterializerError } from './materializer-error.ts'
import type { WasmModule } from './wasm-host.ts'

/** An instance is replaced when it has grown beyond this many bytes, since WebAssembly memory never shrinks. */
const KEEP_BYTES = 64 * 1024 * 1024

/** One instance of a module for work that leaves nothing behind, made when first needed. */
export class Stateless<Exports extends SharedExports> {
  readonly #module: WasmModule
  readonly #limits: MaterializerLimits
  #spare: CoreInstance<Exports> | undefined

  constructor(module: WasmModule, limits: MaterializerLimits) {
    this.#module = module
    this.#limits = limits
  }

  /** Runs on an empty instance. */
  run<Value>(work: (core: CoreInstance<Exports>) => Value): Value {
    return this.lend(work, (value) => value)
  }

  /**
   * As `run`, and keeps the instance from others while `read` looks at what `work` left in its memory. What `read` throws is the
   * caller's own error and no sign of a broken core.
   */
  lend<Output, Value>(work: (core: CoreInstance<Exports>) => Output, read: (output: Output) => Value): Value {
    const core = this.#spare ?? new CoreInstance<Exports>(this.#module, this.#limits)
    this.#spare = undefined
    const output = this.#worked(core, work)
    try {
      return read(output)
    } finally {
      this.#keep(core)
    }
  }

  #worked<Output>(core: CoreInstance<Exports>, work: (core: CoreInstance<Exports>) => Output): Output {
    try {
      core.exports.reset()
      return work(core)
    } catch (error) {
      // A refusal leaves the instance sound; anything else may have left it halfway, so it is thrown away.
      if (!(error instanceof MaterializerError)) throw trapError(error)
      this.#keep(core)
      throw error
    }
  }

  #keep(core: CoreInstance<Exports>): void {
    if (core.exports.memory.buffer.byteLength <= KEEP_BYTES) this.#spare = core
  }
}

/** The typed error of a trap (out of memory, stack exhausted, failed assertion). */
export function trapError(cause: unknown): MaterializerError {
  return new MaterializerError('internal.error', 'The materializer core stopped; it has been rebuilt.', {}, { cause })
}
