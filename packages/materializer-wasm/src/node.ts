/** The materializer in Node. */

import { readFile } from 'node:fs/promises'
import type { MaterializerLimits } from './limits.ts'
import { Materializer } from './materializer.ts'
import { type WasmModule, wasmHost } from './wasm-host.ts'

export { Materializer }

/** Where the modules come from and their caps. */
export interface NodeMaterializerOptions {
  /** Bytes of the core, or where to read them: a path or file URL. Default: the build beside the sources; a bundle must say. */
  wasm?: Uint8Array | string | URL
  /** The same of the analysis module. Default: the file beside the core whose name says `analysis` for `materializer`. */
  analysis?: Uint8Array | string | URL
  limits?: Partial<MaterializerLimits>
}

/** Compiles both modules and answers a factory of independent materializers. */
export async function compileMaterializer({ wasm, analysis, limits }: NodeMaterializerOptions = {}): Promise<() => Materializer> {
  const source = wasm ?? new URL('../build/materializer.wasm', import.meta.url)
  const modules = { core: await compile(source), analysis: await compile(analysis ?? besideCore(source)) }
  return () => new Materializer(modules, limits)
}

async function compile(source: Uint8Array | string | URL): Promise<WasmModule> {
  return wasmHost.compile(source instanceof Uint8Array ? source : await readFile(source))
}

function besideCore(core: Uint8Array | string | URL): string | URL {
  if (core instanceof Uint8Array) return new URL('../build/analysis.wasm', import.meta.url)
  const beside = (path: string) => path.replace(/materializer(?=[^/\\]*$)/, 'analysis')
  return typeof core === 'string' ? beside(core) : new URL(beside(core.href))
}

/** Compiles both modules and makes one materializer; its methods are synchronous. */
export async function createMaterializer(options: NodeMaterializerOptions = {}): Promise<Materializer> {
  return (await compileMaterializer(options))()
}
