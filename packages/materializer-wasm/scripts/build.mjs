// Builds the three modules into build/ when sources, settings or compiler have changed: node scripts/build.mjs [--force].
// The bytes depend on nothing but those, so equal sources give equal modules.
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('..', import.meta.url))
const buildDir = join(home, 'build')
const stampFile = join(buildDir, 'sources.sha256')

/** Builds what is stale; answers whether anything had to be built. */
export async function buildMaterializer({ force = false } = {}) {
  const config = JSON.parse(await readFile(join(home, 'asconfig.json'), 'utf8'))
  const targets = Object.entries(config.targets)
  const stamp = await hashSources()
  if (!force && (await isFresh(stamp, targets))) return false
  await mkdir(buildDir, { recursive: true })
  const { main } = await import('assemblyscript/asc')
  for (const [name, { outFile }] of targets) await buildTarget(main, name, join(home, outFile))
  await writeWhole(stampFile, stamp)
  return true
}

async function buildTarget(asc, name, outFile) {
  const written = new Map()
  const { error, stderr } = await asc(['--config', 'asconfig.json', '--target', name, '--baseDir', home], {
    writeFile: (file, contents) => void written.set(file, contents),
  })
  if (error) throw new Error(`The target ${name} of the materializer could not be built.\n${stderr.toString()}`, { cause: error })
  const bytes = [...written].find(([file]) => file.endsWith('.wasm'))?.[1]
  if (!bytes) throw new Error(`The compiler wrote no module for the target ${name}.`)
  await writeWhole(outFile, bytes)
}

/** Writes beside and renames, so that a reader beside us never sees half a file. */
async function writeWhole(file, contents) {
  const draft = `${file}.${process.pid}`
  await writeFile(draft, contents)
  await rename(draft, file)
}

async function isFresh(stamp, targets) {
  try {
    await Promise.all(targets.map(([, { outFile }]) => stat(join(home, outFile))))
    return (await readFile(stampFile, 'utf8')) === stamp
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

async function hashSources() {
  const compiler = createRequire(import.meta.url)('assemblyscript/package.json').version
  const hash = createHash('sha256').update(`assemblyscript ${compiler}\n`)
  const entries = await readdir(join(home, 'assembly'), { recursive: true })
  const sources = entries.filter((file) => file.endsWith('.ts')).map((file) => join('assembly', file))
  for (const file of ['asconfig.json', ...sources.sort()]) {
    hash.update(`${file.replaceAll('\\', '/')}\n`).update(await readFile(join(home, file)))
  }
  return hash.digest('hex')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const start = performance.now()
  const built = await buildMaterializer({ force: process.argv.includes('--force') })
  console.log(built ? `materializer: built in ${Math.round(performance.now() - start)} ms` : 'materializer: up to date')
}
