// Builds the modules whose sources, settings, builder or compiler have changed: node scripts/build.mjs [--all] [--force].
// `--all` includes the module with assertions that the tests use. The bytes depend on nothing but those, so equal
// sources give equal modules.
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const home = fileURLToPath(new URL('..', import.meta.url))
const buildDir = join(home, 'build')
/** Modules a running product needs; the others serve tests. */
const SHIPPED = ['simd', 'plain', 'analysis', 'analysis-plain']
/** Rounds of the optimizer over the finished module: the second still finds something, the third does not. */
const ROUNDS = 2

/** Builds what is stale; answers whether anything had to be built. */
export async function buildMaterializer({ all = false, force = false } = {}) {
  const config = JSON.parse(await readFile(join(home, 'asconfig.json'), 'utf8'))
  const stamp = await hashSources()
  let built = false
  for (const [name, { outFile }] of Object.entries(config.targets)) {
    if (!all && !SHIPPED.includes(name)) continue
    const file = join(home, outFile)
    if (!force && (await isFresh(file, stamp))) continue
    await mkdir(buildDir, { recursive: true })
    await writeWhole(file, await compileTarget(name))
    await writeWhole(`${file}.sources`, stamp)
    built = true
  }
  return built
}

/** Bytes of one target, compiled now, from the sources in a folder. */
export async function compileTarget(name, folder = home) {
  const { main } = await import('assemblyscript/asc')
  const written = new Map()
  const entry = name.startsWith('analysis') ? 'assembly/analysis.ts' : 'assembly/index.ts'
  const { error, stderr } = await main([entry, '--config', 'asconfig.json', '--target', name, '--baseDir', folder], {
    writeFile: (file, contents) => void written.set(file, contents),
  })
  if (error) throw new Error(`The target ${name} of the materializer could not be built.\n${stderr.toString()}`, { cause: error })
  const bytes = [...written].find(([file]) => file.endsWith('.wasm'))?.[1]
  if (!bytes) throw new Error(`The compiler wrote no module for the target ${name}.`)
  return name.endsWith('assert') ? bytes : optimize(bytes)
}

/** Optimizes the whole module once more, as the compiler's own optimizer does not: about 2 % smaller. */
async function optimize(bytes) {
  const compilerHome = createRequire(import.meta.url).resolve('assemblyscript/package.json')
  const { default: binaryen } = await import(pathToFileURL(createRequire(compilerHome).resolve('binaryen')).href)
  const module = binaryen.readBinary(bytes)
  const { MutableGlobals, SignExt, NontrappingFPToInt, BulkMemory, BulkMemoryOpt, SIMD128 } = binaryen.Features
  // The features the compiler uses; more would let the optimizer write what older engines do not read.
  module.setFeatures(MutableGlobals | SignExt | NontrappingFPToInt | BulkMemory | BulkMemoryOpt | SIMD128)
  // The compiler leaves limits of its own; functions called once are inlined whatever their size, which saves the most.
  binaryen.setAlwaysInlineMaxSize(6)
  binaryen.setFlexibleInlineMaxSize(20)
  binaryen.setOneCallerInlineMaxSize(-1)
  binaryen.setOptimizeLevel(3)
  binaryen.setShrinkLevel(2)
  for (let round = 0; round < ROUNDS; round++) module.optimize()
  const optimized = module.emitBinary()
  module.dispose()
  return optimized
}

/** Writes beside and renames, so that a reader beside us never sees half a file. */
async function writeWhole(file, contents) {
  const draft = `${file}.${process.pid}`
  await writeFile(draft, contents)
  await rename(draft, file)
}

async function isFresh(file, stamp) {
  try {
    await stat(file)
    return (await readFile(`${file}.sources`, 'utf8')) === stamp
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

/** Names the sources, the settings and the compiler together. */
export async function hashSources() {
  const compiler = createRequire(import.meta.url)('assemblyscript/package.json').version
  const hash = createHash('sha256').update(`assemblyscript ${compiler}\n`)
  const entries = await readdir(join(home, 'assembly'), { recursive: true })
  const sources = entries.filter((file) => file.endsWith('.ts')).map((file) => join('assembly', file))
  for (const file of ['asconfig.json', join('scripts', 'build.mjs'), ...sources.sort()]) {
    hash.update(`${file.replaceAll('\\', '/')}\n`).update(await readFile(join(home, file)))
  }
  return hash.digest('hex')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const start = performance.now()
  const built = await buildMaterializer({ all: process.argv.includes('--all'), force: process.argv.includes('--force') })
  console.log(built ? `materializer: built in ${Math.round(performance.now() - start)} ms` : 'materializer: up to date')
}
