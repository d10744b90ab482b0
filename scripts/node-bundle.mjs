/** Left in node_modules: they load files of their own (WASM, worker scripts), are optional natives, or are loaded by those who use them only. */
export const LEFT_OUTSIDE = [
  '@platformatic/kafka',
  'quickjs-emscripten',
  'quickjs-emscripten-core',
  '@jitl/*',
  'pino',
  'pg-native',
  'bufferutil',
  'utf-8-validate',
]

/**
 * How esbuild bundles our TypeScript for Node.
 * @satisfies {import('esbuild').BuildOptions}
 */
export const NODE_BUNDLE = /** @type {const} */ ({
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'linked',
  legalComments: 'none',
  // CommonJS packages inside an ESM bundle still call require for Node's own modules.
  banner: { js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);" },
  logLevel: 'warning',
})
