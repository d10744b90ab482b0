// Bundles the server into dist/server: one file per entry, the SQL and Lua beside it.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { filesUnder } from './launch/content-hash.mjs'
import { LEFT_OUTSIDE, NODE_BUNDLE } from './node-bundle.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const out = path.join(root, 'dist/server')
const source = path.join(root, 'apps/server/src')

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
  ...NODE_BUNDLE,
  external: LEFT_OUTSIDE,
})

for (const [from, to] of [
  ['adapters/postgres/migrations', 'migrations'],
  ['adapters/redis/functions', 'functions'],
]) {
  if (existsSync(path.join(source, from))) cpSync(path.join(source, from), path.join(out, to), { recursive: true })
}
