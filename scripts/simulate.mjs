// `npm run simulate -- …`: schedules of the engine under a seeded scheduler; apps/server/src/simulation/cli.ts says which.
// Bundled first: a schedule then takes a quarter less time than from sources, and the bundle cannot change while it runs.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { contentHash, filesUnder } from './launch/content-hash.mjs'
import { LEFT_OUTSIDE, NODE_BUNDLE } from './node-bundle.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const simulation = 'apps/server/src/simulation'
const bundle = path.join(root, 'dist/simulation/cli.mjs')
/** What a schedule tries: everything the server is made of except the simulation itself. */
const ENGINE = [
  'packages/expressions/src',
  'packages/ir/src',
  'packages/materializer-wasm/assembly',
  'packages/materializer-wasm/src',
  'schemas/generated/ts',
  'schemas/src',
]
const HEX_DIGITS = 16

const isSource = (file) => file.endsWith('.ts') && !file.includes('/testing/')
const engine = [...ENGINE, 'apps/server/src'].flatMap((entry) => filesUnder(root, entry)).filter((file) => isSource(file) && !file.startsWith(simulation))
const simulator = filesUnder(root, simulation).filter(isSource)
const digest = (files) => contentHash(root, files).slice(0, HEX_DIGITS)

await build({ ...NODE_BUNDLE, external: LEFT_OUTSIDE, absWorkingDir: root, entryPoints: [path.join(root, simulation, 'cli.ts')], outfile: bundle })
const given = ['--results', path.join(root, 'apps/server/simulation-results.json'), '--engine', digest(engine), '--simulator', digest(simulator)]
const child = spawn(process.execPath, ['--max-semi-space-size=32', bundle, ...given, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, AOB_WASM_PATH: path.join(root, 'packages/materializer-wasm/build/materializer.wasm') },
})
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 1 : (code ?? 1)
})
