/** What the skin needs of the engine's WebAssembly, so that callers without the page's library types can use it. */

/** A compiled module; only handed on. */
export type WasmModule = object

export interface WasmMemory {
  /** Another object after every growth. */
  readonly buffer: ArrayBuffer
}

export interface WasmHost {
  readonly Instance: new (module: WasmModule, imports: Record<string, Record<string, unknown>>) => { readonly exports: unknown }
  compile(bytes: Uint8Array): Promise<WasmModule>
}

/** The library types that declare WebAssembly also declare the whole page, which the server must not see. */
export const wasmHost: WasmHost = (globalThis as unknown as { WebAssembly: WasmHost }).WebAssembly
