/** The materializer in Node. */

import { readFile } from 'node:fs/promises'
import type { MaterializerLimits } from './limits.ts'
import { Materializer } from './materializer.ts'
import { wasmHost } from './wasm-host.ts'

export { Materializer }

/** Where the module comes from and its caps. */
export interface NodeMaterializerOptions {
  /** Bytes of the module, or where to read them: a path or file URL. Default: the build beside the sources; a bundle must say. */
  wasm?: Uint8Array | string | URL
  limits?: Partial<MaterializerLimits>
}

/** Compiles the module and answers a factory of independent materializers. */
export async function compileMaterializer({ wasm, limits }: NodeMaterializerOptions = {}): Promise<() => Materializer> {
  const source = wasm ?? new URL('../build/materializer.wasm', import.meta.url)
  const bytes = source instanceof Uint8Array ? source : await readFile(source)
  const module = await wasmHost.compile(bytes)
  return () => new Materializer(module, limits)
}

/** Compiles the module and makes one materializer; its methods are synchronous. */
export async function createMaterializer(options: NodeMaterializerOptions = {}): Promise<Materializer> {
  return (await compileMaterializer(options))()
}
