/** `npm run mutants`: plants faults in a copy of the core and counts those the tests let pass. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { anyFreePort } from '../launch/ports.mjs'
import { startPostgres } from '../launch/postgres.mjs'
import { startRedis } from '../launch/redis.mjs'
import { runQuietly } from '../launch/run-quietly.mjs'
import { stopRecorded } from '../launch/stop-order.mjs'
import { FAULTS } from './faults.mjs'

/** What the tests of the core need of the checkout. */
const COPIED = ['schemas', 'packages', 'apps/server', 'package.json', 'tsconfig.base.json', 'vitest.config.ts']

/**
 * @param {{ root: string, only?: string }} options `only`: faults whose name holds this
 * @returns {Promise<boolean>} whether every fault was caught
 */
export async function mutants({ root, only = '' }) {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'aob-mutants-'))
  const copy = path.join(scratch, 'copy')
  copyCheckout(root, copy)
  try {
    const env = await stores(root, scratch)
    const faults = FAULTS.filter(({ name }) => name.includes(only))
    const rows = []
    /** What passes without a fault, by its path: tried once, however many faults it is to notice. */
    const sound = new Map()
    for (const fault of faults) {
      const row = await judge(fault, { copy, env, sound })
      rows.push(row)
      console.log(`${row.caught ? 'caught' : 'MISSED'}  ${fault.promise.padEnd(5)}  ${fault.name}: ${row.by}`)
    }
    const caught = rows.filter((row) => row.caught).length
    console.log(`${caught} of ${rows.length} planted faults caught`)
    return caught === rows.length
  } finally {
    await stopRecorded(scratch)
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Packages of ours resolve to the copy, all others to what is installed. */
function copyCheckout(root, copy) {
  for (const name of COPIED) cpSync(path.join(root, name), path.join(copy, name), { recursive: true, filter: (source) => !source.includes('node_modules') })
  const modules = path.join(copy, 'node_modules')
  mkdirSync(path.join(modules, '@aob'), { recursive: true })
  for (const name of readdirSync(path.join(root, 'node_modules')))
    if (name !== '@aob') symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name))
  for (const name of readdirSync(path.join(root, 'node_modules/@aob'))) {
    const folder = path.join(copy, path.relative(realpathSync(root), realpathSync(path.join(root, 'node_modules/@aob', name))))
    if (existsSync(folder)) symlinkSync(folder, path.join(modules, '@aob', name))
  }
}

async function stores(root, dataDir) {
  const say = () => undefined
  const postgres = await startPostgres({ root, dataDir, say, tcpPort: await anyFreePort('127.0.0.1') })
  const redis = await startRedis({ dataDir, say, tcpPort: await anyFreePort('127.0.0.1') })
  return { ...process.env, AOB_TEST_DATABASE_URL: postgres.url, ...(redis.kind === 'private' ? { AOB_TEST_REDIS_URL: redis.url } : {}) }
}

/** The tests must pass without the fault and fail with it. */
async function judge(fault, { copy, env, sound }) {
  const file = path.join(copy, fault.file)
  const source = readFileSync(file, 'utf8')
  const [from, to] = fault.change
  if (source.split(from).length !== 2) return { caught: false, by: `it could not be planted in ${fault.file}` }
  if (!sound.has(fault.tests)) sound.set(fault.tests, (await runTests(fault, { copy, env })).ok)
  if (!sound.get(fault.tests)) return { caught: false, by: `${fault.tests} fails without it` }
  writeFileSync(
    file,
    source.replace(from, () => to),
  )
  const after = await runTests(fault, { copy, env })
  writeFileSync(file, source)
  const failed = [...after.output.matchAll(/^.*?FAIL.*?\.test\.ts(?:.*?> )*(.+)$/gm)].map((match) => plain(match[1] ?? ''))
  return after.ok ? { caught: false, by: `${fault.tests} passes with it` } : { caught: true, by: failed[0] ?? fault.tests }
}

function runTests({ tests }, { copy, env }) {
  return runQuietly(process.execPath, [path.join(copy, 'node_modules/vitest/vitest.mjs'), 'run', tests, '--bail=1'], {
    cwd: copy,
    env: { ...env, NO_COLOR: '1' },
  })
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal begin with one
const plain = (text) => text.replaceAll(/\u001b\[[0-9;]*m/g, '').trim()
