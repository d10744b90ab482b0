/** `npm test`: sets everything up by itself, runs check, unit and whole-product tests, ends with one closing line. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChecks } from '../check/steps.mjs'
import { asLaunchFailure } from '../launch/failure.mjs'
import { anyFreePort } from '../launch/ports.mjs'
import { startPostgres } from '../launch/postgres.mjs'
import { startRedis } from '../launch/redis.mjs'
import { findRedis } from '../launch/redis-binary.mjs'
import { runQuietly } from '../launch/run-quietly.mjs'
import { setUp } from '../launch/setup.mjs'
import { stopRecorded } from '../launch/stop-order.mjs'
import { ensureChromium } from './chromium.mjs'
import { failuresOfPlaywright, failuresOfVitest } from './failures.mjs'
import { fuzzLine, fuzzTime } from './fuzz-time.mjs'
import { parseTestOptions } from './options.mjs'
import { installPackage } from './system-packages.mjs'
import { addUp, closingLine, tallyPlaywright, tallyVitest } from './tally.mjs'
import { UNHANDLED_FILE } from './unhandled-reporter.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const say = console.log
const NOTHING = { passed: 0, failed: 0, skipped: 0 }
/** @type {string[]} What failed, told again before the closing line. */
const failures = []

/** @param {readonly string[]} argv */
export async function test(argv) {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'aob-test-'))
  const cleanUp = async () => {
    await stopRecorded(scratch)
    rmSync(scratch, { recursive: true, force: true })
  }
  stopOnSignals(cleanUp)
  let total
  try {
    total = addUp(await runParts(parseTestOptions(argv), scratch))
  } catch (error) {
    say(`FAIL ${asLaunchFailure(error)?.message ?? (error instanceof Error ? error.stack : String(error))}`)
    total = { ...NOTHING, failed: 1 }
  }
  await cleanUp()
  for (const failure of failures) say(`failed: ${failure}`)
  say(closingLine(total))
  process.exit(total.failed > 0 ? 1 : 0)
}

async function runParts(options, scratch) {
  await setUp(root, say, { build: options.e2e ? undefined : ['wasm'] })
  const tallies = []
  if (options.check) {
    const { failedSteps, ...counts } = await runChecks(root, say)
    failures.push(...failedSteps.map((step) => `npm run check › ${step}`))
    tallies.push({ ...NOTHING, ...counts })
  }
  if (options.unit) tallies.push(...(await unitTests(options.filters, scratch)))
  if (options.e2e) tallies.push(...(await wholeProductTests(options.filters, scratch)))
  return tallies
}

async function unitTests(filters, scratch) {
  const redis = await redisForTests(scratch)
  const postgres = await startPostgres({ root, dataDir: scratch, say, tcpPort: await anyFreePort('127.0.0.1') })
  const report = path.join(scratch, 'vitest.json')
  const unhandled = path.join(scratch, 'unhandled.json')
  const reporters = ['default', 'json', path.join(root, 'scripts/test/unhandled-reporter.mjs')].map((name) => `--reporter=${name}`)
  const args = [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters, `--outputFile.json=${report}`, ...filters]
  const stores = { AOB_TEST_DATABASE_URL: postgres.url, ...(redis.url ? { AOB_TEST_REDIS_URL: redis.url } : {}) }
  const env = { ...cleanEnvironment(), ...stores, [UNHANDLED_FILE]: unhandled }
  const run = await runQuietly(process.execPath, args, { cwd: root, env, show: true })
  const results = readReport(report)
  say(fuzzLine(fuzzTime(results)))
  failures.push(...failuresOfVitest(results, run.ok, root, readReport(unhandled)))
  return [redis.tally, tallyVitest(results, run.ok)]
}

/** Installs Redis where that is allowed; without it the tests that need it skip, and this says why. */
async function redisForTests(scratch) {
  const problem = findRedis().found ? undefined : await installPackage('redis', say)
  const redis = await startRedis({ dataDir: scratch, say, tcpPort: await anyFreePort('127.0.0.1') })
  if (redis.kind === 'private') return { url: redis.url, tally: NOTHING }
  return { tally: missing(`Redis: ${problem ?? redis.reason}`) }
}

async function wholeProductTests(filters, scratch) {
  const chromium = await ensureChromium(root, say)
  if (chromium.problem) return [missing(`Chromium, so no whole-product tests: ${chromium.problem}`)]
  const report = path.join(scratch, 'playwright.json')
  const paths = filters.filter((filter) => filter.replace(/^\.\//, '').startsWith('e2e/')).map((filter) => filter.replace(/^\.\//, ''))
  const args = [path.join(root, 'node_modules/@playwright/test/cli.js'), 'test', '-c', 'e2e/playwright.config.ts', '--reporter=list,json', ...paths]
  const env = { ...cleanEnvironment(), PLAYWRIGHT_JSON_OUTPUT_NAME: report, AOB_CHROMIUM: chromium.file ?? '' }
  const run = await runQuietly(process.execPath, args, { cwd: root, env, show: true })
  const results = readReport(report)
  failures.push(...failuresOfPlaywright(results, run.ok))
  return [tallyPlaywright(results, run.ok)]
}

/** A part that the machine lacks: a visible skip, and a failure where everything must be there. */
function missing(what) {
  const mustBeThere = process.env.CI === 'true'
  say(`${mustBeThere ? 'FAIL' : 'skip'} missing ${what}`)
  return mustBeThere ? { ...NOTHING, failed: 1 } : { ...NOTHING, skipped: 1 }
}

/** What the developer's shell points at is never touched by tests; how long one of them is played may be said. */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(DATABASE_URL|REDIS_URL|AOB_(?!TEST_MAP_ITEMS$|TEST_S3_|TEST_KAFKA_BROKERS$).*|NODE_ENV)$/.test(name)),
  )
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined // the runner died before it wrote one: its exit code counts
  }
}

function stopOnSignals(cleanUp) {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, async () => {
      if (stopping) process.exit(130)
      stopping = true
      await cleanUp()
      process.exit(130)
    })
  }
}
