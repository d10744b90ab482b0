// Bundles the server into dist/server: one file per entry, the SQL and Lua beside it.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { filesUnder } from './launch/content-hash.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const out = path.join(root, 'dist/server')
const source = path.join(root, 'apps/server/src')

/** Left in node_modules: they load files of their own (WASM, worker scripts) or are optional natives. */
const EXTERNAL = ['quickjs-emscripten', 'quickjs-emscripten-core', '@jitl/*', 'pino', 'pg-native', 'bufferutil', 'utf-8-validate']

/** Worker threads are started by file name, so each is an entry of its own beside main. */
const workers = filesUnder(root, 'apps/server/src').filter((file) => /-worker\.mjs$/.test(file))

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
await build({
  absWorkingDir: root,
  entryPoints: [
    { in: path.join(source, 'main.ts'), out: 'main' },
    ...workers.map((file) => ({ in: path.join(root, file), out: path.basename(file).replace(/\.\w+$/, '') })),
  ],
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'linked',
  legalComments: 'none',
  external: EXTERNAL,
  // CommonJS packages inside an ESM bundle still call require for Node's own modules.
  banner: { js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);" },
  logLevel: 'warning',
})

for (const [from, to] of [
  ['adapters/postgres/migrations', 'migrations'],
  ['adapters/redis/functions', 'functions'],
]) {
  if (existsSync(path.join(source, from))) cpSync(path.join(source, from), path.join(out, to), { recursive: true })
}
