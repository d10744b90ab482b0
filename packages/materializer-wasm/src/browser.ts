/** The materializer in a browser, on the page or in a worker. */

import type { MaterializerLimits } from './limits.ts'
import { Materializer } from './materializer.ts'

export { Materializer }

/** Where the module comes from and its caps. */
export interface BrowserMaterializerOptions {
  /** Address of the module or its bytes. Default: the build shipped with the page, SIMD where the engine has it. */
  wasm?: URL | string | Uint8Array
  /** Whether to fetch the analysis module too, for `canonical`, `diff`, `squash`, `inverse` and `graph`. */
  analysis?: boolean
  limits?: Partial<MaterializerLimits>
}

/** A module with one SIMD instruction: engines without SIMD refuse it. */
const SIMD_PROBE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11])

/** Fetches and compiles the module, answering a factory of independent materializers. */
export async function compileMaterializer({ wasm, analysis = false, limits }: BrowserMaterializerOptions = {}): Promise<() => Materializer> {
  const [core, extra] = await Promise.all([
    wasm instanceof Uint8Array ? WebAssembly.compile(new Uint8Array(wasm)) : fetchModule(wasm ?? coreAddress()),
    analysis ? fetchModule(analysisAddress()) : undefined,
  ])
  return () => new Materializer({ core, analysis: extra }, limits)
}

/** Fetches and compiles the module and makes one materializer; its methods are synchronous. */
export async function createMaterializer(options: BrowserMaterializerOptions = {}): Promise<Materializer> {
  return (await compileMaterializer(options))()
}

/** Bundlers see these literal addresses and ship the files. */
function coreAddress(): URL {
  return WebAssembly.validate(SIMD_PROBE)
    ? new URL('../build/materializer.wasm', import.meta.url)
    : new URL('../build/materializer.plain.wasm', import.meta.url)
}

function analysisAddress(): URL {
  return WebAssembly.validate(SIMD_PROBE) ? new URL('../build/analysis.wasm', import.meta.url) : new URL('../build/analysis.plain.wasm', import.meta.url)
}

async function fetchModule(address: URL | string): Promise<WebAssembly.Module> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`The materializer module could not be fetched: HTTP ${response.status}`)
  // Streaming needs the exact media type; a server without it is served by the slower way.
  if (response.headers.get('content-type') === 'application/wasm') return WebAssembly.compileStreaming(response)
  return WebAssembly.compile(await response.arrayBuffer())
}
