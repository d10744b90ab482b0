/** Builds the modules whose sources have changed; answers whether anything had to be built. `all` includes the one with assertions. */
export function buildMaterializer(options?: { all?: boolean; force?: boolean }): Promise<boolean>
/** Bytes of one target, compiled now, from the sources in a folder (default: these). */
export function compileTarget(name: 'simd' | 'plain' | 'analysis' | 'analysis-plain' | 'assert' | 'analysis-assert', folder?: string): Promise<Uint8Array>
/** Names the sources, the settings and the compiler together. */
export function hashSources(): Promise<string>
