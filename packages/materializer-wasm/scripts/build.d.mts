/** Builds the modules whose sources have changed; answers whether anything had to be built. `all` includes the one with assertions. */
export function buildMaterializer(options?: { all?: boolean; force?: boolean }): Promise<boolean>
/** Bytes of one target, compiled now. */
export function compileTarget(name: 'simd' | 'plain' | 'assert'): Promise<Uint8Array>
