/** Builds what is stale: the WASM core, the server's bundle, the web page. Each output carries the hash of its sources. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { contentHash } from './content-hash.mjs'
import { LaunchFailure } from './failure.mjs'
import { runQuietly } from './run-quietly.mjs'

/**
 * @typedef {object} BuildStep
 * @property {string} name
 * @property {readonly string[]} sources files and folders, relative to the root
 * @property {readonly string[]} outputs files that must exist afterwards
 * @property {(root: string) => readonly string[]} command arguments for node
 */

const TOOLS = ['package-lock.json', 'tsconfig.base.json']

/** @type {readonly BuildStep[]} In order: later ones read what earlier ones made. */
export const BUILD_STEPS = [
  {
    name: 'wasm',
    sources: ['packages/materializer-wasm/assembly', 'packages/materializer-wasm/scripts', 'package-lock.json'],
    outputs: ['materializer', 'materializer.plain', 'analysis', 'analysis.plain'].map((name) => `packages/materializer-wasm/build/${name}.wasm`),
    command: () => ['packages/materializer-wasm/scripts/build.mjs'],
  },
  {
    name: 'server',
    sources: [
      'apps/server/src',
      'apps/server/package.json',
      'packages/expressions',
      'packages/ir',
      'packages/materializer-wasm/src',
      'schemas',
      'scripts/bundle-server.mjs',
      'scripts/node-bundle.mjs',
      ...TOOLS,
    ],
    outputs: ['dist/server/main.mjs'],
    command: () => ['scripts/bundle-server.mjs'],
  },
  {
    name: 'web',
    sources: [
      'apps/web',
      // Named by itself: folders of that name are outputs elsewhere.
      'apps/web/build',
      'apps/server/src/api',
      'packages/expressions',
      'packages/ir',
      'packages/materializer-wasm/src',
      'packages/materializer-wasm/assembly',
      'workers',
      'schemas',
      'vite.config.ts',
      ...TOOLS,
    ],
    outputs: ['dist/web/index.html'],
    command: () => ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
  },
]

/**
 * @param {string} root
 * @param {(line: string) => void} say
 * @param {{ only?: readonly string[], steps?: readonly BuildStep[] }} [options] `only` names steps; all when absent
 * @returns {Promise<string[]>} names of the steps that were stale
 * @throws {LaunchFailure} with the tool's last lines when a build fails
 */
export async function buildStale(root, say, { only, steps = BUILD_STEPS } = {}) {
  const built = []
  for (const step of steps.filter(({ name }) => only?.includes(name) ?? true)) {
    const hash = contentHash(root, step.sources, process.versions.node)
    if (readStamp(root, step) === hash && outputsExist(root, step)) continue
    say(`Building ${step.name} …`)
    const run = await runQuietly(process.execPath, [...step.command(root)], { cwd: root, env: { ...process.env, NODE_ENV: 'production' } })
    if (!run.ok || !outputsExist(root, step)) throw buildFailure(step, run.output)
    writeStamp(root, step, hash)
    built.push(step.name)
  }
  return built
}

function buildFailure(step, output) {
  const lines = output.trim().split('\n').slice(-25).join('\n')
  return new LaunchFailure(`Building ${step.name} failed:\n${lines}\n`, 'Mend the sources, or restore them with git.')
}

const stampFile = (root, step) => path.join(root, 'dist/.stamps', step.name)

function readStamp(root, step) {
  try {
    return readFileSync(stampFile(root, step), 'utf8').trim()
  } catch {
    return undefined // never built here
  }
}

function writeStamp(root, step, hash) {
  mkdirSync(path.dirname(stampFile(root, step)), { recursive: true })
  writeFileSync(stampFile(root, step), `${hash}\n`)
}

function outputsExist(root, step) {
  return step.outputs.every((file) => existsSync(path.join(root, file)))
}
