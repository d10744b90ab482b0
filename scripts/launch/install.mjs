/**
 * Brings node_modules in line with package-lock.json. The stamp of a complete installation is npm's own:
 * npm removes node_modules/.package-lock.json first and writes it last, so half an installation has none.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { LaunchFailure } from './failure.mjs'
import { findProgram } from './find-program.mjs'
import { identify, stopProcess } from './process-identity.mjs'
import { forgetProcess, recordProcess, survivorOf } from './process-records.mjs'
import { runQuietly } from './run-quietly.mjs'

const RECORD = 'npm-ci'

/**
 * Why dependencies must be installed, if they must.
 * @param {string} root
 * @param {{ platform: string, arch: string }} [machine]
 * @returns {string | undefined} nothing when what is installed is what the lock file names
 */
export function installReason(root, machine = process) {
  const installed = readPackages(path.join(root, 'node_modules/.package-lock.json'))
  if (!installed) return 'nothing is installed yet'
  const wanted = readPackages(path.join(root, 'package-lock.json'))
  if (!wanted) throw new LaunchFailure('package-lock.json is missing or broken.', 'Restore it with: git checkout package-lock.json')
  const here = Object.entries(wanted).filter(([name, entry]) => name.includes('node_modules/') && isWanted(entry, machine))
  const named = (found, what) => found && `${found[0].replace(/^.*node_modules\//, '')} ${what}`
  const changed = here.find(([name, entry]) => !same(entry, installed[name]))
  // The stamp may have been copied or linked from elsewhere: what it names has to be there.
  return (
    named(changed, 'changed') ??
    named(
      here.find(([name]) => !existsSync(path.join(root, name))),
      'is missing',
    )
  )
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined // absent or cut short: not a complete installation
  }
}

/** Optional packages are wanted only where they name this machine; those that name no machine npm may leave out. */
function isWanted(entry, { platform, arch }) {
  if (!entry.optional) return true
  if (!entry.os || !entry.cpu || entry.libc) return false
  return entry.os.includes(platform) && entry.cpu.includes(arch)
}

function same(wanted, installed) {
  if (!installed) return false
  return wanted.link === installed.link && wanted.version === installed.version && wanted.integrity === installed.integrity
}

/**
 * Runs `npm ci` when needed.
 * @param {string} root
 * @param {string} setupFolder remembers an npm that outlives a killed launcher
 * @param {(line: string) => void} say
 * @returns {Promise<boolean>} whether it ran
 * @throws {LaunchFailure} when npm fails; nothing half-installed is left behind
 */
export async function ensureInstalled(root, setupFolder, say) {
  const survivor = survivorOf(setupFolder, RECORD)
  if (survivor) await stopProcess(survivor)
  const reason = installReason(root)
  if (!reason) return false
  say(`Installing dependencies (${reason}); the first time takes about a minute …`)
  const [command, ...first] = npmCommand()
  let undo = () => {}
  const onStart = (child) => {
    undo = removeOnSignal(path.join(root, 'node_modules'), child)
    const identity = identify(child.pid)
    if (identity) recordProcess(setupFolder, { name: RECORD, ...identity, mark: 'ci' })
  }
  const args = [...first, 'ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional']
  const run = await runQuietly(command, args, { cwd: root, env: npmEnvironment(), onStart })
  undo()
  forgetProcess(setupFolder, RECORD)
  if (run.ok) return true
  rmSync(path.join(root, 'node_modules'), { recursive: true, force: true })
  throw npmFailure(run.output)
}

/** Under `npm start` npm says where it is; else it is on PATH. */
function npmCommand() {
  const script = process.env.npm_execpath
  if (script?.endsWith('npm-cli.js') && existsSync(script)) return [process.execPath, script]
  const npm = findProgram('npm')
  if (npm) return [npm]
  throw new LaunchFailure('npm is not on PATH.', 'Install Node with npm from https://nodejs.org.')
}

/** NODE_ENV=production would leave the build tools out; npm_config_* of an outer npm command are not meant for this one. */
function npmEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => name !== 'NODE_ENV' && !/^npm_(config_(?!.*(registry|proxy|cafile|cache))|package_|lifecycle_)/i.test(name),
  )
  return Object.fromEntries(kept)
}

/** Ctrl-C in the middle: take away what npm has made so far. */
function removeOnSignal(folder, npm) {
  const onSignal = () => {
    npm.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    process.exit(130)
  }
  process.prependOnceListener('SIGINT', onSignal)
  process.prependOnceListener('SIGTERM', onSignal)
  return () => {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}

function npmFailure(output) {
  if (/ENOSPC/.test(output)) return new LaunchFailure('The disk is full: dependencies need about 600 MB.', 'Free some space, then start again.')
  if (/EACCES|EPERM|EROFS/.test(output)) return new LaunchFailure('npm may not write to node_modules here.', 'Start as the user who owns the checkout.')
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH/.test(output))
    return new LaunchFailure('npm cannot reach its registry.', 'Check the network or proxy settings, then start again.')
  const lines = output.split('\n').filter((line) => line.startsWith('npm error') && line.length > 12)
  return new LaunchFailure(`npm ci failed: ${lines[1]?.replace('npm error ', '') ?? lines[0] ?? 'it gave no reason'}.`, 'Run npm ci by hand to see all of it.')
}
