/** Builds the modules whose sources have changed; answers whether anything had to be built. */
export function buildMaterializer(options?: { force?: boolean }): Promise<boolean>
